"""More time in the browser and through the API."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from actions.models import Extension, Return
from actions.return_choices import ExtensionState
from tests.factories import (
    ExtensionFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after")]

LIST, API = "/extensions/", "/api/v1/extensions/"
UNTIL = datetime(2026, 11, 6, 12, tzinfo=UTC)
GIVEN = {
    "approve": "yes",
    "until_on_day": "6",
    "until_on_month": "11",
    "until_on_year": "2026",
    "until_hour": "12:00",
}


@pytest.fixture
def after(time_machine):
    """The morning after the close."""
    time_machine.move_to(datetime(2026, 10, 29, 9, tzinfo=UTC), tick=False)


@pytest.fixture
def missed():
    return ReturnFactory(no_return=True, agency__name="Solent Police")


@pytest.fixture
def contact(missed):
    return UserFactory(contact=missed.agency, name="Connie Contact")


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Pat Green", email="pat@hcss.example")


def page(missed, name):
    return reverse(f"actions:{name}", args=[missed.period.quarter, missed.agency.slug])


# --- The browser ----------------------------------------------------------------------


def test_a_closed_return_shows_the_four_facts_and_the_way_to_ask(
    client, missed, contact, officer
):
    client.force_login(contact)

    shown = client.get(missed.get_absolute_url())

    for words in (
        "Nothing was sent in by the close of Q2 2026/27",
        "28 October 2026 at 5:00pm, by the clock",
        "It stays closed until an officer gives your agency more time.",
        "mailto:pat@hcss.example",
        page(missed, "time-ask"),
    ):
        assertContains(shown, words)


def test_asked_decided_and_seen_by_the_agency(client, missed, contact, officer):
    ReturnLineFactory(quarterly_return=missed)
    client.force_login(contact)

    asked = client.post(page(missed, "time-ask"), {"reason": "Both are away."})

    assertRedirects(asked, missed.get_absolute_url())
    assertContains(client.get(missed.get_absolute_url()), "Waiting for an officer.")
    assertContains(client.get(page(missed, "time-ask")), "Both are away.")
    client.force_login(officer)
    assertContains(client.get("/desk/"), "Solent Police, Q2 2026/27</a>: Both are away")
    extension = Extension.objects.get()
    decided = client.post(f"{LIST}{extension.pk}/", GIVEN)
    assertRedirects(decided, LIST)
    assert Return.objects.get().extended_until == UNTIL
    assertContains(client.get("/desk/"), "until 6 November 2026 at 12:00pm")
    board = client.get(reverse("actions:board", args=[missed.period.quarter]))
    assertContains(board, "More time until 6 November 2026 at 12:00pm")
    client.force_login(contact)
    seen = client.get(missed.get_absolute_url())
    assertContains(seen, "Open for Solent Police until 12pm on Friday 6 November 2026.")
    assertNotContains(seen, "Why you cannot change this")


def test_an_officer_gives_time_unasked_from_the_return(client, missed, officer):
    client.force_login(officer)
    assertContains(client.get(missed.get_absolute_url()), page(missed, "time-give"))

    response = client.post(
        page(missed, "time-give"), GIVEN | {"comment": "Their office was flooded."}
    )

    assertRedirects(response, missed.get_absolute_url())
    assert Extension.objects.get().reason == "Their office was flooded."


def test_a_refusal_is_read_by_the_agency(client, officer):
    asked = ExtensionFactory()
    client.force_login(officer)

    client.post(
        f"{LIST}{asked.pk}/", {"approve": "no", "comment": "The paper has gone out."}
    )

    client.force_login(asked.asked_by)
    assertContains(
        client.get(asked.quarterly_return.get_absolute_url()), "The paper has gone out."
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose what you decide."),
        ({"approve": "yes"}, "Give the day and the hour."),
        (GIVEN | {"until_on_month": "13"}, "must be a real date"),
        (GIVEN | {"until_on_year": "2025"}, "must be in the future"),
        (GIVEN | {"until_on_year": "9999"}, "no more than 60 days"),
        (GIVEN | {"until_hour": "25:00"}, "25:00"),
        ({"approve": "no"}, "Say why it is refused."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_decided(client, officer, typed, words):
    asked = ExtensionFactory()
    client.force_login(officer)

    response = client.post(f"{LIST}{asked.pk}/", typed)

    assertContains(response, words)
    asked.refresh_from_db()
    assert asked.state == ExtensionState.ASKED


def test_the_hour_that_the_spring_leaves_out_is_refused(client, officer, time_machine):
    time_machine.move_to(datetime(2027, 3, 20, 9, tzinfo=UTC), tick=False)
    asked = ExtensionFactory()
    client.force_login(officer)

    response = client.post(
        f"{LIST}{asked.pk}/",
        GIVEN
        | {
            "until_on_day": "28",
            "until_on_month": "3",
            "until_on_year": "2027",
            "until_hour": "01:00",
        },
    )

    assertContains(response, "leave this hour out")


def test_one_decided_already_is_a_conflict(client, officer):
    given = ExtensionFactory(granted=True, decided_by__name="Ola Green")
    client.force_login(officer)

    response = client.post(f"{LIST}{given.pk}/", GIVEN)

    assertContains(response, "Ola Green decided this", status_code=409)


def test_strangers_see_neither_request_nor_forms(client, missed, officer):
    asked = ExtensionFactory(quarterly_return=missed)
    client.force_login(UserFactory(contact=True))
    for path in (f"{LIST}{asked.pk}/", page(missed, "time-ask")):
        assert client.get(path).status_code == 404
        assert client.post(path, GIVEN).status_code == 404
    assertContains(client.get(LIST), "Nobody has asked for more time")

    client.force_login(UserFactory(reader=True))
    assert client.get(f"{LIST}{asked.pk}/").status_code == 200
    assert client.post(f"{LIST}{asked.pk}/", GIVEN).status_code == 403
    assert client.get(page(missed, "time-give")).status_code == 403
    assert client.get(page(missed, "time-ask")).status_code == 403


def test_the_list_is_filtered_and_a_file(client, officer):
    ExtensionFactory(quarterly_return__agency__name="Solent Police")
    ExtensionFactory(granted=True, quarterly_return__agency__name="Wessex Council")
    client.force_login(officer)

    asked = client.get(f"{LIST}?state=asked&quarter=2026-27-q2")
    assertContains(asked, "Solent Police")
    assertNotContains(asked, "Wessex Council, Q2")
    assertContains(client.get(f"{LIST}?quarter=autumn"), "is not a quarter")
    assertContains(client.get(f"{LIST}?state=refused"), "Nobody has asked")
    rows = client.get(f"{LIST}?format=csv&state=granted").getvalue().decode()
    assert len(rows.splitlines()) == 2
    assert "Wessex Council,Granted,2026-11-06T17:00+00:00" in rows


# --- The API --------------------------------------------------------------------------


def test_asked_and_granted_through_the_api(api_client, missed, contact, officer):
    api_client.force_authenticate(contact)
    asked = api_client.post(
        API, {"quarterly_return": missed.pk, "reason": "Away."}, format="json"
    )
    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    one = f"{API}{asked.json()['id']}/"
    grant = {"until": "2026-11-06T12:00:00+00:00"}
    assert api_client.post(f"{one}grant/", grant, format="json").status_code == 403

    api_client.force_authenticate(officer)
    granted = api_client.post(f"{one}grant/", grant, format="json")

    assert granted.status_code == 200
    assert granted.json()["until"] == "2026-11-06T12:00:00Z"
    assert granted.json()["decided_by"] == "Pat Green"
    again = api_client.post(f"{one}refuse/", {"comment": "No."}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "decided")


def test_given_unasked_and_refused_through_the_api(api_client, missed, officer):
    api_client.force_authenticate(officer)

    given = api_client.post(
        f"{API}give/",
        {"quarterly_return": missed.pk, "until": UNTIL, "comment": "Flooded."},
        format="json",
    )
    asked = ExtensionFactory(
        quarterly_return=ReturnFactory(
            period=PeriodFactory(), no_return=True, agency__name="Another"
        )
    )
    refused = api_client.post(
        f"{API}{asked.pk}/refuse/", {"comment": "No."}, format="json"
    )

    assert (given.status_code, given.json()["asked_by"]) == (201, None)
    assert refused.json()["state"] == "refused"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"quarterly_return": 2**70, "until": "x"},
        {"quarterly_return": True},
        {"until": "9999-12-31T23:59:59-14:00", "comment": "\x00"},
        {"until": ["x"], "comment": {}},
        {"until": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_nonsense_is_refused_with_words(api_client, missed, officer, body):
    api_client.force_authenticate(officer)

    sent = {"quarterly_return": missed.pk} | body
    response = api_client.post(f"{API}give/", sent, format="json")

    assert response.status_code == 400, response.json()
    assert not Extension.objects.exists()


def test_another_agencys_return_does_not_exist_for_you(api_client, missed):
    api_client.force_authenticate(UserFactory(contact=True))

    sent = {"quarterly_return": missed.pk, "reason": "x"}
    assert api_client.post(API, sent, format="json").status_code == 404
    assert api_client.get(API).json()["count"] == 0
