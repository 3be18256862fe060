"""Alive is one question, ready is another: each answers for what it knows."""

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hcss import heartbeat
from hcss.kernel import jobs, lateness, leases, triggers


@pytest.fixture(autouse=True)
def nothing_seen_yet():
    cache.clear()


MORNING = "2026-07-21T09:00:00+01:00"


def ready(client: Client) -> tuple[int, list[str]]:
    response = client.get(reverse("readyz"))
    return response.status_code, response.json().get("reasons", [])


def test_alive_asks_nothing_of_the_database(client: Client, django_assert_num_queries):
    # No database at all is given to this test: a query would fail it.
    response = client.get(reverse("healthz"))

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-cache" in response["Cache-Control"]


def test_ready_when_everything_is_there(client: Client, db):
    heartbeat.beat()

    assert ready(client) == (200, [])


def test_not_ready_before_clock_and_worker_were_seen(client: Client, db):
    assert ready(client) == (503, ["Clock and worker have not been seen yet."])


@time_machine.travel(MORNING, tick=False)
def test_either_way_it_says_when_each_periodic_job_last_ended(client: Client, db):
    jobs.note_ended(name="actions.plan_reminders", outcome="done", now=timezone.now())
    jobs.note_started(name="actions.send_reminders", now=timezone.now())

    not_ready = client.get(reverse("readyz")).json()["jobs"]
    heartbeat.beat()

    assert client.get(reverse("readyz")).json()["jobs"] == not_ready
    assert not_ready["actions.plan_reminders"] == "2026-07-21T08:00:00Z"
    assert not_ready["actions.send_reminders"] is None
    assert sorted(not_ready) == sorted(
        each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()
    )


def test_not_ready_while_something_is_late(client: Client, db, monkeypatch):
    monkeypatch.setattr(lateness, "_registered", {"mail": lambda now: "Mail is late."})
    heartbeat.beat()

    assert ready(client) == (503, ["Mail is late."])


@time_machine.travel(MORNING, tick=False)
def test_not_ready_when_the_clock_has_stopped(client: Client, db):
    heartbeat.beat()
    with time_machine.travel("2026-07-21T08:58:00+01:00", tick=False):
        leases.take(
            name=leases.CLOCK,
            holder="a",
            now=timezone.now(),
            lasts=settings.CLOCK_LEASE,
        )

    assert ready(client) == (503, ["No clock has ticked since 2026-07-21T07:58:00Z."])


@time_machine.travel(MORNING, tick=False)
def test_ready_while_the_last_beat_is_two_minutes_old(client: Client, db):
    with time_machine.travel("2026-07-21T08:58:00+01:00", tick=False):
        heartbeat.beat()

    assert ready(client) == (200, [])


@time_machine.travel(MORNING, tick=False)
def test_not_ready_when_the_last_beat_is_older_than_that(client: Client, db):
    with time_machine.travel("2026-07-21T08:57:59+01:00", tick=False):
        heartbeat.beat()

    assert ready(client) == (
        503,
        ["Clock and worker were last seen at 2026-07-21T07:57:59Z."],
    )


def test_not_ready_with_a_migration_missing(client: Client, db):
    heartbeat.beat()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations "
            "WHERE app = 'actions' AND name = '0001_initial'"
        )

    assert ready(client) == (503, ["Migrations not applied: 1."])


def test_not_ready_with_the_triggers_of_the_history_missing(client: Client, db):
    heartbeat.beat()
    lost = len(all_triggers())
    triggers.remove()

    assert ready(client) == (503, [f"Triggers of the audit trail missing: {lost}."])


def all_triggers() -> list[str]:
    """Every trigger there should be, found by taking them away for a moment."""
    triggers.remove()
    names = triggers.missing()
    triggers.install()
    assert names != []
    return names


def test_not_ready_when_the_database_does_not_answer(client: Client, db, monkeypatch):
    heartbeat.beat()
    nowhere = connections.create_connection("default")
    nowhere.settings_dict = connection.settings_dict | {
        "NAME": "/nowhere/at/all.sqlite3",
        "HOST": "/nowhere/at/all",
    }
    monkeypatch.setattr("hcss.health.connection", nowhere)

    assert ready(client) == (503, ["The database does not answer."])


def test_not_ready_without_the_table_that_counts_sign_ins(client: Client, db, settings):
    table = "django.core.cache.backends.db.DatabaseCache"
    settings.CACHES = {"default": {"BACKEND": table, "LOCATION": "never_made"}}

    assert ready(client) == (503, ["The cache's table cannot be read."])


def test_nobody_is_told_more_than_a_monitor_needs(client: Client, db):
    response = client.get(reverse("readyz"))

    assert sorted(response.json()) == ["jobs", "reasons", "status"]
    assert client.post(reverse("readyz")).status_code == 405
