"""PDF: tagged, with our own fonts, every character of what people typed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hcss.kernel.glyphs import covered_by, shown_with
from hcss.kernel.pdf import compile_pdf
from tests.machinery import folders
from tests.machinery.pdf_text import opened, tags_of, text_of, words_in

MADE_AT = datetime(2026, 10, 14, 9, tzinfo=UTC)
FONTS = folders.ROOT / "hcss/pdf/fonts"


def document(**said):
    """Return the receipt of a return with one line, as far as paper is concerned."""
    line = {
        "ref": "P1-01",
        "title": "Agree the plan",
        "status": "On track",
        "version": "Version 1",
        "note": "",
        "answers": [{"label": "What was done", "value": "Little."}],
    }
    data = {
        "title": "Receipt of a return",
        "author": "The group",
        "summary": "It was sent in.",
        "reference": "HCSSG-2026-Q2-police-v1",
        "marking": "OFFICIAL",
        "footer": "The group",
        "proof_caption": "Receipt",
        "proof": [{"label": "Agency", "value": "Police"}],
        "lines_caption": "Lines",
        "nothing": "Nothing.",
        "lines": [line | said],
    }
    return compile_pdf("receipt.typ", data, made_at=MADE_AT)


def saying(value):
    return document(answers=[{"label": "What was done", "value": value}])


def test_a_document_says_its_language_its_title_and_that_it_is_tagged():
    with opened(document()) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == "Receipt of a return"
        assert "<pdfuaid:part>1<" in pdf.Root.Metadata.read_bytes().decode()


def test_headings_tables_and_their_header_cells_are_tagged():
    tags = tags_of(document())

    assert (tags["Title"], tags["H1"], tags["H2"]) == (1, 2, 1)
    assert (tags["Table"], tags["Caption"], tags["TH"]) == (3, 3, 8)


def test_every_font_is_in_the_file():
    with opened(document()) as pdf:
        fonts = [
            font.DescendantFonts[0]
            for page in pdf.pages
            for font in page.Resources.Font.values()
        ]
        names = {str(font.BaseFont).split("+")[1] for font in fonts}
        embedded = [
            {"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())
            for font in fonts
        ]

    assert names == {"SourceSans3-Regular", "SourceSans3-Bold"}
    assert all(embedded)


def test_the_same_data_make_the_same_bytes():
    assert document() == document()


@pytest.mark.parametrize(
    "typed",
    [
        '#eval("1 + 1") #sys.version #read("/etc/passwd") $x^2$ *bold* _slanted_',
        "= Not a heading\n- not a list\n/ not: a term",
        '#include "x.typ" \\ // not a comment /* nor this */ @nobody <label>',
        '"}], "lines": []',
    ],
)
def test_what_people_type_is_never_taken_for_an_instruction(typed):
    made = saying(typed)

    assert words_in(made, typed)
    assert tags_of(made)["H1"] == 2


def test_long_text_goes_on_over_the_pages_and_none_is_cut():
    typed = " ".join(f"word{number}" for number in range(3000))

    made = saying(typed)

    with opened(made) as pdf:
        assert len(pdf.pages) > 5
    assert words_in(made, typed)
    assert tags_of(made)["Table"] == 3


def test_a_long_word_is_broken_before_the_edge():
    made = saying("https://" + "x" * 900)

    assert words_in(made, "https://" + "x" * 900)
    with opened(made) as pdf:
        assert len(pdf.pages) < 3


def test_lines_stay_as_they_were_typed():
    assert "First line Second line" in text_of(saying("First line\nSecond line"))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Done 😀", "Done [grinning face]"),
        ("né à Łódź – “yes”", "né à Łódź – “yes”"),
        ("e\u0301", "é"),
        ("中", "[cjk unified ideograph-4e2d]"),
        ("a\u202eb\u0007c\u00ad", "abc"),
        ("\ue000", "[U+E000]"),
        ("a\tb\r\nc", "a b c"),
    ],
)
def test_what_the_fonts_lack_is_named_and_not_lost(typed, shown):
    assert shown in text_of(saying(typed))


def test_a_word_that_may_be_broken_is_the_same_word():
    glyphs = frozenset(map(ord, "ab"))

    assert shown_with(glyphs, "a" * 5 + " b", break_after=2) == ("aa\u200baa\u200ba b")
    assert shown_with(glyphs, "", break_after=2) == ""


@pytest.mark.parametrize(
    "font", sorted(FONTS.glob("*.ttf")), ids=lambda path: path.stem
)
def test_the_fonts_cover_what_is_written_here(font: Path):
    covered = covered_by(font.read_bytes())

    assert set(map(ord, "AZaz09£€–—’“”…é№\u200b")) <= covered
    assert ord("中") not in covered


def test_the_fonts_come_with_their_licence():
    assert "SIL Open Font License" in (FONTS / "LICENSE.md").read_text()
