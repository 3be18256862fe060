"""No formula turns delivery ratings into assurance (R40)."""

from datetime import date

import pytest
import time_machine
from django.core import serializers
from django.urls import reverse
from pytest_django.asserts import assertContains

from actions.choices import ActionLife, DeliveryStatus
from actions.models import Action, Return, ReturnLine
from actions.services.lines import save_line
from actions.services.returns import submit_return
from assurance.choices import AssuranceLevel
from assurance.models import Opinion
from hcss.kernel.plain import canonical
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    LAST,
    SILENT,
    counts,
    last_period,
    reported,
    seen_by,
    this_period,
)

pytestmark = pytest.mark.django_db

STATUSES = [*DeliveryStatus, SILENT]
#: What the statuses ask for that have no words of their own.
SAID = {"progress": "As planned."}


@pytest.fixture
def county(headings):
    """Three priorities with lines of every status and opinions of every level."""
    last_period()
    this_period(closed=True)
    for number in (1, 2, 3):
        priority = make.PriorityFactory(number=number)
        for status in STATUSES:
            reported(priority, this=status, last=status, heading=headings["CC"])
        for level, heading in zip(
            AssuranceLevel, (None, headings["CC"], headings["FL"], None), strict=True
        ):
            make.OpinionFactory(priority=priority, heading=heading, level=level)
    make.OpinionFactory(heading=headings["FL"], expired=True)


def assurance(now=AFTER_CLOSE) -> str:
    """Return every opinion, and everything in the matrix that says a level."""
    opinions = serializers.serialize("json", Opinion.objects.order_by("pk"))
    positions = [seen_by(quarter=quarter, now=now) for quarter in (None, LAST)]
    said = [
        [each.matrix, each.opinions, each.weak_opinions, each.worse.opinions]
        for each in positions
    ]
    return opinions + canonical(said)


def report_every_line_as(status) -> None:
    """Send every line in again with the rating, whoever has reported what before."""
    for line in ReturnLine.objects.select_related("quarterly_return", "action"):
        owed = line.quarterly_return
        if not owed.submissions.exists():
            owed.state, owed.version = "submitted", 1
            owed.submitted_at = AFTER_CLOSE
        submission = make.SubmissionFactory(
            quarterly_return=owed, version=owed.submissions.count() + 1
        )
        line.reported = make.ReportedLineFactory(
            line=line,
            submission=submission,
            status=status,
            **make.WORDS.get(status, {}),
        )
        line.status = status
        line.save()


@pytest.mark.parametrize("status", DeliveryStatus.values)
def test_changing_every_rating_changes_no_opinion_and_no_level(county, status):
    before = assurance()

    report_every_line_as(status)

    shown = "reported_complete" if status == DeliveryStatus.COMPLETE else status
    delivery = counts(seen_by(now=AFTER_CLOSE).delivery_total.counts)
    assert delivery[shown] >= 3 * len(DeliveryStatus)
    assert assurance() == before


@pytest.mark.parametrize(
    "life",
    [
        {"life": ActionLife.ON_HOLD, "held_until": date(2027, 1, 15)},
        {
            "life": ActionLife.COMPLETE,
            "completed_on": date(2026, 9, 30),
            "verified_at": AFTER_CLOSE,
        },
    ],
    ids=lambda life: life["life"],
)
def test_changing_every_life_changes_no_opinion_and_no_level(county, officer, life):
    before = assurance()

    verifier = {"verified_by": officer} if "verified_at" in life else {}
    Action.objects.update(**life, **verifier)

    assert assurance() == before


@pytest.mark.parametrize("status", [*DeliveryStatus])
def test_a_return_changes_no_opinion_whatever_its_ratings(headings, now, status):
    last_period()
    period = this_period()
    for level, heading in zip(
        AssuranceLevel, (None, headings["CC"], headings["FL"], None), strict=True
    ):
        make.OpinionFactory(heading=heading, level=level)
    agency = make.AgencyFactory()
    contact = make.UserFactory(contact=agency)
    owed = make.ReturnFactory(period=period, agency=agency, draft=True)
    starts_on = date(2027, 1, 4) if status == DeliveryStatus.NOT_STARTED else None
    lines = [
        make.ReturnLineFactory(quarterly_return=owed, action__starts_on=starts_on)
        for _ in range(3)
    ]
    before = assurance(now)

    for line in lines:
        save_line(
            actor=contact,
            line=line,
            version=line.version,
            words={"status": status, **SAID, **make.WORDS.get(status, {})},
            now=now,
            finish=False,
        )
    submit_return(
        actor=contact,
        quarterly_return=owed,
        signed_name=contact.name,
        signed_post="Partnerships officer",
        now=now,
    )

    assert Return.objects.get(pk=owed.pk).state == "submitted"
    assert assurance(now) == before


def test_all_green_and_limited_assurance_are_both_shown(headings, client):
    last_period()
    this_period(closed=True)
    for _ in range(3):
        reported(this=DeliveryStatus.ON_TRACK, heading=headings["CC"])
    make.OpinionFactory(heading=headings["CC"], level=AssuranceLevel.LIMITED)
    client.force_login(make.UserFactory(chair=True))

    with time_machine.travel(AFTER_CLOSE, tick=False):
        page = client.get(reverse("assurance:dashboard-now"))
        cell = client.get(reverse("assurance:cell-now", args=[1, "CC"]))

    assertContains(page, "Delivery of the priority: 3 of 3 on track.")
    for shown in (page, cell):
        assertContains(shown, '<strong class="hcss-tag hcss-tag--limited">')
        assertContains(shown, "hcss-tag--on-track")
