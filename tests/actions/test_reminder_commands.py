"""Planning from the shell."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command

from actions.models import Reminder
from tests.factories import AgencyFactory, ReminderFactory, ReturnFactory, UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("opening_day"),
]


@pytest.fixture
def opening_day():
    with time_machine.travel(datetime(2026, 10, 1, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def contact():
    agency = AgencyFactory(name="Hampshire Constabulary")
    ReturnFactory(agency=agency)
    return UserFactory(name="Ann", email="ann@police.example", contact=agency)


def run(capsys, *arguments):
    call_command("plan_reminders", *arguments)
    return capsys.readouterr().out


def test_planning_says_how_many_and_adds_nothing_the_second_time(capsys, contact):
    assert run(capsys) == "1 October 2026: 1 reminder(s) planned\n"
    assert run(capsys) == "1 October 2026: 0 reminder(s) planned\n"


def test_the_dry_run_lists_people_and_vacancies_and_writes_nothing(capsys, contact):
    ReturnFactory(agency__name="Test Valley Borough Council")

    printed = run(capsys, "--dry-run", "--on", "2026-10-22")

    assert printed == (
        "Ann <ann@police.example>: Return late: Q2 2026/27 return of Hampshire "
        "Constabulary, 21 October 2026 (contact for Hampshire Constabulary)\n"
        "nobody: Return late: Q2 2026/27 return of Test Valley Borough Council, "
        "21 October 2026 (vacant: nobody answers for it)\n"
    )
    assert Reminder.objects.count() == 0


def test_the_dry_run_says_what_does_not_go(capsys, contact):
    ReminderFactory(
        about=contact.appointments.get().agency.returns.get(), person=contact, held=True
    )

    assert run(capsys, "--dry-run").endswith("): held by an officer\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--on", "2026-10-22"],
        ["--dry-run", "--on", "tomorrow"],
        ["--dry-run", "--on", "9999-12-31"],
    ],
)
def test_a_wrong_argument_is_refused(arguments):
    with pytest.raises(CommandError):
        call_command("plan_reminders", *arguments)
