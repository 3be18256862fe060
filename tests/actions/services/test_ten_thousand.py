"""Ten thousand people are planned for in a few statements and a few seconds (P10)."""

import time
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Reminder, Return
from actions.services.reminding.plans import plan_reminders
from partnerships.choices import AgencyKind, Role
from partnerships.models import Agency, Appointment, User
from tests.factories import PeriodFactory
from tests.factories.partnerships import APPOINTED_ON

pytestmark = pytest.mark.django_db

FIRST = date(2026, 10, 12)
NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
MANY = 10_000
#: Of processor time: these machines share theirs.
SECONDS = 10


def populate(first: int, last: int) -> None:
    """Make so many agencies, each with a contact and a return that has not come."""
    numbers = range(first, last)
    agencies = Agency.objects.bulk_create(
        Agency(name=f"Agency {n}", slug=f"agency-{n}", kind=AgencyKind.OTHER)
        for n in numbers
    )
    people = User.objects.bulk_create(
        User(name=f"Contact {n}", email=f"contact{n}@hcss.example") for n in numbers
    )
    Appointment.objects.bulk_create(
        Appointment(
            person=person, role=Role.CONTACT, agency=agency, starts_on=APPOINTED_ON
        )
        for person, agency in zip(people, agencies, strict=True)
    )
    period = PeriodFactory()
    Return.objects.bulk_create(
        Return(period=period, agency=each, agency_name=each.name) for each in agencies
    )


def planning() -> tuple[int, int, float]:
    """Plan once; return how many are new, in how many statements and seconds."""
    began = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        planned = plan_reminders(on=FIRST, now=NOW)
    return planned, len(queries), time.process_time() - began


def test_ten_thousand_people_are_planned_in_the_statements_of_ten():
    populate(0, 10)
    ten, statements_of_ten, _ = planning()
    populate(10, MANY)
    rest, statements, seconds = planning()
    again, statements_again, seconds_again = planning()

    assert (ten, rest, again) == (10, MANY - 10, 0)
    assert Reminder.objects.owed().count() == MANY
    assert statements == statements_of_ten
    assert statements_again < statements_of_ten
    assert seconds < SECONDS
    assert seconds_again < SECONDS
