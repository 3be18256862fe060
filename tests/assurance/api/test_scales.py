import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assurance.models import Opinion, Scale
from partnerships.choices import Role
from tests import factories as make

pytestmark = pytest.mark.django_db

LIST = "/api/v1/scales/"
SAID = {"decision": "HCSSG 2026-03, decision 4", "levels": make.LEVELS}


@pytest.fixture(autouse=True)
def at_noon(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def api(api_client, db):
    """Return a client signed in as somebody of a role, an officer by default."""

    def api(**role):
        api_client.force_authenticate(make.UserFactory(**role or {"officer": True}))
        return api_client

    return api


def test_a_version_is_published_by_the_same_service_as_the_page(api):
    answer = api().post(LIST, SAID, format="json")

    assert answer.status_code == 201
    body = answer.json()
    assert (body["version"], body["decision"]) == (2, SAID["decision"])
    assert [(each["order"], each["code"]) for each in body["levels"]] == [
        (0, "sound"),
        (1, "partial"),
        (2, "unsound"),
    ]


def test_versions_are_listed_newest_first_and_read_by_their_number(api):
    make.ScaleFactory()
    client = api(reader=True)

    found = client.get(LIST).json()["results"]
    assert [each["version"] for each in found] == [2, 1]
    assert client.get(LIST, {"version": 1}).json()["count"] == 1
    first = client.get(f"{LIST}1/").json()
    assert first["published_by"] == ""
    assert first["levels"][0]["definition"].startswith("Arrangements are in place")


@pytest.mark.parametrize(
    "role", [Role.CHAIR, Role.ASSURER, Role.CONTACT, Role.READER, Role.ADMINISTRATOR]
)
def test_only_officers_publish(api, role):
    assert api(**{role: True}).post(LIST, SAID, format="json").status_code == 403
    assert Scale.objects.count() == 1


def test_strangers_and_administrators_read_nothing(api, api_client):
    assert api_client.get(LIST).status_code == 401
    assert api(administrator=True).get(LIST).status_code == 403
    api_client.force_authenticate(make.UserFactory())
    assert api_client.get(LIST).status_code == 403


def level(**parts):
    return [{**make.LEVELS[0], **parts}, *make.LEVELS[1:]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": ""},
        {"decision": "\0"},
        {"decision": "x" * 201},
        {"decision": []},
        {"levels": None},
        {"levels": "x"},
        {"levels": {}},
        {"levels": [1, 2]},
        {"levels": make.LEVELS[:1]},
        {"levels": make.LEVELS * 3},
        {"levels": level(code="a b")},
        {"levels": level(code="\0")},
        {"levels": level(label="…", code="")},
        {"levels": level(label="")},
        {"levels": level(definition="\0")},
        {"levels": level(definition={})},
        {"levels": level(tone="purple")},
        {"levels": level(tone=10**30)},
        {"levels": level(tone="bad")},
        {"after": 2**70},
        {"after": "x"},
    ],
    ids=str,
)
def test_bad_input_is_refused_with_a_reason(api, wrong):
    answer = api().post(LIST, SAID | wrong, format="json")

    assert answer.status_code == 400
    assert answer.json()
    assert Scale.objects.count() == 1


@pytest.mark.parametrize("body", [[], "x", 1, None])
def test_a_body_that_is_no_object_is_refused(api, body):
    assert api().post(LIST, body, format="json").status_code == 400


def test_another_version_meanwhile_is_a_conflict(api):
    make.ScaleFactory()

    answer = api().post(LIST, SAID | {"after": 1}, format="json")
    assert answer.status_code == 409
    assert "meanwhile" in answer.json()["detail"]
    assert answer.json()["code"] == "scale_published"


def test_a_version_is_never_changed(api):
    for method in ("put", "patch", "delete"):
        assert getattr(api(), method)(f"{LIST}1/").status_code == 405


@pytest.mark.parametrize("version", ["0", "99999999999999999999", "x"])
def test_a_version_that_there_is_not_is_not_found(api, version):
    assert api().get(f"{LIST}{version}/").status_code == 404


def test_the_list_costs_the_same_however_long(api):
    def cost():
        client = api(reader=True)
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        return len(asked)

    few = cost()
    for version in (2, 3, 4):
        make.ScaleFactory(version=version)
    assert cost() == few


def test_an_opinion_says_its_version_its_meaning_and_how_old_its_evidence_is(
    api, headings
):
    make.OpinionFactory(heading=headings["CC"])
    make.ScaleFactory()

    (body,) = api().get("/api/v1/opinions/").json()["results"]
    assert (body["scale_version"], body["level_label"]) == (1, "Reasonable")
    assert body["level_definition"].startswith("Arrangements are generally in place")
    assert (body["evidence_on"], body["evidence_age_days"]) == ("2026-09-09", 41)
    assert body["is_out_of_date"] is False


def test_an_opinion_on_a_scale_that_has_changed_is_a_conflict(api, headings):
    make.ScaleFactory()
    said = make.GIVEN | {"priority": 1, "heading": "CC", "scale_version": 1}
    client = api(assurer=True)

    answer = client.post("/api/v1/opinions/", said)
    assert (answer.status_code, answer.json()["code"]) == (409, "scale_changed")
    on_the_new = said | {"scale_version": 2, "level": "partial"}
    assert client.post("/api/v1/opinions/", on_the_new).status_code == 201
    assert Opinion.objects.get().scale.version == 2
    assert client.get("/api/v1/opinions/", {"scale": 2}).json()["count"] == 1
    assert client.get("/api/v1/opinions/", {"level": "partial"}).json()["count"] == 1
    assert client.get("/api/v1/opinions/", {"level": "none"}).json()["count"] == 0
    assert client.get("/api/v1/opinions/", {"level": "x"}).status_code == 400
