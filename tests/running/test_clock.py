"""One clock ticks, others stand by; what was due meanwhile is asked for once."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from celery import Celery
from celery.beat import Service
from celery.schedules import crontab
from django.db import OperationalError, connection

from hcss.celery import Application
from hcss.celery import app as product
from hcss.clock import OneClock
from hcss.hours import DayTime
from hcss.kernel import clock_signs, leases
from hcss.kernel.models import ClockLease, JobRun
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
commits = pytest.mark.django_db(transaction=True)

LEASE = timedelta(seconds=60)
SECOND, MINUTE, HOUR = (
    timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours")
)
NOWHERE = "redis://127.0.0.1:1/0"


class Office:
    """An application whose jobs note that they were asked for, and its clocks."""

    def __init__(self, schedule: dict) -> None:
        self.asked: list[str] = []
        self.app = self._app(schedule)

    def _app(self, schedule: dict) -> Celery:
        app = Application("office", set_as_current=False, broker=NOWHERE)
        app.conf.update(task_always_eager=True, timezone="Europe/London")
        app.conf.beat_schedule = {
            name: {"task": name, "schedule": each} for name, each in schedule.items()
        }
        for name in schedule:
            app.task(self._job(name), name=name, shared=False)
        return app

    def _job(self, name: str) -> Callable[[], None]:
        def job() -> None:
            self.asked.append(name)

        return job

    def clock(self) -> OneClock:
        return OneClock(app=self.app)

    def rounds(self, *clocks: OneClock) -> list[str]:
        """Let each clock tick until it wants to sleep; return what was asked for."""
        self.asked.clear()
        for clock in clocks:
            while clock.tick() <= 0:
                pass
        return sorted(self.asked)


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(travel) -> Office:
    return Office({"often": timedelta(seconds=15), "hourly": crontab(minute="0")})


def refuse(execute, sql, params, many, context):
    raise OperationalError("the server closed the connection")


# --- Who ticks ------------------------------------------------------------------------


def test_of_two_clocks_one_ticks(office):
    first, second = office.clock(), office.clock()

    assert office.rounds(first) == ["hourly", "often"]
    assert office.rounds(second) == []


def test_the_clock_that_ticks_goes_on_and_the_other_one_goes_on_waiting(office, travel):
    first, second = office.clock(), office.clock()
    office.rounds(first, second)

    for _ in range(12):
        travel.shift(15)
        assert office.rounds(second) == []
        assert office.rounds(first) == ["often"]


def test_a_clock_that_stands_by_looks_again_before_the_lease_has_run_out(
    office, travel
):
    first, second = office.clock(), office.clock()
    office.rounds(first)

    assert second.tick() == 15
    travel.shift(55)
    assert second.tick() == 5


def test_a_clock_takes_over_when_the_other_has_said_nothing_for_the_lease(
    office, travel
):
    first, second = office.clock(), office.clock()
    office.rounds(first)

    travel.shift(59)
    assert office.rounds(second) == []
    travel.shift(1)
    assert office.rounds(second) == ["often"]


def test_a_clock_that_was_frozen_finds_that_another_one_ticks(office, travel):
    first, second = office.clock(), office.clock()
    office.rounds(first)
    travel.shift(61)
    office.rounds(second)

    travel.shift(15)
    assert office.rounds(first) == []
    assert office.rounds(second) == ["often"]


def test_a_clock_that_was_frozen_alone_goes_on(office, travel):
    only = office.clock()
    office.rounds(only)

    travel.shift(600)

    assert office.rounds(only) == ["often"]


def test_a_clock_that_was_frozen_while_another_came_and_went_repeats_nothing(
    office, travel
):
    first, second = office.clock(), office.clock()
    office.rounds(first)
    travel.shift(HOUR)
    assert office.rounds(second) == ["hourly", "often"]
    second.close()

    assert office.rounds(first) == []


def test_a_clock_that_stops_in_good_order_makes_room_at_once(office, travel):
    first, second = office.clock(), office.clock()
    office.rounds(first)

    first.close()
    travel.shift(15)

    assert office.rounds(second) == ["often"]


def test_a_clock_that_stands_by_takes_nothing_away_when_it_stops(office, travel):
    first, second = office.clock(), office.clock()
    office.rounds(first, second)

    second.close()
    third = office.clock()
    travel.shift(15)

    assert office.rounds(third) == []
    assert office.rounds(first) == ["often"]


def test_a_lease_written_by_a_machine_whose_clock_was_wrong_does_not_last(
    office, travel
):
    travel.shift(24 * HOUR)
    office.rounds(office.clock())
    travel.shift(-24 * HOUR)

    assert office.rounds(office.clock()) == ["hourly", "often"]


def test_a_clock_some_seconds_ahead_keeps_its_lease(office, travel):
    first, second = office.clock(), office.clock()
    travel.shift(50)
    office.rounds(first)
    travel.shift(-50)

    assert office.rounds(second) == []


def test_the_real_settings_use_this_clock(settings):
    scheduler = Service(Office({}).app, scheduler_cls=settings.CELERY_BEAT_SCHEDULER)

    assert isinstance(scheduler.get_scheduler(), OneClock)
    assert sorted(Office({}).clock().schedule) == []


def test_every_job_of_the_schedule_is_one_that_a_worker_knows(settings):
    product.loader.import_default_modules()

    asked = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}

    assert asked - set(product.tasks) == set()


# --- What was due while nobody ticked -------------------------------------------------


@pytest.mark.parametrize("hours", [1, 5, 24 * 30])
def test_what_was_due_while_nobody_ticked_is_asked_for_once(office, travel, hours):
    office.rounds(office.clock())

    travel.shift(hours * HOUR)
    later = office.clock()

    assert office.rounds(later) == ["hourly", "often"]
    assert office.rounds(later) == []


def test_what_was_not_due_yet_waits_for_its_time(office, travel):
    office.rounds(office.clock())

    travel.shift(5 * MINUTE)
    later = office.clock()
    assert office.rounds(later) == ["often"]
    travel.shift(54 * MINUTE)
    assert office.rounds(later) == ["often"]
    travel.shift(1 * MINUTE)
    assert office.rounds(later) == ["hourly", "often"]


def test_a_job_that_is_new_is_asked_for_at_once(office, travel):
    office.rounds(office.clock())

    newer = Office({"often": timedelta(minutes=10), "daily": crontab("0", "3")})
    travel.shift(MINUTE)
    later = newer.clock()
    travel.shift(MINUTE)

    assert newer.rounds(later) == ["daily"]


def test_a_job_asked_for_by_a_machine_whose_clock_was_wrong_is_not_forgotten(
    office, travel
):
    travel.shift(24 * HOUR)
    office.rounds(office.clock())
    travel.shift(-24 * HOUR)
    office.rounds(office.clock())

    travel.shift(MINUTE)

    assert JobRun.objects.get(name="hourly").last_asked_at == NOW


def test_the_night_is_nobodys_time_to_be_written_to(travel):
    office = Office({"write": DayTime(hour="8-17", minute="*/15")})
    assert office.rounds(office.clock()) == ["write"]

    travel.shift(11 * HOUR)  # 21:00 in London
    later = office.clock()
    assert office.rounds(later) == []
    travel.shift(10 * HOUR)
    assert office.rounds(later) == []
    travel.shift(1 * HOUR)  # 08:00

    assert office.rounds(later) == ["write"]


def test_by_day_a_missed_run_is_caught_up(travel):
    office = Office({"write": DayTime(hour="8-17", minute="0")})
    office.rounds(office.clock())

    travel.shift(5 * HOUR + 20 * MINUTE)

    assert office.rounds(office.clock()) == ["write"]


# --- What breaks ----------------------------------------------------------------------


@commits
def test_without_the_database_a_clock_waits_and_then_goes_on(office, travel):
    clock = office.clock()
    office.rounds(clock)
    travel.shift(15)

    with connection.execute_wrapper(refuse):
        assert office.rounds(clock) == []
        assert clock.tick() == 5
    assert office.rounds(clock) == ["often"]


@commits
def test_a_clock_that_starts_without_the_database_waits_too(office):
    with connection.execute_wrapper(refuse):
        clock = office.clock()
        assert office.rounds(clock) == []

    assert office.rounds(clock) == ["hourly", "often"]


@commits
def test_a_clock_can_be_stopped_without_the_database(office, travel):
    first, second = office.clock(), office.clock()
    office.rounds(first)

    with connection.execute_wrapper(refuse):
        first.close()
    travel.shift(LEASE)

    assert office.rounds(second) == ["often"]


@commits
def test_a_job_whose_note_fails_is_asked_for_and_the_next_one_too(office):
    def refuse_notes(execute, sql, params, many, context):
        if "kernel_jobrun" in sql and sql.startswith("INSERT"):
            raise OperationalError("no space left on the device")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse_notes):
        assert office.rounds(office.clock()) == ["hourly", "often"]


def test_without_the_broker_nothing_is_forgotten(office, travel):
    clock = office.clock()
    office.app.conf.task_always_eager = False  # there is no broker at that address

    assert clock.tick() == 5
    assert JobRun.objects.count() == 0
    office.app.conf.task_always_eager = True

    assert office.rounds(clock) == ["hourly", "often"]
    assert office.rounds(clock) == []


def test_without_the_broker_the_lease_is_kept(office, travel):
    first, second = office.clock(), office.clock()
    office.app.conf.task_always_eager = False

    for _ in range(20):
        travel.shift(5)
        first.tick()

    assert ClockLease.objects.get().holder == first.holder
    assert second.tick() > 0


def test_a_short_lease_is_kept_without_the_broker_too(office, travel, settings):
    settings.CLOCK_LEASE = timedelta(seconds=2)
    clock = office.clock()
    office.app.conf.task_always_eager = False

    assert clock.tick() == 0.5


# --- What is known of it --------------------------------------------------------------


def test_the_holder_can_be_found(office):
    clock = office.clock()
    office.rounds(clock)

    assert re.fullmatch(r"\S+:\d+:[0-9a-f]{8}", ClockLease.objects.get().holder)


def test_the_sign_of_life_is_given_by_those_who_stand_by_too(
    office, settings, tmp_path
):
    settings.CLOCK_SIGN_OF_LIFE = tmp_path / "lives"
    first, second = office.clock(), office.clock()
    first.tick()
    settings.CLOCK_SIGN_OF_LIFE.unlink()

    second.tick()

    assert settings.CLOCK_SIGN_OF_LIFE.exists()


def test_nothing_is_late_before_a_clock_was_ever_started(db):
    assert clock_signs.late(NOW) is None


def test_a_clock_is_late_when_another_lease_has_passed_since(office):
    office.rounds(office.clock())

    assert clock_signs.late(NOW + 2 * LEASE - SECOND) is None
    assert clock_signs.late(NOW + 2 * LEASE) == (
        "No clock has ticked since 2026-10-20T09:00:00Z."
    )


def test_nobody_gives_back_what_is_not_theirs(office):
    office.rounds(office.clock())

    leases.give_back(name=leases.CLOCK, holder="somebody else", now=NOW)

    assert ClockLease.objects.get().until == NOW + LEASE
