"""The paper as Word: real headings, tables whose heads repeat, the same every time."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Emu

from assurance.meeting_choices import Part
from assurance.pack.blocks import Bullets, Section
from assurance.pack.paper import paper
from assurance.pack.word import pack_docx
from tests.assurance.pack.sealed_county import sealed_county
from tests.assurance.pack.shapes import SEALED_AT
from tests.assurance.pack.test_pdf import with_chart


@pytest.fixture(scope="module")
def one():
    return with_chart(paper(sealed_county(), Part.OPEN))


@pytest.fixture(scope="module")
def made(one):
    return pack_docx(one)


@pytest.fixture(scope="module")
def document(made):
    return docx.Document(io.BytesIO(made))


def _styled(document, *styles):
    return [
        (each.style.name, each.text)
        for each in document.paragraphs
        if each.style.name in styles
    ]


def test_the_headings_are_headings_and_the_paper_s_own(document, one):
    wanted = []
    for section in one.sections:
        wanted.append(("Heading 1", section.heading))
        wanted += [
            (f"Heading {block.level}", block.text)
            for block in section.blocks
            if block.kind == "heading"
        ]

    assert _styled(document, "Heading 1", "Heading 2", "Heading 3") == wanted


def test_the_title_and_the_document_s_own_facts(document, one):
    about = document.core_properties

    assert _styled(document, "Title") == [("Title", one.title)]
    assert (about.title, about.author) == (one.title, one.group)
    assert about.created == about.modified == SEALED_AT
    assert about.language == "en-GB"
    assert one.sha256 in about.comments


def test_it_is_in_english_of_britain(document):
    language = document.styles["Normal"].element.rPr.find(qn("w:lang"))

    assert language.get(qn("w:val")) == "en-GB"


def test_every_table_is_the_paper_s_with_a_head_that_repeats(document, one):
    tables = [
        table
        for section in one.sections
        for block in section.blocks
        for table in [block if block.kind == "table" else getattr(block, "table", None)]
        if table is not None
    ]
    head, *shown = document.tables

    assert [[cell.text for cell in row.cells] for row in head.rows][1:] == [
        [fact.label, fact.text] for fact in one.facts
    ]
    assert [[[c.text for c in row.cells] for row in each.rows] for each in shown] == [
        [list(each.heads), *(list(row) for row in each.rows)] for each in tables
    ]
    assert [each for each in document.tables if not _repeats(each)] == []


def _repeats(table):
    properties = table.rows[0]._tr.trPr
    return properties is not None and properties.find(qn("w:tblHeader")) is not None


def test_every_word_of_the_paper_is_in_it(document, one):
    said = "\n".join(each.text for each in document.paragraphs)
    wanted = [
        text
        for section in one.sections
        for block in section.blocks
        for text in _texts(block)
    ]

    assert len(wanted) > 500
    assert [each for each in wanted if each not in said] == []


def _texts(block):
    if block.kind == "quote":
        return [part.text for part in block.parts] + [block.source]
    if block.kind == "bullets":
        return list(block.items)
    if block.kind == "picture":
        return [block.title, block.description, block.table.caption]
    if block.kind == "table":
        return [block.caption]
    return [block.text]


def test_the_recommendations_are_a_numbered_list(document, one):
    [listed] = one.sections[0].blocks

    assert _styled(document, "List Number") == [
        ("List Number", each) for each in listed.items
    ]


def test_each_numbered_list_begins_at_one(one):
    lists = (Bullets(("a", "b"), is_numbered=True), Bullets(("c",), is_numbered=True))
    twice = Section("lists", "Lists", lists)
    document = docx.Document(io.BytesIO(pack_docx(replace(one, sections=(twice,)))))

    numbers = [
        each._p.pPr.numPr.numId.val
        for each in document.paragraphs
        if each.style.name == "List Number"
    ]
    assert numbers[0] == numbers[1]
    assert numbers[1] != numbers[2]


def test_the_head_and_foot_say_marking_moment_and_page(document, one):
    head = document.sections[0].header.paragraphs[0].text
    foot = document.sections[0].footer.paragraphs[0]
    fields = [each.get(qn("w:instr")) for each in foot._p.iter(qn("w:fldSimple"))]

    assert head == f"OFFICIAL\tPosition as at {one.position_as_at}"
    assert foot.text.startswith(one.group)
    assert fields == ["PAGE", "NUMPAGES"]


def test_wide_sections_lie_across_and_the_next_stands_again(document):
    widths = [each.page_width > each.page_height for each in document.sections]

    assert widths == [False, True, False, True, False]
    assert document.sections[0].page_width == Emu(7560310)


def test_ten_thousand_characters_and_what_xml_cannot_hold():
    sealed = sealed_county()
    long = " ".join(f"word{number}" for number in range(1300)) + "\x0b\ufffe <b>&\nnext"
    line = replace(sealed.actions[0].line, progress=long)
    first = replace(sealed.actions[0], line=line)

    made = pack_docx(
        paper(replace(sealed, actions=(first, *sealed.actions[1:])), Part.OPEN)
    )
    said = [each.text for each in docx.Document(io.BytesIO(made)).paragraphs]

    kept = long.replace("\x0b", "").replace("\ufffe", "")
    assert [each for each in said if kept in each]


def test_every_part_of_the_file_is_well_formed(made):
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        names = [each for each in packed.namelist() if each.endswith((".xml", ".rels"))]

        assert len(names) > 5
        for name in names:
            ET.fromstring(packed.read(name))  # noqa: S314 -- our own file


def test_the_same_paper_gives_the_same_bytes(one, made):
    assert pack_docx(one) == made


def test_the_closed_part_says_so_on_every_page():
    made = pack_docx(paper(sealed_county(), Part.CLOSED))
    head = docx.Document(io.BytesIO(made)).sections[0].header.paragraphs[0].text

    assert head.startswith("OFFICIAL-SENSITIVE\t")
