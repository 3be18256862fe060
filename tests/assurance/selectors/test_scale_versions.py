"""Levels of two versions of the scale stand side by side and are not compared."""

from datetime import UTC, datetime

import pytest

from assurance.choices import Direction
from priorities.models import Priority
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    counts,
    last_period,
    seen_by,
    this_period,
)

pytestmark = pytest.mark.django_db

BEFORE = datetime(2026, 9, 21, 10, tzinfo=UTC)
SINCE = datetime(2026, 11, 2, 10, tzinfo=UTC)


@pytest.fixture
def quarters(headings):
    return last_period(), this_period(closed=True)


def given(heading, level, **fields):
    return make.OpinionFactory(
        priority=Priority.objects.get(number=1), heading=heading, level=level, **fields
    )


def row():
    return seen_by(now=AFTER_CLOSE).matrix[0]


def cell(code="CC"):
    found = row()
    return {each.code: each for each in (found.whole, *found.cells)}[code]


def test_opinions_on_two_versions_are_not_compared_and_it_is_said(quarters, headings):
    given(headings["CC"], "limited", given_at=BEFORE)
    make.ScaleFactory()
    given(headings["CC"], "partial", given_at=SINCE)

    found = cell()
    assert (found.state, found.state_label, found.tone) == (
        "partial",
        "Partial",
        "poor",
    )
    assert (found.direction, found.was_label) == (Direction.NOT_COMPARABLE, "Limited")
    assert found.direction_note == "The scale changed: version 1 then, version 2 now."
    assert seen_by(now=AFTER_CLOSE).worse.opinions == ()


def test_an_opinion_that_stays_keeps_its_version_and_its_direction(quarters, headings):
    given(headings["CC"], "limited", given_at=BEFORE)
    make.ScaleFactory()

    found = cell()
    assert (found.state_label, found.scale_version) == ("Limited", 1)
    assert (found.direction, found.direction_note) == (Direction.STABLE, "")


def test_two_opinions_on_the_new_version_are_compared(quarters, headings):
    make.ScaleFactory(published_at=BEFORE)
    given(headings["CC"], "partial", given_at=BEFORE)
    given(headings["CC"], "unsound", given_at=SINCE)

    assert cell().direction == Direction.DETERIORATING
    assert [each.was_label for each in seen_by(now=AFTER_CLOSE).worse.opinions] == [
        "Partial"
    ]


def test_levels_of_an_earlier_version_are_counted_apart(quarters, headings):
    given(headings["CC"], "limited", given_at=BEFORE)
    make.ScaleFactory()
    given(headings["FL"], "sound", given_at=SINCE)

    found = seen_by(now=AFTER_CLOSE)
    assert counts(found.opinions) == {"sound": 1, "limited@1": 1}
    assert [each.label for each in found.opinions] == [
        "Sound",
        "Partial",
        "Unsound",
        "Limited (version 1 of the scale)",
        "Not yet assessed",
        "Out of date",
        "No heading in the source",
    ]


def test_weak_is_what_is_poor_or_bad_whatever_it_is_called(quarters, headings):
    make.ScaleFactory(published_at=BEFORE)
    given(headings["CC"], "partial", given_at=SINCE)
    given(headings["FL"], "sound", given_at=SINCE)
    given(None, "unsound", given_at=SINCE)

    weak = seen_by(now=AFTER_CLOSE).weak_opinions
    assert [each.state_label for each in weak] == ["Unsound", "Partial"]


# --- The worst of the headings ---


def test_the_worst_current_heading_is_said_with_its_denominator(quarters, headings):
    given(headings["CC"], "limited")
    given(headings["FL"], "substantial")

    worst = row().worst
    assert (worst.level_label, worst.assessed, worst.total) == ("Limited", 2, 2)
    assert worst.summary == "Worst of its headings: Limited. 2 of 2 headings assessed."
    assert worst.rule == (
        "The worst current opinion among its headings; not an opinion."
    )


def test_the_figure_takes_the_place_of_no_opinion(quarters, headings):
    given(headings["CC"], "limited")

    found = row()
    assert found.whole.state == "not_assessed"
    assert (found.whole.level, found.whole.opinion) == ("", None)
    assert "none" not in counts(seen_by(now=AFTER_CLOSE).opinions)
    assert [each.code for each in seen_by(now=AFTER_CLOSE).weak_opinions] == ["CC"]


def test_an_opinion_on_the_whole_does_not_move_the_figure(quarters, headings):
    given(headings["CC"], "reasonable")
    given(None, "none")

    assert row().worst.level_label == "Reasonable"


def test_expired_opinions_are_not_in_the_figure(quarters, headings):
    given(headings["CC"], "none", expired=True)
    given(headings["FL"], "reasonable")

    worst = row().worst
    assert (worst.level_label, worst.assessed, worst.total) == ("Reasonable", 1, 2)


def test_where_nothing_is_current_the_figure_says_so(quarters, headings):
    given(headings["CC"], "none", expired=True)

    assert row().worst.summary == (
        "Worst of its headings: none is current. 0 of 2 headings assessed."
    )


def test_where_the_source_has_no_heading_there_is_no_figure(quarters):
    make.PriorityFactory(number=5)

    fifth = seen_by(now=AFTER_CLOSE).matrix[1].worst
    assert (fifth.total, fifth.level) == (0, "")
    assert fifth.summary == "No heading in the source."


def test_headings_on_an_earlier_version_are_not_in_the_comparison(quarters, headings):
    given(headings["CC"], "none", given_at=BEFORE)
    make.ScaleFactory()
    given(headings["FL"], "sound", given_at=SINCE)

    worst = row().worst
    assert (worst.level_label, worst.not_compared) == ("Sound", 1)
    assert worst.summary == (
        "Worst of its headings: Sound. 2 of 2 headings assessed. 1 was given on an "
        "earlier version of the scale: not compared."
    )


def test_a_cell_shows_how_strong_and_how_old_its_evidence_is(quarters, headings):
    given(headings["CC"], "limited", given_at=SINCE)

    found = cell()
    assert (found.confidence_label, found.evidence_sources) == ("Medium", 1)
    assert str(found.evidence_on) == "2026-10-21"
    assert found.evidence_age_days == 30
