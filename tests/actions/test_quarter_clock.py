"""The clock's task and the shell's command: doors to the same services."""

from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from actions.models import Period, Return
from actions.tasks.periods import turn_the_quarter
from hcss.celery import app
from tests.factories import ActionFactory, PeriodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_opening_day():
    with time_machine.travel(datetime(2026, 10, 1, 9, 0, tzinfo=UTC), tick=False):
        yield


def run(*arguments):
    printed = StringIO()
    call_command("open_period", *arguments, stdout=printed)
    return printed.getvalue()


def test_the_task_may_run_twice_and_take_a_message_of_a_newer_release():
    ActionFactory(active=True)

    for _ in range(2):
        turn_the_quarter.delay(since="a newer release")

    assert [str(each) for each in Period.objects.order_by("pk")] == [
        "Q2 2026/27",
        "Q3 2026/27",
    ]
    assert Return.objects.count() == 1


def test_beat_knows_the_task_by_its_name():
    schedule = app.conf.beat_schedule["turn-the-quarter"]

    assert schedule["task"] == turn_the_quarter.name == "actions.turn_the_quarter"


def test_the_command_plans_and_opens_and_may_be_run_again():
    ActionFactory(active=True)

    assert run("2026-27-q2") == "Q2 2026/27: Open, 1 returns\n"
    assert run("2026-27-q2") == "Q2 2026/27: Open, 1 returns\n"
    assert Period.objects.get().opened_by is None


def test_the_command_opens_what_is_planned():
    PeriodFactory(planned=True)

    assert run("2026-27-q2") == "Q2 2026/27: Open, 0 returns\n"


@pytest.mark.parametrize(
    ("quarter", "why"),
    [
        ("autumn", "is not a quarter such as 2026-27-q2"),
        ("2036-37-q1", "more than a year ahead"),
        ("2025-26-q1", "Give it later dates, then open it."),
    ],
)
def test_the_command_says_why_it_cannot(quarter, why):
    with pytest.raises(CommandError, match=why):
        run(quarter)
