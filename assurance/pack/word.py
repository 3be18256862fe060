"""The paper as Word: real headings and tables, to paste from into another paper.

Word cannot hold SVG here, so a picture is its title, its description and its table.
The same paper gives the same file, field for field and byte for byte.
"""

import io
from collections.abc import Callable
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Emu
from docx.text.paragraph import Paragraph

from assurance.pack.blocks import Bullets, Paper, Picture, Section, Table
from assurance.pack.word_parts import (
    CELL,
    dressed,
    fixed,
    keep_with_next,
    one_tab_at_the_right,
    page_number,
    printable,
    repeat_as_header,
    restart_numbers,
    starts_page,
)

#: In English Metric Units, the sides of A4.
_SHORT, _LONG = Emu(7560310), Emu(10692130)
_SIDE = Cm(2)
_LABEL_BREAK = ": "


def pack_docx(paper: Paper) -> bytes:
    """Return the paper as a Word file. Its dates are those of the seal."""
    document = dressed(Document())
    _say_what_it_is(document, paper)
    _frame(document, paper)
    document.add_paragraph(paper.title, style="Title")
    document.add_paragraph(paper.subtitle, style="Subtitle")
    _table(
        document,
        Table(
            caption="About this paper",
            heads=("What", "Answer"),
            rows=tuple((fact.label, fact.text) for fact in paper.facts),
            widths=(1, 3),
        ),
    )
    for section in paper.sections:
        _section(document, section)
    made = io.BytesIO()
    pack_into = document.save
    pack_into(made)
    return fixed(made.getvalue())


def _say_what_it_is(document: WordDocument, paper: Paper) -> None:
    about = document.core_properties
    about.title, about.author = paper.title, paper.group
    about.subject, about.keywords = paper.subtitle, paper.marking
    about.comments = f"Seal {paper.sha256}"
    about.language = "en-GB"
    about.last_modified_by = paper.group
    about.revision = 1
    made_at = paper.made_at.replace(tzinfo=None, microsecond=0)
    about.created = about.modified = about.last_printed = made_at


def _frame(document: WordDocument, paper: Paper) -> None:
    """Put marking and moment on top of every page, group and page number below."""
    page = document.sections[0]
    page.page_width, page.page_height = _SHORT, _LONG
    page.left_margin = page.right_margin = _SIDE
    page.header.paragraphs[
        0
    ].text = f"{paper.marking}\tPosition as at {paper.position_as_at}"
    footer = page.footer.paragraphs[0]
    footer.text = f"{paper.group}. {paper.part}\tPage "
    page_number(footer)
    one_tab_at_the_right(document, _SHORT - 2 * _SIDE)


def _section(document: WordDocument, section: Section) -> None:
    if section.is_wide:
        _turn(document, WD_ORIENT.LANDSCAPE)
    document.add_heading(printable(section.heading), level=1)
    for block in section.blocks:
        _WAYS[block.kind](document, block)
    if section.is_wide:
        _turn(document, WD_ORIENT.PORTRAIT)


def _heading(document: WordDocument, block: Any) -> None:
    heading = document.add_heading(printable(block.text), level=block.level)
    if block.starts_page:
        starts_page(heading)


def _words(document: WordDocument, block: Any) -> None:
    document.add_paragraph(printable(block.text))


def _fact(document: WordDocument, block: Any) -> None:
    _labelled(document.add_paragraph(), block.label, block.text)


def _labelled(paragraph: Paragraph, label: str, text: str) -> None:
    paragraph.add_run(printable(f"{label}{_LABEL_BREAK}")).bold = True
    paragraph.add_run(printable(text))


def _bullets(document: WordDocument, block: Bullets) -> None:
    style = "List Number" if block.is_numbered else "List Bullet"
    items = [
        document.add_paragraph(printable(each), style=style) for each in block.items
    ]
    if block.is_numbered:
        restart_numbers(document, items)


def _quote(document: WordDocument, block: Any) -> None:
    for part in block.parts:
        paragraph = document.add_paragraph(style="Quote")
        if part.label:
            _labelled(paragraph, part.label, part.text)
        else:
            paragraph.add_run(printable(part.text))
    document.add_paragraph(printable(f"— {block.source}"), style="Quote Source")


def _note(document: WordDocument, block: Any) -> None:
    document.add_paragraph(printable(block.text), style="Officer Comment")
    by = document.add_paragraph(style="Officer Comment")
    _labelled(by, "Officer’s comment", block.by)


def _table(document: WordDocument, block: Any) -> None:
    caption = document.add_paragraph(printable(block.caption), style="Caption")
    keep_with_next(caption)
    table = document.add_table(rows=0, cols=len(block.heads), style="Table Grid")
    _row(table, block.heads, is_bold=True)
    repeat_as_header(table.rows[0])
    for row in block.rows:
        _row(table, row)
    _share_out(document, table, block.proportions)
    document.add_paragraph()


def _share_out(document: WordDocument, table: Any, shares: tuple[int, ...]) -> None:
    """Give each column its share of the page as it lies."""
    page = document.sections[-1]
    whole = int(page.page_width or 0) - 2 * _SIDE
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Emu(whole * share // sum(shares))


def _row(table: Any, texts: tuple[str, ...], *, is_bold: bool = False) -> None:
    for place, (cell, text) in enumerate(
        zip(table.add_row().cells, texts, strict=True)
    ):
        paragraph = cell.paragraphs[0]
        paragraph.style = CELL
        run = paragraph.add_run(printable(text))
        run.bold = True if is_bold or place == 0 else None


def _picture(document: WordDocument, block: Picture) -> None:
    title = document.add_paragraph()
    title.add_run(printable(block.title)).bold = True
    keep_with_next(title)
    document.add_paragraph(printable(block.description))
    _table(document, block.table)


def _turn(document: WordDocument, orientation: WD_ORIENT) -> None:
    """Begin a page that lies, or that stands again."""
    page = document.add_section()
    page.orientation = orientation
    lies = orientation == WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = (_LONG, _SHORT) if lies else (_SHORT, _LONG)


_WAYS: dict[str, Callable[[WordDocument, Any], None]] = {
    "words": _words,
    "fact": _fact,
    "bullets": _bullets,
    "table": _table,
    "picture": _picture,
    "heading": _heading,
    "quote": _quote,
    "note": _note,
}
