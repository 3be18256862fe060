"""Figures for whoever shows the token; for everybody else there is nothing to see."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from hcss import heartbeat
from hcss.kernel import jobs, leases
from tests.conftest import NOW
from tests.factories import InvitationFactory
from tests.machinery.counting import queries_of

TOKEN = "a-token-that-only-the-monitor-knows"
#: As https://prometheus.io/docs/instrumenting/exposition_formats/ has it.
LINE = re.compile(
    r'# (HELP|TYPE) hcss_[a-z_]+ .+|hcss_[a-z_]+(\{[a-z_]+="[^"\n]*"\})? -?[0-9.e+-]+'
)


@pytest.fixture(autouse=True)
def at_nine():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def token(settings) -> str:
    settings.METRICS_TOKEN = TOKEN
    return TOKEN


def answer(client: Client, authorization: str = f"Bearer {TOKEN}"):
    headers = {"Authorization": authorization} if authorization else {}
    return client.get(reverse("metrics"), headers=headers)


def invited(**values):
    return InvitationFactory(**{"expires_at": NOW + timedelta(days=14)} | values)


def figures(client: Client) -> dict[str, float]:
    text = answer(client).content.decode()
    return {
        name: float(value)
        for name, value in (
            line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#"
        )
    }


def test_without_a_token_in_the_settings_there_is_no_such_page(client, db, settings):
    settings.METRICS_TOKEN = ""

    assert [
        answer(client, shown).status_code for shown in ("", "Bearer ", "Bearer x")
    ] == [404] * 3


@pytest.mark.parametrize(
    "shown",
    ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer é"],
)
def test_who_does_not_show_the_token_is_told_nothing(client, token, shown):
    # No database at all is given to this test: a query would fail it.
    response = answer(client, shown)

    assert (response.status_code, response.content) == (401, b"")
    assert response["WWW-Authenticate"] == "Bearer"


def test_the_format_is_that_of_prometheus(client, db, token):
    jobs.note_ended(name="hcss.beat", outcome=jobs.DONE, now=NOW)
    response = answer(client)
    lines = response.content.decode().splitlines()

    assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-cache" in response["Cache-Control"]
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert response.content.endswith(b"\n")


def test_nothing_is_known_before_anything_has_run(client, db, token):
    assert figures(client)["hcss_database_up"] == 1
    assert not {"hcss_clock_lease_age_seconds", "hcss_heartbeat_age_seconds"} & set(
        figures(client)
    )


def test_the_clock_and_the_heartbeat_have_an_age(client, db, token):
    with time_machine.travel(NOW - timedelta(seconds=20), tick=False):
        heartbeat.beat()
    earlier = NOW - timedelta(seconds=7)
    leases.take(name="clock", holder="a", now=earlier, lasts=timedelta(seconds=60))

    assert figures(client)["hcss_heartbeat_age_seconds"] == 20
    assert figures(client)["hcss_clock_lease_age_seconds"] == 7


def test_each_periodic_job_says_when_it_last_ended_and_whether_it_went_wrong(
    client, db, token
):
    jobs.note_ended(name="actions.plan_reminders", outcome=jobs.DONE, now=NOW)
    jobs.note_ended(name="actions.send_reminders", outcome="failure: OSError", now=NOW)
    jobs.note_ended(name="something.else", outcome=jobs.DONE, now=NOW)

    shown = figures(client)

    of = 'hcss_job_last_end_timestamp_seconds{{job="{}"}}'.format
    assert shown[of("actions.plan_reminders")] == NOW.timestamp()
    assert of("something.else") not in shown
    assert shown['hcss_job_failing{job="actions.plan_reminders"}'] == 0
    assert shown['hcss_job_failing{job="actions.send_reminders"}'] == 1


def test_mail_that_is_owed_is_counted(client, db, token):
    invited(sent_at=None)
    invited(sent_at=NOW)
    invited(sent_at=None, expires_at=NOW)

    assert figures(client)["hcss_invitations_unsent"] == 1


def test_without_the_database_that_much_is_said(client, db, token):
    def refuse(execute, sql, params, many, context):
        raise OperationalError("the server closed the connection")

    with connection.execute_wrapper(refuse):
        assert figures(client) == {"hcss_database_up": 0}


def test_ten_times_the_rows_cost_the_same_queries(client, db, token):
    invited()
    _, few = queries_of(lambda: answer(client))
    for _ in range(10):
        invited()
        jobs.note_ended(name="hcss.beat", outcome=jobs.DONE, now=NOW)

    _, many = queries_of(lambda: answer(client))

    assert (len(many), few != []) == (len(few), True)


def test_no_name_and_no_address_is_among_the_figures(client, db, token):
    invitation = invited()

    text = answer(client).content.decode()

    assert invitation.email not in text
    assert invitation.name not in text


def test_it_is_read_and_nothing_else(client, token):
    assert client.post(reverse("metrics")).status_code == 405
