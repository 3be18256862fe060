"""The paper as PDF: read back as a machine reads it out to somebody."""

import hashlib
import os
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest

from assurance.meeting_choices import Part
from assurance.pack.blocks import Picture, Section, Table, Words
from assurance.pack.paper import paper
from assurance.pack.pdf import pack_pdf
from tests.assurance.pack.reading import words_of
from tests.assurance.pack.sealed_county import sealed_county
from tests.assurance.pack.secrets import secret_county
from tests.handling.reading import all_of
from tests.machinery import folders
from tests.machinery.pdf_text import opened, text_of, words_in

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40">'
    '<rect width="120" height="30" fill="#333"/>'
    '<text x="4" y="20" font-family="Source Sans 3" fill="#fff">Police 😀</text></svg>'
)
CHART = Picture(
    svg=SVG,
    title="Returns on time",
    description="Police returned on time in five of eight quarters.",
    table=Table("Returns on time by agency", ("Agency", "On time"), (("Police", "5"),)),
)


def with_chart(one):
    """Return the paper with a chart of a test's own at its end."""
    last = replace(one.sections[-1], blocks=(CHART,))
    return replace(one, sections=(*one.sections[:-1], last))


#: What shows something: text, paths and images, which a page must tag or set aside.
SHOWS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do"}


@pytest.fixture(scope="module")
def made():
    return pack_pdf(with_chart(paper(sealed_county(), Part.OPEN)))


@pytest.fixture(scope="module")
def tags(made):
    """Every element with its kind, what it says of itself, and its children."""
    with opened(made) as pdf:
        return list(_elements(pdf.Root.StructTreeRoot.K))


def _elements(node):
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from _elements(each)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        kind = str(node.S).lstrip("/")
        yield (
            kind,
            str(node.get("/Alt", "")),
            str(node.get("/T", "")),
            _scopes(node.get("/A")),
        )
        yield from _elements(node.get("/K", pikepdf.Array()))


def _scopes(attributes):
    found = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return [
        str(each.Scope)
        for each in found
        if isinstance(each, pikepdf.Dictionary) and "/Scope" in each
    ]


def test_a_document_says_that_it_is_tagged_its_language_and_its_title(made):
    with opened(made) as pdf:
        about = pdf.Root.Metadata.read_bytes().decode()

        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]).startswith("Community safety priorities")
        assert "<pdfuaid:part>1<" in about


def test_the_headings_are_the_paper_s_sections_in_order(made):
    headings = [each.heading for each in paper(sealed_county(), Part.OPEN).sections]

    with opened(made) as pdf:
        outline = list(_outline(pdf.Root.Outlines))

    assert outline == headings


def _outline(parent):
    item = parent.get("/First")
    while item is not None:
        yield str(item.Title)
        item = item.get("/Next")


@pytest.mark.parametrize("part", Part)
def test_headings_are_nested_without_a_gap(part):
    with opened(pack_pdf(paper(secret_county(), part))) as pdf:
        kinds = [kind for kind, *_ in _elements(pdf.Root.StructTreeRoot.K)]
    levels = [int(kind[1]) for kind in kinds if kind in ("H1", "H2", "H3", "H4")]

    assert levels.count(1) > 8
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_header_cell_says_what_it_heads(tags):
    cells = [scopes for kind, *_, scopes in tags if kind == "TH"]

    assert len(cells) > 50
    assert [each for each in cells if each != ["/Column"]] == []


def test_every_picture_has_words_in_its_place(tags):
    figures = [alt for kind, alt, *_ in tags if kind == "Figure"]

    drawn = [
        f"{block.title}. {block.description}"
        for section in with_chart(paper(sealed_county(), Part.OPEN)).sections
        for block in section.blocks
        if block.kind == "picture"
    ]
    assert len(drawn) > 3
    assert figures == drawn


def test_nothing_on_a_page_is_left_untagged(made):
    loose = []
    with opened(made) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            depth = 0
            for _, operator in pikepdf.parse_content_stream(page):
                name = str(operator)
                depth += (name in ("BDC", "BMC")) - (name == "EMC")
                if name in SHOWS and not depth:
                    loose.append((number, name))

    assert loose == []


def test_every_word_of_the_paper_is_in_it(made):
    said = text_of(made).replace(" ", "")

    lost = [
        line
        for text in _shown(with_chart(paper(sealed_county(), Part.OPEN)))
        for line in [text.replace(" ", "")]
        if " " in text and line not in said
    ]
    assert lost == []


def _shown(one):
    """Return the texts of the paper but those of its drawings."""
    found = words_of(one.sections).splitlines()
    return [each for each in found if not each.startswith("<")]


def test_the_head_and_foot_say_marking_moment_and_page(made):
    with opened(made) as pdf:
        pages = len(pdf.pages)
        said = [_everything(page) for page in pdf.pages]

    assert pages > 10
    assert [each for each in said if "OFFICIAL" not in each] == []
    assert f"Page1of{pages}" in said[0]
    assert "Positionasat30October2026at5:00pm" in said[0]


def _everything(page):
    return all_of(page).replace(" ", "")


def test_ten_thousand_characters_are_whole():
    sealed = sealed_county()
    long = " ".join(f"word{number}" for number in range(1300))
    line = replace(sealed.actions[0].line, progress=long)
    first = replace(sealed.actions[0], line=line)

    made = pack_pdf(
        paper(replace(sealed, actions=(first, *sealed.actions[1:])), Part.OPEN)
    )

    assert len(long) > 10_000
    assert words_in(made, long)


def test_a_cell_of_ten_thousand_characters_goes_on_over_the_pages():
    long = " ".join(f"word{number}" for number in range(1300))
    table = Table("Long", ("What", "It said"), (("Progress", long),))
    one = paper(sealed_county(), Part.OPEN)
    section = Section("long", "1. Long", (Words("Below."), table))

    assert words_in(pack_pdf(replace(one, sections=(section,))), long)


def test_a_picture_may_hold_characters_that_the_fonts_do_not_have(made):
    assert "Police[grinningface]" in text_of(made).replace(" ", "")


def test_the_same_seal_gives_the_same_bytes(made):
    assert pack_pdf(with_chart(paper(sealed_county(), Part.OPEN))) == made


@pytest.mark.slow
def test_another_process_makes_the_same_bytes():
    script = (
        "import django, hashlib; django.setup()\n"
        "from assurance.meeting_choices import Part\n"
        "from assurance.pack.paper import paper\n"
        "from assurance.pack.pdf import pack_pdf\n"
        "from tests.assurance.pack.sealed_county import sealed_county\n"
        "made = pack_pdf(paper(sealed_county(), Part.OPEN))\n"
        "print(hashlib.sha256(made).hexdigest())\n"
    )
    ours = hashlib.sha256(pack_pdf(paper(sealed_county(), Part.OPEN))).hexdigest()

    theirs = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        cwd=folders.ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "tests.settings", "TZ": "Asia/Tokyo"},
        text=True,
    )

    assert theirs.stdout.strip() == ours


def test_a_paper_of_sixty_actions_is_made_in_a_second():
    """P15, of processor time."""
    one = paper(sealed_county(), Part.OPEN)
    pack_pdf(one)  # so that the fonts are read

    began = time.process_time()
    pack_pdf(replace(one, title="Another title"))

    assert time.process_time() - began < 1


def test_the_closed_part_is_marked_on_every_page():
    with opened(pack_pdf(paper(sealed_county(), Part.CLOSED))) as pdf:
        said = [_everything(page) for page in pdf.pages]

    assert [each for each in said if "OFFICIAL-SENSITIVE" not in each] == []
