"""Of each periodic job it is kept when it was begun and ended, and how: no words."""

from datetime import timedelta

import pytest
import time_machine
from celery import Celery
from django.db import OperationalError, connection

from hcss import heartbeat, job_notes
from hcss.kernel import jobs
from hcss.kernel.models import JobRun
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def jobs_of_a_day(settings) -> Celery:
    """Three jobs, of which the clock asks for two."""
    settings.CELERY_BEAT_SCHEDULE = {
        name: {"task": name, "schedule": timedelta(hours=1)} for name in ("bad", "odd")
    }
    app = Celery("day", set_as_current=False)
    for job in (bad, odd, other):
        app.task(job, name=job.__name__, shared=False)
    return app


def bad() -> None:
    raise ValueError("what somebody wrote")


def odd() -> None:
    """Begins, and is killed before it ends."""


def other() -> None:
    """Is asked for by nobody's clock."""


def test_a_job_that_is_done_says_so():
    heartbeat.beat.delay()

    run = JobRun.objects.get()
    assert (run.name, run.last_outcome) == ("hcss.beat", "done")
    assert (run.last_started_at, run.last_ended_at) == (NOW, NOW)
    assert run.last_asked_at is None


def test_a_job_that_fails_says_how_and_repeats_no_words(jobs_of_a_day):
    jobs_of_a_day.tasks["bad"].apply(throw=False)

    run = JobRun.objects.get()
    assert (run.last_ended_at, run.last_outcome) == (NOW, "failure: ValueError")


def test_a_job_says_since_when_it_has_been_failing(jobs_of_a_day, at_nine):
    for _ in range(2):
        jobs_of_a_day.tasks["bad"].apply(throw=False)
        at_nine.shift(60)
    assert JobRun.objects.get().failing_since == NOW

    jobs.note_ended(name="bad", outcome=jobs.DONE, now=NOW)

    assert JobRun.objects.get().failing_since is None


def test_a_job_that_ended_keeps_its_end_while_it_runs_again(jobs_of_a_day, at_nine):
    jobs_of_a_day.tasks["bad"].apply(throw=False)
    at_nine.shift(60)

    job_notes.note_start(task=jobs_of_a_day.tasks["bad"])

    run = JobRun.objects.get()
    assert run.last_started_at == NOW + timedelta(seconds=60)
    assert run.last_ended_at == NOW


def test_what_is_not_periodic_leaves_no_note(jobs_of_a_day):
    jobs_of_a_day.tasks["other"].apply()

    assert not JobRun.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_note_that_cannot_be_kept_spoils_no_job(jobs_of_a_day):
    def refuse(execute, sql, params, many, context):
        raise OperationalError("no space left on the device")

    with connection.execute_wrapper(refuse):
        assert jobs_of_a_day.tasks["odd"].apply().successful()

    assert not JobRun.objects.exists()
