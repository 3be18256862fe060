"""Q2 2026/27: opens 1 October, reminds on 12 and 19 October, is due on 21 October."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from actions.choices import PeriodState, ReturnState, Stage
from actions.models import Period, Reminder, Return
from actions.services.reminding import bell
from actions.services.reminding.dry_run import who_would_be_written_to
from actions.services.reminding.plans import plan_reminders
from actions.services.reminding.preferences import choose_ways
from hcss.kernel.quarters import Quarter
from partnerships.models import User
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AppointmentFactory,
    PeriodFactory,
    ReminderPreferenceFactory,
    ReturnFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

OPENED = date(2026, 10, 1)
FIRST = date(2026, 10, 12)
SECOND = date(2026, 10, 19)
DUE = date(2026, 10, 21)
LATE = date(2026, 10, 22)
MEMBER = date(2026, 10, 26)
CHAIR = date(2026, 10, 28)


def plan(on):
    return plan_reminders(on=on, now=at(on))


def at(on):
    return datetime(on.year, on.month, on.day, 9, tzinfo=UTC)


def owed():
    """Who is to be told what, as the ledger stands."""
    rows = Reminder.objects.owed().order_by("person__name", "pk")
    return [(row.person.name, row.stage) for row in rows]


@pytest.fixture
def agency():
    """An agency with contact, approver, deputy and member; the group has a chair."""
    agency = AgencyFactory(name="Hampshire Constabulary")
    UserFactory(name="Ann", contact=agency)
    UserFactory(name="Bob", approver=agency)
    UserFactory(name="Dan", deputy=agency)
    UserFactory(name="Mia", member=agency)
    UserFactory(name="Cher", chair=True)
    return agency


@pytest.fixture
def quarterly_return(agency):
    return ReturnFactory(agency=agency)


# --- Returns -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (OPENED, [("Ann", Stage.RETURN_OPENED)]),
        (FIRST - timedelta(days=3), [("Ann", Stage.RETURN_OPENED)]),
        (FIRST, [("Ann", Stage.RETURN_FIRST)]),
        (SECOND, [("Ann", Stage.RETURN_SECOND), ("Bob", Stage.RETURN_SECOND)]),
        (DUE, [("Ann", Stage.RETURN_SECOND), ("Bob", Stage.RETURN_SECOND)]),
        (LATE, [("Ann", Stage.RETURN_LATE), ("Dan", Stage.RETURN_LATE)]),
        (
            MEMBER,
            [
                ("Ann", Stage.RETURN_LATE),
                ("Dan", Stage.RETURN_LATE),
                ("Mia", Stage.RETURN_MEMBER),
            ],
        ),
        (
            CHAIR,
            [
                ("Ann", Stage.RETURN_LATE),
                ("Cher", Stage.RETURN_CHAIR),
                ("Dan", Stage.RETURN_LATE),
                ("Mia", Stage.RETURN_MEMBER),
            ],
        ),
    ],
)
def test_a_return_calls_for_the_latest_stage_it_has_reached(quarterly_return, on, told):
    plan(on)

    assert owed() == told


def test_stages_that_a_gap_left_behind_are_kept_as_stopped(quarterly_return):
    plan(SECOND)

    stopped = Reminder.objects.exclude(stopped_at=None).order_by("stage")
    assert [(row.person.name, row.stage, row.stopped_because) for row in stopped] == [
        ("Ann", Stage.RETURN_FIRST, "Overtaken by: Second reminder of a return."),
        ("Ann", Stage.RETURN_OPENED, "Overtaken by: Second reminder of a return."),
    ]


def test_a_run_missed_for_three_days_is_made_up_for(quarterly_return):
    plan(OPENED)
    Reminder.objects.owed().update(sent_at=at(OPENED))

    plan(FIRST + timedelta(days=3))

    assert owed() == [("Ann", Stage.RETURN_FIRST)]


@pytest.mark.parametrize(
    "state", [ReturnState.SUBMITTED, ReturnState.QUERIED, ReturnState.ACCEPTED]
)
def test_nobody_is_reminded_of_a_return_that_came_in(agency, state):
    ReturnFactory(agency=agency, **{str(state): True})
    ReturnFactory(agency__name="Neighbour")

    plan(LATE)

    assert owed() == []


def test_nobody_is_reminded_of_a_return_whose_period_is_not_open(agency):
    closed = PeriodFactory(quarter=Quarter(2026, 1), closed=True)
    planned = PeriodFactory(quarter=Quarter(2026, 3), planned=True)
    ReturnFactory(agency=agency, period=closed, state=ReturnState.NO_RETURN)
    ReturnFactory(agency=agency, period=planned)

    plan(LATE)

    assert owed() == []


def test_nobody_is_reminded_after_the_moment_of_closing(quarterly_return):
    after_closing = quarterly_return.period.closes_at + timedelta(minutes=1)

    plan_reminders(on=date(2026, 10, 28), now=after_closing)

    assert owed() == []
    assert Period.objects.get().state == PeriodState.OPEN


def test_an_approver_is_told_first_where_there_is_no_contact():
    agency = AgencyFactory()
    UserFactory(name="Bob", approver=agency)
    ReturnFactory(agency=agency)

    plan(OPENED)

    assert owed() == [("Bob", Stage.RETURN_OPENED)]


def test_who_has_left_is_not_reminded(quarterly_return, agency):
    UserFactory(name="Inactive", contact=agency, is_active=False)
    left = UserFactory(name="Left")
    AppointmentFactory(person=left, role="contact", agency=agency, ends_on=OPENED)
    to_come = UserFactory(name="To come")
    AppointmentFactory(person=to_come, role="contact", agency=agency, starts_on=FIRST)
    UserFactory(name="Reader", reader=True)

    plan(OPENED)

    assert owed() == [("Ann", Stage.RETURN_OPENED)]


def test_somebody_who_is_contact_and_approver_gets_one_row_a_stage(agency):
    AppointmentFactory(
        person=agency.appointments.get(role="contact").person,
        role="approver",
        agency=agency,
    )
    ReturnFactory(agency=agency)

    plan(SECOND)

    assert owed() == [("Ann", Stage.RETURN_SECOND), ("Bob", Stage.RETURN_SECOND)]


def only_mia(agency, **chosen):
    """Leave Mia alone at the agency; she wants no mail for what is not her duty."""
    for each in agency.appointments.exclude(person__name="Mia"):
        each.person.is_active = False
        each.person.save()
    mia = agency.appointments.get(person__name="Mia").person
    ReminderPreferenceFactory(person=mia, **chosen)
    return mia


@pytest.mark.parametrize("chosen", [{"in_service_only": True}, {"weekdays": [1]}])
def test_a_later_stage_that_stands_for_a_duty_is_mailed_at_once(
    quarterly_return, agency, chosen
):
    mia = only_mia(agency, **chosen)

    plan(MEMBER)

    row = Reminder.objects.owed().get(person=mia)
    assert (row.stage, row.is_mailed, row.not_before) == (
        Stage.RETURN_MEMBER,
        True,
        None,
    )
    choose_ways(
        actor=mia,
        person=mia,
        weekdays=[2],
        in_service_only=True,
        version=1,
        now=at(MEMBER),
    )
    row.refresh_from_db()
    assert (row.is_mailed, row.not_before, row.sent_at) == (True, None, None)


def test_an_agency_with_nobody_is_vacant_although_the_chair_is_told(
    quarterly_return, agency
):
    User.objects.exclude(name="Cher").update(is_active=False)

    found = who_would_be_written_to(on=CHAIR, now=at(CHAIR))

    told = [each.due.person.name if each.due.person else "" for each in found]
    assert sorted(told) == ["", "Cher"]


def test_another_deadline_is_reminded_of_as_if_it_were_the_first(
    quarterly_return, agency
):
    for day in (OPENED, FIRST, SECOND, LATE):
        plan(day)
        Reminder.objects.owed().update(sent_at=at(day))
    period = quarterly_return.period
    period.due_at += timedelta(days=14)
    period.closes_at += timedelta(days=14)
    period.save()

    plan(LATE)
    assert owed() == []
    plan(SECOND + timedelta(days=14))

    assert owed() == [("Ann", Stage.RETURN_SECOND), ("Bob", Stage.RETURN_SECOND)]
    ann = agency.appointments.get(role="contact").person
    [waiting] = bell.in_words(bell.what_waits(person=ann, now=at(SECOND)))
    assert "late" not in waiting.sentence


def test_what_was_reminded_of_a_deadline_before_is_not_repeated(quarterly_return):
    plan(FIRST)
    Reminder.objects.owed().update(
        sent_at=at(FIRST), occasion=f"return:{quarterly_return.pk}"
    )

    migration = import_module("actions.migrations.0006_occasions_of_deadlines")
    migration.name_the_deadline(apps, None)

    assert plan(FIRST) == 0


def test_what_was_to_be_said_before_the_deadline_is_not_said_after_it(
    agency, quarterly_return
):
    """Nobody reads of a date to come that has passed, after however long a gap."""
    plan(LATE)

    row = Reminder.objects.get(person__name="Bob")
    assert row.stage == Stage.RETURN_SECOND
    assert row.stopped_because == "Overtaken by: Return late."


def test_a_deadline_put_off_revives_what_was_stopped(quarterly_return):
    plan(SECOND)
    Reminder.objects.owed().update(stopped_at=at(SECOND), stopped_because="Put off")

    assert plan(SECOND) == 2

    assert owed() == [("Ann", Stage.RETURN_SECOND), ("Bob", Stage.RETURN_SECOND)]


def test_what_was_sent_is_never_revived(quarterly_return):
    plan(OPENED)
    Reminder.objects.owed().update(sent_at=at(OPENED))

    assert plan(OPENED) == 0
    assert owed() == []


# --- Working days ------------------------------------------------------------------


@pytest.mark.parametrize(
    "day_off",
    [
        date(2026, 10, 10),  # a Saturday
        date(2026, 10, 11),  # a Sunday
        date(2027, 3, 26),  # Good Friday
        date(2026, 12, 25),
        date(2026, 12, 28),  # for Boxing Day, which falls on a Saturday
    ],
)
def test_nothing_is_planned_on_a_day_off(day_off):
    on_time = day_off + timedelta(days=7)
    ActionFactory(active=True, baseline_on=on_time)

    assert plan(day_off) == 0
    assert who_would_be_written_to(on=day_off, now=at(day_off)) == []
    assert owed() == []


# --- Once -----------------------------------------------------------------------------


def test_however_often_it_runs_each_stage_is_planned_once(quarterly_return):
    planned = [plan(FIRST) for _ in range(3)]

    assert planned == [1, 0, 0]
    assert owed() == [("Ann", Stage.RETURN_FIRST)]


@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_write_each_row_once():
    for _ in range(30):
        agency = AgencyFactory()
        UserFactory(contact=agency)
        ReturnFactory(agency=agency)
    barrier, faults = Barrier(2), []

    def run():
        barrier.wait()
        try:
            plan(FIRST)
        except Exception as error:  # noqa: BLE001 -- shown by the assertion
            faults.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert Reminder.objects.owed().count() == Return.objects.count()


def _statements(number):
    """Return how many statements a first and a second run take, inserts apart."""
    period = PeriodFactory()
    while Return.objects.count() < number:
        agency = AgencyFactory()
        ReturnFactory(agency=agency, period=period)
        ActionFactory(active=True, lead_agency=agency, baseline_on=FIRST)
    runs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            plan(FIRST)
        runs.append([q["sql"] for q in queries if not q["sql"].startswith("INSERT")])
    return [len(statements) for statements in runs]


def test_ten_returns_cost_as_many_statements_as_a_hundred():
    ten = _statements(10)

    assert _statements(100) == ten
    assert Reminder.objects.owed().count() == 2 * 100
