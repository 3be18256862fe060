"""Asks through the API: the same services, the same words, the same policy."""

import json

import pytest
import time_machine

from actions.models import Ask
from actions.return_choices import AskState
from tests.conftest import NOW
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AskFactory,
    PartnershipFactory,
    ReturnLineFactory,
    UserFactory,
)
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db

LIST = "/api/v1/asks/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def line():
    return ReturnLineFactory()


@pytest.fixture
def contact(line, api_client):
    person = UserFactory(contact=line.quarterly_return.agency)
    api_client.force_login(person)
    return person


def asked(line, **fields):
    return {"line": line.pk, "text": "Lend one.", "need_by": "2026-11-13"} | fields


def post(client, ask, what, **fields):
    body = {"version": ask.version} | fields
    return client.post(f"{LIST}{ask.pk}/{what}/", body, format="json")


def test_an_ask_is_raised_answered_and_closed(api_client, line, contact):
    police = AgencyFactory(slug="police")
    sent = api_client.post(LIST, asked(line, of_agency="police"), format="json")
    ask = Ask.objects.get()
    body = sent.json()
    assert sent.status_code == 201
    assert (body["of_agency"], body["state"], body["version"]) == ("police", "open", 1)
    assert (body["ref"], body["title"]) == (line.action.ref, line.action.title)

    api_client.force_login(UserFactory(contact=police))
    answered = post(api_client, ask, "answer", text="In April.")
    assert answered.json()["replies"][0]["text"] == "In April."
    ask.refresh_from_db()
    api_client.force_login(contact)
    post(api_client, ask, "not-enough", text="Too late.")
    ask.refresh_from_db()
    closed = post(api_client, ask, "close", text="Found one.")

    assert closed.json()["state"] == "closed"
    assert Ask.objects.get().state == AskState.CLOSED


def test_a_chair_overrules_and_an_officer_names(api_client):
    ask = AskFactory()
    chair = UserFactory(chair=PartnershipFactory())
    api_client.force_login(UserFactory(officer=True))
    named = post(api_client, ask, "name-answerer", answerer=chair.pk)
    assert named.json()["answerer"] == chair.pk
    ask.refresh_from_db()

    other = UserFactory(chair=PartnershipFactory())
    api_client.force_login(other)
    assert post(api_client, ask, "overrule").status_code == 400
    assert post(api_client, ask, "overrule", text="No money.").status_code == 200


def test_a_stale_version_is_a_conflict(api_client):
    ask = AskFactory()
    api_client.force_login(UserFactory(officer=True))
    post(api_client, ask, "answer", text="First.")

    second = post(api_client, ask, "answer", text="Second.")

    assert second.status_code == 409
    assert "after you read it" in second.json()["detail"]


def test_the_words_of_a_refusal_are_those_of_the_page(api_client, line, contact):
    sent = api_client.post(LIST, {"line": line.pk}, format="json")

    assert sent.status_code == 400
    assert sent.json() == {
        "text": ["Say what you ask for."],
        "need_by": ["Give the date by which you need an answer."],
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"line": 10**400},
        {"line": True},
        {"line": [1]},
        {"text": "a\0b"},
        {"text": "half a pair \ud800"},
        {"text": ["x"]},
        {"of_agency": ["x"]},
        {"of_agency": "no-such"},
        {"answerer": {"a": 1}},
        {"need_by": "yesterday"},
        {"need_by": "99999-01-01"},
        {"marking": "secret"},
        {"is_confirmed": "perhaps"},
    ],
)
def test_nonsense_is_refused_politely(api_client, line, contact, wrong):
    body = json.dumps(asked(line) | wrong)

    sent = api_client.post(LIST, body, content_type="application/json")

    assert sent.status_code == 400
    assert Ask.objects.count() == 0


@pytest.mark.parametrize("version", [None, 0, "x", 10**400, True, 2**31])
def test_a_version_that_cannot_be_is_refused(api_client, version):
    ask = AskFactory()
    api_client.force_login(UserFactory(officer=True))

    assert post(api_client, ask, "answer", text="x", version=version).status_code in (
        400,
        409,
    )
    assert Ask.objects.get().state == AskState.OPEN


def test_who_may_not_gets_403_and_who_may_not_see_404(api_client, line):
    for who, code in (
        (UserFactory(contact=True), 404),
        (UserFactory(officer=True), 403),
        (UserFactory(reader=True), 403),
        (UserFactory(administrator=True), 403),
    ):
        api_client.force_login(who)
        sent = api_client.post(LIST, asked(line), format="json")
        assert sent.status_code == code
    ask = AskFactory(sensitive=True)
    api_client.force_login(UserFactory(reader=True))
    assert api_client.get(f"{LIST}{ask.pk}/").status_code == 404
    assert post(api_client, ask, "answer", text="x").status_code == 404
    open_one = AskFactory()
    for what in ("answer", "close", "not-enough", "overrule", "name-answerer"):
        assert post(api_client, open_one, what, text="x").status_code == 403


def test_the_list_is_narrowed_like_the_page(api_client):
    api_client.force_login(UserFactory(officer=True))
    group = AskFactory()
    of_police = AskFactory(of_agency=AgencyFactory(slug="police"))
    AskFactory(closed=True)

    def found(**query):
        body = api_client.get(LIST, query).json()
        return [row["id"] for row in body["results"]]

    assert found(state="unsettled", of="group") == [group.pk]
    assert found(of="police") == [of_police.pk]
    assert api_client.get(LIST, {"state": "x"}).status_code == 400


def test_the_title_of_a_sensitive_action_is_not_for_who_was_only_asked(api_client):
    hidden = ActionFactory(active=True, sensitive=True, title="Marker title")
    ask = AskFactory(line=ReturnLineFactory(action=hidden), of_another=True)
    api_client.force_login(UserFactory(contact=ask.of_agency))

    body = api_client.get(f"{LIST}{ask.pk}/").json()

    assert (body["ref"], body["title"]) == (hidden.ref, "")
    assert "Marker" not in str(body)


def test_the_list_costs_the_same_however_long(api_client):
    api_client.force_login(UserFactory(officer=True))
    costs = []
    for more in (2, 10):
        for _ in range(more):
            AskFactory(of_another=True, answered=True)
        costs.append(len(queries_of(lambda: api_client.get(LIST))[1]))

    assert costs[0] == costs[1]
