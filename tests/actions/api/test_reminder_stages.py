"""The stages of reminding over the API: the same rules and words as the pages."""

from datetime import UTC, datetime

import pytest
import time_machine
from rest_framework.test import APIClient

from actions.models import StageChange
from hcss.kernel import reminding
from tests.factories import (
    AgencyFactory,
    ReturnFactory,
    StageChangeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_reminder")]

LIST = "/api/v1/reminder-stages/"
ONE = f"{LIST}return_first/"


@pytest.fixture
def first_reminder():
    with time_machine.travel(datetime(2026, 10, 12, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def api():
    client = APIClient()
    client.force_authenticate(UserFactory(name="Olive Officer", officer=True))
    return client


def test_every_stage_is_listed_and_one_is_shown(api):
    listed = api.get(LIST).json()
    one = api.get(ONE).json()

    assert sorted(each["code"] for each in listed) == sorted(reminding.delivered())
    assert one in listed
    assert (one["moment"], one["count"], one["version"], one["changed_by"]) == (
        "7 working days before the deadline",
        -7,
        0,
        "",
    )


def test_what_is_sent_is_changed_and_the_rest_stays(api):
    changed = api.patch(ONE, {"version": 0, "count": -5}, format="json").json()

    assert (changed["count"], changed["version"]) == (-5, 1)
    assert changed["sentence"] == reminding.delivered()["return_first"].sentence
    assert changed["changed_by"] == "Olive Officer"
    assert [each["version"] for each in api.get(f"{ONE}history/").json()] == [1, 0]


def test_a_stale_version_is_a_conflict(api):
    api.patch(ONE, {"version": 0, "count": -5}, format="json")

    lost = api.patch(ONE, {"version": 0, "count": -4}, format="json")
    back = api.post(f"{ONE}go-back/", {"version": 0, "to_version": 0}, format="json")

    assert [(each.status_code, each.json()["code"]) for each in (lost, back)] == [
        (409, "stale"),
        (409, "stale"),
    ]
    assert StageChange.objects.count() == 1


@pytest.mark.parametrize("path", [ONE, f"{ONE}preview/"])
@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"sentence": "The {aboot} is late."}, "sentence"),
        ({"sentence": ""}, "sentence"),
        ({"sentence": "x" * 301}, "sentence"),
        ({"sentence": "a\0b"}, "sentence"),
        ({"sentence": ["a"]}, "sentence"),
        ({"count": 10**30}, "count"),
        ({"count": "soon"}, "count"),
        ({"unit": "weeks"}, "unit"),
        ({"is_on": "perhaps"}, "is_on"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(api, path, sent, field):
    send = api.patch if path == ONE else api.post

    response = send(path, {"version": 0, **sent}, format="json")

    assert (response.status_code, list(response.json())) == (400, [field])
    assert StageChange.objects.count() == 0


def test_words_that_may_be_about_people_have_to_be_confirmed(api):
    sent = {"version": 0, "sentence": "Write to jo.bloggs@example.org."}

    refused = api.patch(ONE, sent, format="json")
    kept = api.patch(ONE, sent | {"is_confirmed": True}, format="json")

    assert sorted(refused.json()) == ["is_confirmed", "sentence"]
    assert kept.status_code == 200


def test_a_change_is_tried_out_and_not_kept(api):
    agency = AgencyFactory(name="Fareham")
    UserFactory(contact=agency)
    ReturnFactory(agency=agency)
    sent = {"sentence": "Send {about}.", "count": -6}

    tried = api.post(f"{ONE}preview/", sent, format="json").json()

    assert tried == {
        "sentence": "Send Q2 2026/27 return of Fareham.",
        "about": "Q2 2026/27 return of Fareham",
        "occasions": [
            {
                "about": "Q2 2026/27",
                "counted_from": "2026-10-21",
                "goes_on": "2026-10-13",
            }
        ],
        "on": "2026-10-12",
        "people_now": 1,
        "people_then": 0,
    }
    assert StageChange.objects.count() == 0


def test_a_stage_goes_back_to_how_it_was_delivered(api):
    StageChangeFactory(stage="return_first")

    back = api.post(f"{ONE}go-back/", {"version": 1, "to_version": 0}, format="json")
    never = api.post(f"{ONE}go-back/", {"version": 2, "to_version": 9}, format="json")

    assert (back.json()["count"], back.json()["version"]) == (-7, 2)
    assert list(never.json()) == ["to_version"]


def test_a_stage_that_is_not_known_is_not_there(api):
    strange = f"{LIST}no_such/"

    assert api.get(strange).status_code == 404
    assert api.get(f"{strange}history/").status_code == 404
    assert api.patch(strange, {"version": 0}, format="json").status_code == 404
    assert api.post(f"{strange}preview/", {}, format="json").status_code == 404
    assert api.post(f"{strange}go-back/", {}, format="json").status_code == 404


@pytest.mark.parametrize("who", ["contact", "chair", "administrator"])
def test_the_stages_are_for_officers(who):
    client = APIClient()
    client.force_authenticate(UserFactory(**{who: True}))

    assert client.get(LIST).status_code == 403
    assert client.get(ONE).status_code == 403
    assert client.patch(ONE, {"version": 0}).status_code == 403
    assert APIClient().get(LIST).status_code == 401
