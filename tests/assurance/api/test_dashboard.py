import pytest
import time_machine
from django.urls import reverse
from rest_framework.renderers import JSONRenderer

from actions.choices import DeliveryStatus
from partnerships.choices import Role
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    LAST,
    SILENT,
    THIS,
    last_period,
    reported,
    this_period,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after_close():
    with time_machine.travel(AFTER_CLOSE, tick=False):
        yield


@pytest.fixture
def county(headings):
    last_period()
    this_period(closed=True)
    for status in (DeliveryStatus.ON_TRACK, DeliveryStatus.OFF_TRACK, SILENT):
        reported(this=status, last=DeliveryStatus.AT_RISK, sensitive=status == SILENT)
    make.OpinionFactory(heading=headings["CC"])


@pytest.mark.parametrize("role", [Role.CHAIR, Role.READER, Role.CONTACT])
@pytest.mark.parametrize(
    "address",
    [("dashboard-now", []), ("dashboard", [THIS]), ("dashboard", [LAST])],
    ids=str,
)
def test_the_page_and_the_api_show_the_same_figures(
    county, client, api_client, role, address
):
    (name, args), person = address, make.UserFactory(**{role: True})
    client.force_login(person)
    api_client.force_authenticate(person)

    page = client.get(reverse(f"assurance:{name}", args=args))
    api = api_client.get(reverse(f"api:{name}", args=args))

    assert JSONRenderer().render(page.context["position"]) == api.content
    assert api.json()["cells_total"] == 2


def test_the_api_answers_with_words_and_denominators(county, api_client):
    api_client.force_authenticate(make.UserFactory(reader=True))

    body = api_client.get(reverse("api:dashboard-now")).json()
    assert body["period"]["label"] == "Q2 2026/27"
    assert body["delivery_total"]["summary"] == "1 of 3 on track, 1 not reported"
    assert body["to_decide"]["asks"]["lines"][0]["ask_by"] == "2026-11-13"


def test_strangers_are_asked_to_sign_in_and_the_unappointed_are_refused(
    county, api_client
):
    link = reverse("api:dashboard-now")
    assert api_client.get(link).status_code == 401

    api_client.force_authenticate(make.UserFactory())
    assert api_client.get(link).status_code == 403


def test_a_quarter_that_has_not_begun_is_not_found(county, api_client):
    api_client.force_authenticate(make.UserFactory(reader=True))

    assert api_client.get("/api/v1/dashboard/2026-27-q3/").status_code == 404
    assert api_client.get("/api/v1/dashboard/2026-99-q3/").status_code == 404


def test_without_an_agreement_there_is_no_position(api_client):
    api_client.force_authenticate(make.UserFactory(reader=True))

    assert api_client.get(reverse("api:dashboard-now")).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_position_is_only_read(county, api_client, method):
    api_client.force_authenticate(make.UserFactory(officer=True))

    answer = getattr(api_client, method)(reverse("api:dashboard-now"))
    assert answer.status_code == 405
