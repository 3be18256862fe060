import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assurance.choices import AssuranceLevel
from assurance.models import Opinion
from partnerships.choices import Role
from tests import factories as make

pytestmark = pytest.mark.django_db

LIST = "/api/v1/opinions/"
SAID = make.GIVEN | {"priority": 1, "heading": "CC"}


@pytest.fixture(autouse=True)
def at_noon(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def api(api_client, headings):
    """Return a client signed in as somebody of a role, an assurer by default."""

    def api(**role):
        api_client.force_authenticate(make.UserFactory(**role or {"assurer": True}))
        return api_client

    return api


def test_an_opinion_is_given_by_the_same_service_as_the_page(api):
    answer = api().post(LIST, SAID)

    assert answer.status_code == 201
    opinion = Opinion.objects.get()
    body = answer.json()
    assert (body["id"], body["priority"], body["heading"]) == (opinion.pk, 1, "CC")
    assert (body["giver"], body["expires_on"]) == ("Second line", "2027-10-20")


def test_without_a_heading_the_opinion_is_on_the_whole(api):
    said = {name: value for name, value in SAID.items() if name != "heading"}

    assert api().post(LIST, said).json()["heading"] == "all"


@pytest.mark.parametrize("role", [Role.CONTACT, Role.READER, Role.ADMINISTRATOR])
def test_others_may_not_give(api, role):
    assert api(**{role: True}).post(LIST, SAID).status_code == 403
    assert not Opinion.objects.exists()


def test_strangers_are_refused(api_client, headings):
    assert api_client.get(LIST).status_code == 401
    assert api_client.post(LIST, SAID).status_code == 401

    api_client.force_authenticate(make.UserFactory())
    assert api_client.get(LIST).status_code == 403


def test_the_words_of_refusal_are_the_services(api, headings):
    make.OpinionFactory(heading=headings["CC"], level=AssuranceLevel.LIMITED)

    answer = api().post(LIST, SAID | {"heading": "all"})
    assert answer.status_code == 400
    assert answer.json() == {
        "why_better": [
            (
                "The worst heading of this priority is Limited. Say why the whole is "
                "better."
            )
        ]
    }


def test_a_warning_is_confirmed_by_saying_so(api):
    thin = SAID | {"level": "substantial", "evidence_sources": 1}

    assert list(api().post(LIST, thin).json()) == ["warning_confirmed"]
    answer = api().post(LIST, thin | {"warning_confirmed": True})
    assert answer.json()["warning"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"priority": 2**70},
        {"priority": 9},
        {"priority": "x"},
        {"heading": "OW"},
        {"heading": "\0"},
        {"heading": ["CC"]},
        {"evidence": "\0"},
        {"evidence": {}},
        {"evidence_sources": 10**30},
        {"line": 4},
        {"level": "excellent"},
        {"expires_on": "2026-02-30"},
        {"expires_on": "0001-01-01"},
        {"warning_confirmed": []},
    ],
    ids=str,
)
def test_bad_input_is_refused_with_a_reason(api, wrong):
    answer = api().post(LIST, SAID | wrong)

    assert answer.status_code == 400
    assert answer.json()
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("body", [[], "x", 1, None])
def test_a_body_that_is_no_object_is_refused(api, body):
    assert api().post(LIST, body, format="json").status_code == 400


def test_an_opinion_is_read_and_never_changed(api):
    opinion = make.OpinionFactory()
    link = reverse("api:opinion-detail", args=[opinion.pk])

    assert api(reader=True).get(link).json()["reason"] == opinion.reason
    for method in ("put", "patch", "delete"):
        assert getattr(api(officer=True), method)(link).status_code == 405


@pytest.mark.parametrize("pk", ["0", "99999999999999999999", "x"])
def test_an_opinion_that_there_is_not_is_not_found(api, pk):
    assert api().get(f"{LIST}{pk}/").status_code == 404


def test_the_list_is_narrowed_like_the_page(api, headings):
    old = make.OpinionFactory(heading=headings["CC"], expired=True)
    make.OpinionFactory(heading=headings["FL"])

    found = api().get(LIST, {"standing": "out_of_date"}).json()
    assert [each["id"] for each in found["results"]] == [old.pk]
    assert api().get(LIST, {"heading": "\0"}).status_code == 400
    assert api().get(LIST, {"priority": 2**70}).status_code == 400


@pytest.mark.parametrize("rows", [1, 40])
def test_the_list_costs_the_same_however_long(api, rows):
    for _ in range(rows):
        make.OpinionFactory()
    client = api()

    with CaptureQueriesContext(connection) as asked:
        assert len(client.get(LIST).json()["results"]) == rows
    assert len(asked) == 4
