"""What is in the database, against the printed text, read here in another way."""

import re
from pathlib import Path

import pytest

from priorities.models import Priority, Statement

SOURCE = (Path(__file__).parent / "data" / "agreement-2019-21.txt").read_text()
#: Lines that are headings in the source, and headings that stand inside bullets.
HEADINGS = {
    "County co-ordination",
    "Driving front line delivery",
    "Driving front-line delivery",
    "Action is enabled at the front-line",
    "Understanding of risk and vulnerability –",
    "Understanding risk and vulnerability",
    "Identification of risks and vulnerability",
    "Reporting and recording",
    "Alignment of resources",
    "Alignment of resources –",
    "Local links",
}
INSIDE_BULLETS = re.compile(
    r"^- (Identification of risks and vulnerability –|Reporting and recording -"
    r"|Alignment of resources –)"
)


def flat(text: str) -> str:
    return " ".join(text.split())


def chapters() -> dict[int, tuple[str, str]]:
    """Return title and words of each chapter, without headings and bullet marks."""
    pieces = re.split(r"^Priority (\d): (.*)$", SOURCE, flags=re.MULTILINE)
    found = {}
    for number, title, body in zip(
        pieces[1::3], pieces[2::3], pieces[3::3], strict=True
    ):
        lines = [line for line in body.splitlines() if line.strip() not in HEADINGS]
        lines = [INSIDE_BULLETS.sub("", line) for line in lines]
        words = [re.sub(r"^\s*- ", "", line) for line in lines]
        found[int(number)] = (title.strip(), flat(" ".join(words)))
    return found


@pytest.mark.parametrize("number", range(1, 8))
def test_every_sentence_of_a_chapter_is_in_the_database_once_in_order(
    hampshire, number
):
    """R1 and R2."""
    title, words = chapters()[number]

    statements = Statement.objects.of(hampshire).filter(priority__number=number)
    texts = list(statements.values_list("text", flat=True))
    assert flat(" ".join(texts)) == words
    assert Priority.objects.get(number=number).heading_title == title


def test_title_byline_and_introduction_are_the_sources(hampshire):
    before = SOURCE.split("Priority 1:")[0]

    title, byline, introduction = (
        hampshire.title,
        hampshire.byline,
        hampshire.introduction,
    )
    assert flat(f"{title} {byline} Introduction {introduction}") == flat(before)


def test_headings_and_bullets_stand_where_the_source_has_them(hampshire):
    """R3 and R4: the lines that the file names hold what it says."""
    lines = SOURCE.splitlines()

    for each in Statement.objects.of(hampshire):
        numbers = [int(number) for number in each.source_lines.split("+")]
        stored = flat(" ".join(lines[number - 1] for number in numbers))
        assert each.text in stored, each.ref
        indent = re.match(r" *", lines[numbers[0] - 1])
        assert bool(indent and indent[0]) == bool(each.level), each.ref
        assert stored.startswith("- ") == each.is_bullet, each.ref


def test_each_heading_is_the_one_above_the_sentence(hampshire):
    lines = SOURCE.splitlines()

    for each in Statement.objects.of(hampshire).exclude(source_heading=""):
        first = int(each.source_lines.split("+")[0]) - 1
        if each.is_inline_heading:
            assert lines[first].startswith(f"- {each.source_heading}"), each.ref
            continue
        above = [line.strip() for line in lines[:first] if line.strip() in HEADINGS]
        assert above[-1] == each.source_heading, each.ref
