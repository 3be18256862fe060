"""Every picture: well formed, safe, the same every time, legible in grey."""

import itertools
import re
from xml.etree import ElementTree as ET

import pytest
import typst

from assurance import pictures
from assurance.pictures.drawing import clean, element, fitted, width_of
from assurance.pictures.kinds import CAME_IN, RATED
from assurance.selectors.action_dates import ActionDates
from hcss.kernel import pdf
from tests.assurance.pictures.data import (
    HOSTILE,
    SVG,
    action,
    came_in,
    dates,
    delivery,
    history,
    texts,
)

DRAW = {
    "delivery": lambda: pictures.delivery_pictures(history()),
    "returns": lambda: pictures.returns_pictures(history()),
    "dates": lambda: pictures.dates_pictures(dates()),
}
#: Elements and attributes that a drawing may have; there is no style among them.
ELEMENTS = {"svg", "title", "desc", "defs", "pattern", "rect", "path", "text", "circle"}
ATTRIBUTES = {
    "aria-labelledby",
    "cx",
    "cy",
    "d",
    "fill",
    "font-family",
    "font-size",
    "font-weight",
    "height",
    "id",
    "paint-order",
    "patternUnits",
    "r",
    "role",
    "stroke",
    "stroke-linejoin",
    "stroke-width",
    "text-anchor",
    "viewBox",
    "width",
    "x",
    "y",
}


@pytest.fixture(params=DRAW)
def picture(request):
    (only,) = DRAW[request.param]()
    return only


def tree_of(svg):
    return ET.fromstring(svg)  # noqa: S314 -- our own drawing


def hostile():
    quarters = [
        type(each)(
            slug=each.slug,
            label=each.label,
            delivery=(delivery(1, HOSTILE, on_track=2),),
            returns=(came_in("x", "late", HOSTILE),),
        )
        for each in history(quarters=2)
    ]
    (named,) = dates(1).actions
    acts = ActionDates(1, (action(1, named.baseline_on, None, title=HOSTILE),))
    return [
        *pictures.delivery_pictures(quarters),
        *pictures.returns_pictures(quarters),
        *pictures.dates_pictures(acts),
    ]


# --- What it is made of ---


def test_it_is_named_by_its_title_and_its_description(picture):
    svg = tree_of(picture.svg)
    title, description = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")

    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (title.text, description.text) == (picture.title, picture.description)


def test_it_has_presentation_attributes_only(picture):
    tree = tree_of(picture.svg)

    assert {each.tag.removeprefix(SVG) for each in tree.iter()} <= ELEMENTS
    assert {name for each in tree.iter() for name in each.attrib} <= ATTRIBUTES


def test_it_fetches_nothing_from_elsewhere(picture):
    without_names = picture.svg.replace('xmlns="http://www.w3.org/2000/svg"', "", 1)

    assert "://" not in without_names
    used = set(re.findall(r"url\(#([^)]*)\)", picture.svg))
    assert used <= {each.get("id") for each in tree_of(picture.svg).iter()}


def test_it_shows_no_percentage(picture):
    assert "%" not in picture.svg
    assert "%" not in str(picture.table)


def test_it_is_the_same_for_the_same_data():
    for draw in DRAW.values():
        assert draw() == draw()


def test_two_on_one_page_share_no_id():
    drawn = [*pictures.delivery_pictures(history(priorities=20))]
    drawn += [*pictures.returns_pictures(history(agencies=70))]
    drawn += [*pictures.dates_pictures(dates(60))]
    ids = [
        each.get("id")
        for one in drawn
        for each in tree_of(one.svg).iter()
        if each.get("id")
    ]

    assert len(drawn) == 9
    assert len(ids) == len(set(ids))


def test_it_fits_on_a_sheet_however_much_there_is():
    drawn = [*pictures.delivery_pictures(history(priorities=20))]
    drawn += [*pictures.returns_pictures(history(agencies=70))]
    drawn += [*pictures.dates_pictures(dates(60))]

    assert max(float(tree_of(each.svg).get("height")) for each in drawn) <= 920


# --- Names of any kind ---


def test_a_hostile_name_is_text_and_nothing_else():
    for each in hostile():
        tags = {one.tag.removeprefix(SVG) for one in tree_of(each.svg).iter()}

        assert "script" not in tags
        assert "\x00" not in each.svg
        assert any("<script>" in said for said in texts(each.svg))


def test_the_table_has_the_whole_name():
    long = "A very long name of an agency " * 8
    quarters = [
        type(each)(each.slug, each.label, (), (came_in("x", "late", long),))
        for each in history(quarters=1)
    ]

    (drawn,) = pictures.returns_pictures(quarters)

    assert drawn.table.rows[0][0] == long
    assert any(each.endswith("…") for each in texts(drawn.svg))


def test_an_attribute_cannot_be_left():
    drawn = element("rect", id='" onload="x')

    assert dict(tree_of(drawn).attrib) == {"id": '" onload="x'}


@pytest.mark.parametrize("text", ["\x00", "\x0b", "\ufffe", "\ud800"])
def test_what_xml_cannot_hold_is_marked(text):
    assert clean(f"a{text}b") == "a\ufffdb"


def test_a_text_is_broken_between_words_and_shortened_at_the_end():
    said = "Serious violence and the exploitation of vulnerable people"

    lines = fitted(said, width=200, lines=2)

    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert said.startswith(f"{lines[0]} {lines[1][:-1]}")
    assert max(width_of(line) for line in lines) <= 200


def test_one_endless_word_is_shortened_too():
    assert fitted("x" * 500, width=50)[0].endswith("…")


# --- In grey, and on paper ---


def _grey(colour):
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    parts = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
        for each in (red, green, blue)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _contrast(one, other):
    light, dark = sorted((_grey(one), _grey(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("kinds", [RATED, CAME_IN], ids=["rated", "came in"])
def test_in_grey_any_two_kinds_differ_in_pattern_or_in_darkness(kinds):
    alike = [
        (one.code, other.code)
        for one, other in itertools.combinations(kinds, 2)
        if one.pattern == other.pattern and _contrast(one.ground, other.ground) < 3
    ]

    assert alike == []


@pytest.mark.parametrize("kind", [*RATED, *CAME_IN], ids=lambda kind: kind.code)
def test_a_figure_can_be_read_on_its_ground(kind):
    assert _contrast(kind.figure, kind.ground) >= 4.5


def test_returns_differ_in_their_letters_too():
    assert len({kind.letter for kind in CAME_IN}) == len(CAME_IN)


def test_typst_draws_it_whatever_the_names(picture, tmp_path):
    for each in [picture, *hostile()]:
        drawn = _compiled(each, tmp_path)

        assert drawn.startswith(b"%PDF")


def test_typst_has_a_font_for_it(picture, tmp_path):
    """A font that it cannot find would leave every text out."""
    (tmp_path / "bare.svg").write_text(
        re.sub(r"<text.*?</text>", "", picture.svg), encoding="utf-8"
    )
    whole, bare = _compiled(picture, tmp_path), _typeset(tmp_path, "bare.svg")

    assert b"SourceSans3" in whole
    assert b"SourceSans3" not in bare


def _compiled(picture, folder):
    """Compile it as papers are: what the fonts do not have is named in words."""
    svg = pdf.shown_with(pdf._glyphs(), picture.svg, break_after=len(picture.svg))
    (folder / "drawn.svg").write_text(svg, encoding="utf-8")
    return _typeset(folder, "drawn.svg")


def _typeset(folder, name):
    source = folder / "page.typ"
    source.write_text(
        '#set document(title: "Picture")\n#set text(lang: "en")\n'
        f'#image(bytes(read("{name}")), format: "svg", width: 100%, alt: "Picture")\n',
        encoding="utf-8",
    )
    return typst.compile(source, font_paths=pdf._fonts(), pdf_standards="ua-1")
