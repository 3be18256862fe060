"""Two quarters sealed one after the other, with a known list of changes between."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions.choices import DelayReason, DeliveryStatus
from actions.models import Period
from actions.services.dates import ask_for_date, decide_date
from actions.services.life import hold_action
from assurance.choices import AssuranceLevel, Confidence, Line
from assurance.selectors.seal_reading import read
from assurance.selectors.since import differences
from assurance.services.opinions import give_opinion
from assurance.services.seals import seal_period
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    SILENT,
    last_period,
    reported,
    this_period,
)

pytestmark = pytest.mark.django_db

GOOD, BAD = DeliveryStatus.ON_TRACK, DeliveryStatus.OFF_TRACK
FIRST = datetime(2026, 9, 1, 9, tzinfo=UTC)
BETWEEN = datetime(2026, 9, 15, 9, tzinfo=UTC)


@pytest.fixture
def officer():
    return make.UserFactory(officer=True)


@pytest.fixture
def county(headings):
    """Two closed quarters with a line in each; the later one opened after the first."""
    last_period()
    this_period(closed=True)
    Period.objects.filter(slug="2026-27-q2").update(opened_at=BETWEEN)
    lines = {
        "same": (GOOD, GOOD),
        "red": (GOOD, BAD),
        "green": (BAD, GOOD),
        "silent": (GOOD, SILENT),
        "held": (GOOD, GOOD),
        "slips": (GOOD, GOOD),
    }
    return {
        name: reported(last=last, this=this, heading=headings["CC"])
        for name, (last, this) in lines.items()
    } | {f"same-{n}": reported(last=GOOD, this=GOOD) for n in range(20)}


def opinion(priority, heading, level, person, now):
    return give_opinion(
        actor=person,
        priority=priority,
        heading=heading,
        level=level,
        confidence=Confidence.MEDIUM,
        line=Line.SECOND,
        evidence="The audit of July.",
        evidence_sources=2,
        evidence_on=date(2026, 7, 1),
        reason="As the audit says.",
        interests="",
        expires_on=None,
        now=now,
    )


def test_exactly_what_was_done_between_two_seals_is_found(county, headings, officer):
    assurer = make.UserFactory(assurer=True)
    priority = county["same"].priority
    cc, fl = headings["CC"], headings["FL"]
    make.StatementFactory(priority=priority, heading=cc)
    make.StatementFactory(priority=priority, heading=fl)
    opinion(priority, cc, AssuranceLevel.REASONABLE, assurer, FIRST - timedelta(1))
    before = read(_sealed("2026-27-q1", officer, FIRST))

    opinion(priority, cc, AssuranceLevel.LIMITED, assurer, BETWEEN)
    opinion(priority, fl, AssuranceLevel.REASONABLE, assurer, BETWEEN)
    hold_action(
        actor=officer,
        action=county["held"],
        decision="2026/27-07",
        held_until=date(2026, 12, 31),
        now=BETWEEN,
    )
    slips = county["slips"]
    change = ask_for_date(
        actor=slips.contact,
        action=slips,
        new_on=slips.forecast_on + timedelta(days=60),
        reason=DelayReason.STAFFING,
        explanation="The post is vacant.",
        now=BETWEEN,
    )
    decide_date(actor=officer, change=change, approve=True, now=BETWEEN)
    after = read(_sealed("2026-27-q2", officer, AFTER_CLOSE))

    found = {(each.kind, each.key) for each in differences(before, after)}
    ref = {name: action.ref for name, action in county.items()}
    number = priority.number
    # The standing checks and the returns follow from the rest.
    derived = {each for each in found if each[0].startswith(("check_", "return_"))}
    assert found - derived == {
        ("new_red", ref["red"]),
        ("not_red", ref["green"]),
        ("silent", ref["silent"]),
        ("on_hold", ref["held"]),
        ("slip", ref["slips"]),
        ("opinion_down", f"{number}-CC"),
        ("opinion_new", f"{number}-FL"),
    }
    silent = county["silent"].lead_agency.slug
    assert {each for each in found if each[0].startswith("return_")} == {
        ("return_missing", silent)
    }


def _sealed(slug, officer, now):
    return seal_period(actor=officer, period=Period.objects.get(slug=slug), now=now)
