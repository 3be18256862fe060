"""What is written for a paper, by the API: the same service, the same words."""

import pytest
import time_machine
from django.urls import reverse

from assurance.models import WrittenPart
from tests import factories as make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

LIST = "/api/v1/written-parts/"


@pytest.fixture
def period():
    return make.PeriodFactory(closed=True)


@pytest.fixture
def officer(api_client):
    officer = make.UserFactory(officer=True)
    api_client.force_authenticate(officer)
    return officer


def said(quarter, **changes):
    return {
        "period": quarter.slug,
        "code": "summary",
        "text": "A steady quarter.",
        "version": 0,
    } | changes


def post(api_client, data):
    with time_machine.travel(NOW, tick=False):
        return api_client.post(LIST, data, format="json")


def test_an_officer_writes_and_reads(api_client, officer, period):
    made = post(api_client, said(period))
    listed = api_client.get(LIST, {"period": period.slug}).json()

    assert made.status_code == 200
    assert listed["count"] == 1
    assert listed["results"][0] == made.json()
    assert made.json()["text"] == "A steady quarter."
    assert made.json()["version"] == 1


def test_a_stale_version_is_a_conflict_with_what_stands_there(
    api_client, officer, period
):
    make.WrittenPartFactory(period=period, text="Theirs.")

    refused = post(api_client, said(period))

    assert refused.status_code == 409
    assert refused.json()["code"] == "stale"
    assert refused.json()["stored"]["text"] == "Theirs."


def test_a_sealed_quarter_is_a_conflict(api_client, officer):
    refused = post(api_client, said(make.PeriodFactory(sealed=True)))

    assert refused.status_code == 409
    assert refused.json()["code"] == "sealed"


@pytest.mark.parametrize(
    "changes",
    [
        {"period": "2031-32-q1"},
        {"period": {"a": 1}},
        {"period": ["x"]},
        {"period": "a\0b"},
        {"code": "nonsense"},
        {"code": ["summary"]},
        {"code": "comment"},
        {"code": "comment", "priority": 10**400},
        {"code": "comment", "priority": 1e300},
        {"code": "comment", "priority": True},
        {"priority": "x"},
        {"text": None},
        {"text": {"a": 1}},
        {"text": "a\0b"},
        {"text": "x" * 20_001},
        {"marking": "secret"},
        {"version": 10**400},
        {"version": -1},
        {"version": None},
        {"is_confirmed": {"a": 1}},
    ],
)
def test_what_cannot_be_is_refused_at_its_field(api_client, officer, period, changes):
    refused = post(api_client, said(period, **changes))

    assert refused.status_code == 400
    assert set(refused.json()) <= {*changes, "priority"}
    assert not WrittenPart.objects.exists()


def test_words_about_a_person_are_asked_about(api_client, officer, period):
    asked = post(api_client, said(period, text="A boy aged 14."))
    kept = post(api_client, said(period, text="A boy aged 14.", is_confirmed=True))

    assert set(asked.json()) == {"text", "is_confirmed"}
    assert kept.status_code == 200


@pytest.mark.parametrize("role", ["chair", "assurer", "reader"])
def test_nobody_else_reads_or_writes(api_client, period, role):
    part = make.WrittenPartFactory(period=period)
    api_client.force_authenticate(make.UserFactory(**{role: True}))

    assert api_client.get(LIST).status_code == 403
    assert api_client.get(f"{LIST}{part.pk}/").status_code == 403
    assert post(api_client, said(period)).status_code == 403


def test_the_list_costs_the_same_queries_for_one_and_for_many(
    api_client, officer, period, django_assert_num_queries
):
    make.WrittenPartFactory(period=period)
    api_client.get(LIST)
    costs = []
    for code in (None, "horizon", "legal"):
        if code:
            make.WrittenPartFactory(period=period, code=code)
        with django_assert_num_queries(2) as queries:
            api_client.get(LIST)
        costs.append(len(queries))

    assert len(set(costs)) == 1
    assert reverse("api:written-part-list") == LIST
