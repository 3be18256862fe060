"""The dashboard's figures, counted again row by row by somebody who knows no SQL."""

import random
from collections import Counter, defaultdict

import pytest

from actions.choices import DeliveryStatus
from actions.models import Action, ReturnLine
from assurance.choices import AssuranceLevel
from assurance.models import Opinion
from priorities.models import Heading, Priority, Statement
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    SILENT,
    THIS,
    counts,
    gap,
    last_period,
    reported,
    seen_by,
    this_period,
)

pytestmark = pytest.mark.django_db

STATUSES = [*DeliveryStatus, SILENT, SILENT]
SCALE = ["complete", "on_track", "at_risk", "off_track"]


@pytest.fixture(params=[1, 2, 3])
def county(request, headings):
    """Three priorities, forty actions and as many opinions, of no particular order."""
    chance = random.Random(request.param)  # noqa: S311
    last_period()
    this_period(closed=True)
    priorities = [make.PriorityFactory(number=number) for number in (1, 2, 3)]
    for priority in priorities[:2]:
        make.StatementFactory(priority=priority, heading=headings["FL"])
    for _ in range(40):
        reported(
            chance.choice(priorities),
            this=chance.choice(STATUSES),
            last=chance.choice([None, *STATUSES]),
            heading=chance.choice([None, headings["CC"], headings["FL"]]),
            sensitive=chance.random() < 0.2,
            **chance.choice([{}, {"on_hold": True}, {"undated": True}]),
        )
    for _ in range(12):
        make.OpinionFactory(
            priority=chance.choice(priorities),
            heading=chance.choice([None, headings["CC"], headings["FL"]]),
            level=chance.choice(AssuranceLevel.values),
            expired=chance.random() < 0.3,
        )


@pytest.fixture
def found(county):
    return seen_by(make.UserFactory(reader=True), now=AFTER_CLOSE)


def lines_of_the_quarter():
    return [
        line
        for line in ReturnLine.objects.all()
        if line.quarterly_return.period.quarter == THIS
    ]


def status_now(line) -> str:
    if line.reported is None:
        return "on_hold" if line.action.life == "on_hold" else "no_return"
    status = line.reported.status
    return "reported_complete" if status == "complete" else status


def status_before(line) -> str | None:
    for other in line.action.lines.all():
        if other.quarterly_return.period.quarter != THIS:
            return other.reported.status if other.reported else "silent"
    return None


def test_statuses_agree_with_a_count_by_hand(found):
    by_hand = defaultdict(Counter)
    for line in lines_of_the_quarter():
        by_hand[line.action.priority.number][status_now(line)] += 1

    assert sum(map(Counter.total, by_hand.values())) == 40
    assert {row.number: counts(row.counts) for row in found.delivery} == by_hand
    for row in found.delivery:
        silent = by_hand[row.number]["no_return"]
        green, total = by_hand[row.number]["on_track"], by_hand[row.number].total()
        words = f"{green} of {total} on track"
        assert row.summary == (f"{words}, {silent} not reported" if silent else words)


def moved(before: str | None, now: str) -> str:
    now = now.removeprefix("reported_")
    if before is None:
        return "new"
    if before not in SCALE or now not in SCALE:
        return "not_comparable"
    places = SCALE.index(now) - SCALE.index(before)
    return "stable" if not places else "deteriorating" if places > 0 else "improving"


def test_movement_agrees_with_a_count_by_hand(found):
    pairs = [(status_before(line), status_now(line)) for line in lines_of_the_quarter()]

    assert counts(found.worse.movement) == Counter(moved(*pair) for pair in pairs)
    assert found.worse.actions.total == sum(
        moved(before, now) == "deteriorating"
        or (now == "no_return" and before in DeliveryStatus.values)
        for before, now in pairs
    )


def test_gaps_agree_with_a_count_by_hand(found):
    reported_on = [each for each in Action.objects.all() if each.life != "on_hold"]

    undated = sum(each.is_undated for each in reported_on)
    assert gap(found, "date") == (undated, len(reported_on))
    silent = sum(status_now(line) == "no_return" for line in lines_of_the_quarter())
    assert gap(found, "lines") == (silent, 40)


def test_cells_agree_with_a_look_at_every_opinion(found):
    by_hand = {}
    for priority in Priority.objects.all():
        for heading in Heading.objects.exclude(code="OW"):
            said = Statement.objects.filter(priority=priority, heading=heading)
            here = Opinion.objects.filter(priority=priority, heading=heading)
            last = max(here, key=lambda each: (each.given_at, each.pk), default=None)
            if last is None:
                state = "not_assessed" if said.exists() else "no_heading"
            else:
                expired = last.expires_on <= AFTER_CLOSE.date()
                state = "out_of_date" if expired else last.level
            by_hand[priority.number, heading.code] = state

    shown = {
        (row.number, cell.code): cell.state
        for row in found.matrix
        for cell in row.cells
    }
    assert shown == by_hand
