"""What python-docx has no word for: repeated rows, page numbers, fixed dates."""

import io
import re
import zipfile
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.text.paragraph import Paragraph

#: What XML cannot hold: control characters and halves of pairs.
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: The style of what stands in tables.
CELL = "Table Text"
_INK = RGBColor(0x0B, 0x0C, 0x0C)
_FONT = "Arial"
#: The earliest moment that a zip file can hold.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def printable(text: str) -> str:
    """Return the text without what a Word file cannot hold; all else stays."""
    return _UNPRINTABLE.sub("", text)


def dressed(document: WordDocument) -> WordDocument:
    """Give the document its language, its typeface and the styles of ours."""
    for found in document.styles:
        if found.type == WD_STYLE_TYPE.PARAGRAPH:
            _plain_type(found)
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    _speak_english(normal)
    for name, based_on in (("Quote Source", "Normal"), ("Officer Comment", "Normal")):
        style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[based_on]
        style.paragraph_format.left_indent = Cm(0.8)
        style.quick_style = True
    quote: Any = document.styles["Quote"]
    quote.paragraph_format.left_indent = Cm(0.8)
    quote.font.italic = False
    document.styles["Quote Source"].font.size = Pt(9.5)
    _rule_at_the_left(document.styles["Officer Comment"])
    cell: Any = document.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = normal
    cell.font.size = Pt(9)
    cell.paragraph_format.space_after = Pt(2)
    return document


def _plain_type(style: Any) -> None:
    """Set one typeface in black: themes bring their own, which print grey."""
    style.font.name = _FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:cs"), _FONT)
    style.font.color.rgb = _INK


def _speak_english(style: Any) -> None:
    properties = style.element.get_or_add_rPr()
    for found in properties.findall(qn("w:lang")):
        properties.remove(found)
    properties.append(_element("w:lang", val="en-GB", eastAsia="en-GB"))


def _rule_at_the_left(style: Any) -> None:
    border = OxmlElement("w:pBdr")
    border.append(_element("w:left", val="single", sz="18", space="8", color="505A5F"))
    style.element.get_or_add_pPr().insert_element_before(border, "w:ind")


def repeat_as_header(row: Any) -> None:
    """Mark a table's row as its header: read out with cells, repeated on pages."""
    cell = _element_of(row.cells[0].paragraphs[0]).getparent()
    properties = cell.getparent().get_or_add_trPr()
    properties.append(_element("w:cantSplit"))
    properties.append(_element("w:tblHeader"))


def keep_with_next(paragraph: Paragraph) -> None:
    """Never leave a label alone at the foot of a page."""
    paragraph.paragraph_format.keep_with_next = True


def starts_page(paragraph: Paragraph) -> None:
    """Begin a page with this paragraph."""
    paragraph.paragraph_format.page_break_before = True


def one_tab_at_the_right(document: WordDocument, width: int) -> None:
    """Put what stands after the tab of head and foot at the right end of the line."""
    for name in ("Header", "Footer"):
        style: Any = document.styles[name]
        stops = style.paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(Emu(width), WD_TAB_ALIGNMENT.RIGHT)


def page_number(paragraph: Paragraph) -> None:
    """Write "n of m", which Word counts."""
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    field = _element("w:fldSimple", instr=name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    _element_of(paragraph).append(field)


def restart_numbers(document: WordDocument, items: list[Paragraph]) -> None:
    """Number these paragraphs from 1, whatever list came before them."""
    numbering: Any = document.part.numbering_part.element
    style: Any = document.styles["List Number"]
    old = style.element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(old).abstractNumId.val
    new = numbering.add_num(abstract)
    new.add_lvlOverride(ilvl=0).add_startOverride(1)
    for item in items:
        listed = _element_of(item).get_or_add_pPr().get_or_add_numPr()
        listed.get_or_add_numId().val = new.numId


def fixed(packed: bytes) -> bytes:
    """Return the file with the date of its parts fixed, so that it is the same."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as found,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for name in found.namelist():
            part = zipfile.ZipInfo(name, _LONG_AGO)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            kept.writestr(part, found.read(name))
    return made.getvalue()


def _element_of(paragraph: Paragraph) -> Any:
    return paragraph.paragraph_format.element


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element
