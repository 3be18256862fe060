"""When reminders are late, and the figures that a monitor reads (R59)."""

from datetime import UTC, datetime, timedelta

import pytest

from actions.models import Reminder
from actions.selectors.gauges import GAUGES, late_reminders
from hcss.kernel import jobs
from tests.factories import DigestFactory, ReminderFactory, UserFactory

pytestmark = pytest.mark.django_db

#: A Tuesday, 11:00 in London.
NOW = datetime(2026, 10, 20, 10, tzinfo=UTC)
LATE = "Reminders late by an hour or more: 1."


def test_what_is_owed_for_an_hour_is_late():
    ReminderFactory(planned_at=NOW - timedelta(hours=1, seconds=1))
    ReminderFactory(planned_at=NOW - timedelta(minutes=59))

    assert late_reminders(NOW) == LATE


@pytest.mark.parametrize(
    "moment",
    [
        NOW.replace(hour=7, minute=59),  # before nine in London
        NOW.replace(hour=17, minute=1),  # after six
        datetime(2026, 10, 24, 10, tzinfo=UTC),  # a Saturday
        datetime(2026, 12, 25, 10, tzinfo=UTC),
    ],
)
def test_nothing_is_late_when_nothing_is_sent(moment):
    ReminderFactory(planned_at=moment - timedelta(days=1))

    assert late_reminders(moment) is None


def test_what_waits_for_a_person_or_a_day_is_not_late():
    long_ago = NOW - timedelta(days=2)
    ReminderFactory(refused=True, planned_at=long_ago)
    ReminderFactory(sent=True, planned_at=long_ago)
    ReminderFactory(stopped=True, planned_at=long_ago)
    ReminderFactory(
        planned_at=long_ago, held_at=long_ago, held_by=UserFactory(officer=True)
    )
    ReminderFactory(planned_at=long_ago, not_before=NOW.date() + timedelta(days=1))

    assert late_reminders(NOW) is None


def test_what_waits_behind_an_address_that_does_not_work_is_not_late():
    refused = ReminderFactory(refused=True, planned_at=NOW - timedelta(days=2))
    ReminderFactory(person=refused.person, planned_at=NOW - timedelta(hours=3))

    assert late_reminders(NOW) is None


def test_a_planning_that_has_not_run_for_an_hour_is_late():
    jobs.note_ended(
        name="actions.plan_reminders", outcome="done", now=NOW - timedelta(hours=2)
    )

    assert late_reminders(NOW) == "Reminders were last planned at 2026-10-20T08:00:00Z."


@pytest.fixture
def plan():
    """Note how a run of the planning ended, so many minutes before now."""

    def plan(outcome: str, *, minutes: int) -> None:
        jobs.note_ended(
            name="actions.plan_reminders",
            outcome=outcome,
            now=NOW - timedelta(minutes=minutes),
        )

    return plan


def test_a_planning_that_goes_wrong_for_an_hour_is_late_although_it_has_just_ended(
    plan,
):
    plan("done", minutes=77)
    for minutes in (62, 47, 32, 17, 2):
        plan("failure: ValueError", minutes=minutes)

    late = late_reminders(NOW)

    assert late == "Reminders cannot be planned since 2026-10-20T08:58:00Z."


def test_a_planning_that_went_wrong_once_is_not_late_before_it_is_tried_again(plan):
    plan("failure: OperationalError", minutes=20)
    plan("done", minutes=5)
    plan("failure: OperationalError", minutes=0)

    assert late_reminders(NOW) is None
    assert late_reminders(NOW + timedelta(minutes=61)) is not None


def test_a_first_planning_that_went_wrong_is_late_after_an_hour(plan):
    plan("failure: ProgrammingError", minutes=61)
    plan("failure: ProgrammingError", minutes=1)

    late = late_reminders(NOW)

    assert late == "Reminders cannot be planned since 2026-10-20T08:59:00Z."


def test_the_figures_say_how_many_are_owed_and_since_when():
    ReminderFactory(planned_at=NOW - timedelta(minutes=5))
    ReminderFactory(failed=True, planned_at=NOW - timedelta(minutes=10))
    ReminderFactory(refused=True, planned_at=NOW - timedelta(days=3))

    figures = {gauge.name: gauge.read(NOW) for gauge in GAUGES}

    assert Reminder.objects.owed().count() == 3
    assert figures == {
        "hcss_reminders_owed": {"waiting": 1, "failed": 1, "refused": 1, "held": 0},
        "hcss_reminders_oldest_owed_seconds": 600,
        "hcss_reminders_doubtful": 0,
        "hcss_reminders_planned_timestamp_seconds": None,
        "hcss_passed_lines_unsent": 0,
    }


def test_what_came_back_for_now_is_not_late_before_its_next_try():
    digest = DigestFactory(came_back_at=NOW)
    back = ReminderFactory(
        digest=digest,
        person=digest.person,
        planned_at=NOW - timedelta(days=1),
        failed=True,
        next_try_at=NOW + timedelta(minutes=30),
    )
    assert late_reminders(NOW) is None

    back.next_try_at = NOW - timedelta(minutes=1)
    back.save()
    assert "late" in str(late_reminders(NOW))


def test_what_a_server_does_not_take_stays_late_while_it_is_tried():
    ReminderFactory(
        planned_at=NOW - timedelta(hours=3),
        failed=True,
        next_try_at=NOW + timedelta(minutes=30),
    )

    assert "late" in str(late_reminders(NOW))
