"""Who would be written to on a day: the planning's own answer, written nowhere."""

from datetime import UTC, date, datetime

import pytest

from actions.models import Reminder
from actions.services.reminder_plans import plan_reminders, who_would_be_written_to
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    ReminderFactory,
    ReturnFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

OPENED = date(2026, 10, 1)
SECOND = date(2026, 10, 19)


def at(on):
    return datetime(on.year, on.month, on.day, 9, tzinfo=UTC)


@pytest.fixture
def agency():
    """An agency with a contact, Ann, and an approver, Bob."""
    agency = AgencyFactory(name="Hampshire Constabulary")
    UserFactory(name="Ann", contact=agency)
    UserFactory(name="Bob", approver=agency)
    return agency


@pytest.fixture
def quarterly_return(agency):
    return ReturnFactory(agency=agency)


def test_the_dry_run_lists_what_the_planning_would_write(quarterly_return):
    ActionFactory(active=True, baseline_on=SECOND)

    listed = who_would_be_written_to(on=SECOND, now=at(SECOND))

    assert Reminder.objects.count() == 0
    plan_reminders(on=SECOND, now=at(SECOND))
    written = {(row.person_id, row.stage) for row in Reminder.objects.owed()}
    assert {(due.person.pk, due.stage) for due in listed} == written
    assert len(listed) == 3


def test_the_dry_run_says_why_and_where_nobody_answers(quarterly_return):
    vacant = ReturnFactory(agency__name="Test Valley Borough Council")

    listed = who_would_be_written_to(on=OPENED, now=at(OPENED))

    assert [(str(due.person or ""), due.about, due.why) for due in listed] == [
        (
            "Ann",
            "Q2 2026/27 return of Hampshire Constabulary",
            "contact of Hampshire Constabulary",
        ),
        ("", f"Q2 2026/27 return of {vacant.agency}", "vacant: nobody answers for it"),
    ]


def test_the_dry_run_leaves_out_what_is_sent_or_refused_and_marks_what_waits(agency):
    sent, refused, waiting = (
        ReturnFactory(agency__name=name) for name in ("Sent", "Refused", "Waiting")
    )
    ReminderFactory(quarterly_return=sent, sent=True)
    ReminderFactory(quarterly_return=refused, refused=True)
    ReminderFactory(quarterly_return=waiting)
    ReturnFactory(agency=agency)

    listed = who_would_be_written_to(on=OPENED, now=at(OPENED))

    assert [(due.thing.agency_name, due.is_waiting) for due in listed] == [
        ("Waiting", True),
        ("Hampshire Constabulary", False),
    ]
