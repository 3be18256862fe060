"""Accepting and asking over the API: the same services, rules and words."""

import pytest
import time_machine
from rest_framework.test import APIClient

from actions.models import Query, Return, ReturnLine
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_window(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def sent():
    police = AgencyFactory(name="Hampshire Constabulary")
    quarterly_return = ReturnFactory(agency=police, submitted=True)
    for number in (1, 2):
        action = ActionFactory(active=True, lead_agency=police, ref=f"P1-0{number}")
        ReturnLineFactory(
            quarterly_return=quarterly_return, action=action, reported=True
        )
    return quarterly_return


@pytest.fixture
def lines(sent):
    return list(sent.lines.order_by("action__ref"))


@pytest.fixture
def api():
    return as_(UserFactory(officer=True, name="Olive Officer"))


def as_(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def accept_lines(api, sent, lines, version=1):
    return api.post(
        f"/api/v1/returns/{sent.pk}/accept-lines/",
        {"version": version, "lines": lines},
        format="json",
    )


def test_lines_are_accepted_and_say_by_whom(api, sent, lines):
    first = accept_lines(api, sent, [lines[0].pk])
    line = api.get(f"/api/v1/lines/{lines[0].pk}/").json()
    last = accept_lines(api, sent, [lines[1].pk])

    assert first.status_code == 200
    assert (first.json()["state"], first.json()["accepted_line_count"]) == (
        "submitted",
        1,
    )
    assert first.json()["sent_line_count"] == 2
    assert (line["accepted_by"], line["accepted_at"]) == (
        "Olive Officer",
        "2026-10-20T10:00:00+01:00",
    )
    assert last.json()["state"] == "accepted"


def test_the_second_is_told_who_was_first(api, sent, lines):
    accept_lines(api, sent, [lines[0].pk])

    again = accept_lines(as_(UserFactory(officer=True)), sent, [lines[0].pk])

    assert again.status_code == 409
    assert again.json() == {
        "detail": "P1-01 was accepted by Olive Officer on 20 October 2026 at 10:00am.",
        "code": "accepted",
    }


@pytest.mark.parametrize(
    "lines_sent",
    [None, "x", {}, [None], ["x"], [0], [-1], [2**70], [True], [[]], [], ["\x00"]],
    ids=repr,
)
def test_what_are_no_lines_is_refused(api, sent, lines_sent):
    response = accept_lines(api, sent, lines_sent)

    assert response.status_code == 400
    assert "lines" in response.json()
    assert ReturnLine.objects.filter(accepted_at__isnull=False).count() == 0


@pytest.mark.parametrize("version", [None, "x", -1, 2**70, 1.5, []], ids=repr)
def test_what_is_no_version_is_refused(api, sent, lines, version):
    response = accept_lines(api, sent, [lines[0].pk], version)

    assert response.status_code == 400
    assert list(response.json()) == ["version"]


def test_another_version_is_a_conflict(api, sent, lines):
    assert accept_lines(api, sent, [lines[0].pk], version=2).status_code == 409


def test_only_officers_accept_and_others_do_not_find_it(sent, lines):
    own = as_(UserFactory(contact=sent.agency))
    other = as_(UserFactory(contact=AgencyFactory()))

    assert accept_lines(own, sent, [lines[0].pk]).status_code == 403
    assert accept_lines(other, sent, [lines[0].pk]).status_code == 404


def test_rounds_are_read_for_a_line_in_order(api, sent, lines):
    own = as_(UserFactory(contact=sent.agency))
    for question in ("Who?", "Since when?"):
        body = {
            "version": 1,
            "questions": [{"line": lines[0].pk, "question": question}],
        }
        assert (
            api.post(f"/api/v1/returns/{sent.pk}/ask/", body, format="json").status_code
            == 200
        )
        key = Query.objects.latest("pk").pk
        own.post(f"/api/v1/queries/{key}/answer/", {"answer": "The board."})
    body = {"version": 1, "questions": [{"question": "Why late?"}]}
    api.post(f"/api/v1/returns/{sent.pk}/ask/", body, format="json")

    found = api.get(
        "/api/v1/queries/", {"line": lines[0].pk, "order": "asked", "version": 1}
    ).json()["results"]

    assert [(each["question"], each["version"]) for each in found] == [
        ("Who?", 1),
        ("Since when?", 1),
    ]


def test_what_may_be_about_a_person_is_confirmed(api, sent):
    """R55."""
    body = {"version": 1, "questions": [{"question": "Is it the boy, aged 14?"}]}
    ask = f"/api/v1/returns/{sent.pk}/ask/"

    refused = api.post(ask, body, format="json")
    asked = api.post(ask, body | {"is_confirmed": True}, format="json")

    assert refused.status_code == 400
    assert set(refused.json()) == {"whole", "is_confirmed"}
    assert asked.status_code == 200
    assert Return.objects.get().state == "queried"
