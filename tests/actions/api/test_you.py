"""What waits for a person, how they are told, and their calendar, over the API."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from rest_framework.test import APIClient

from actions.models import CalendarAddress, ReminderPreference
from actions.services.reminding.plans import plan_reminders
from tests.conftest import NOW
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    CalendarAddressFactory,
    ReminderPreferenceFactory,
    ReturnFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

WAITING, WAYS, CALENDAR = (
    f"/api/v1/you/{name}/" for name in ("waiting", "ways", "calendar")
)


@pytest.fixture
def october():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ann():
    return UserFactory(name="Ann", contact=AgencyFactory(name="Hampshire Constabulary"))


def api(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


CHOICE = {"weekdays": [0], "in_service_only": False, "version": 0}


def test_each_thing_that_waits_says_what_the_page_says(ann):
    agency = ann.appointments.get().agency
    quarterly_return = ReturnFactory(agency=agency)
    plan_reminders(on=NOW.date(), now=NOW)

    found = api(ann).get(WAITING).json()

    assert found["count"] == 1
    [shown] = found["results"]
    assert shown.pop("reminder") > 0
    assert shown == {
        "kind": "return",
        "thing_id": quarterly_return.pk,
        "stage": "return_second",
        "stage_label": "Second reminder of a return",
        "about": "Q2 2026/27 return of Hampshire Constabulary",
        "sentence": (
            "The Q2 2026/27 return of Hampshire Constabulary has not come in. "
            "It is due by 21 October 2026 at 5:00pm."
        ),
        "url": quarterly_return.get_absolute_url(),
        "concerns_on": "2026-10-21",
        "since": "2026-10-20T10:00:00+01:00",
        "mailed_at": None,
    }


def test_the_list_is_in_pages(ann):
    for each in range(3):
        ActionFactory(
            active=True,
            lead_agency=ann.appointments.get().agency,
            contact=ann,
            baseline_on=NOW.date() + timedelta(days=each),
        )
    plan_reminders(on=NOW.date(), now=NOW)

    page = api(ann).get(WAITING, {"page_size": 2, "page": 2}).json()

    assert (page["count"], len(page["results"])) == (3, 1)


def test_nobody_reads_what_waits_for_another(ann):
    ReturnFactory(agency=ann.appointments.get().agency)
    plan_reminders(on=NOW.date(), now=NOW)

    assert api(UserFactory(officer=True)).get(WAITING).json()["results"] == []
    assert APIClient().get(WAITING).status_code == 401
    assert api(UserFactory()).get(WAITING).status_code == 403


def test_a_choice_is_made_and_read(ann):
    before = api(ann).get(WAYS).json()
    made = api(ann).put(WAYS, CHOICE)

    assert before == {"weekdays": [], "in_service_only": False, "version": 0}
    assert made.status_code == 200
    assert made.json() == CHOICE | {"version": 1} == api(ann).get(WAYS).json()


def test_a_stale_choice_is_a_conflict():
    preference = ReminderPreferenceFactory(version=4)

    refused = api(preference.person).put(WAYS, CHOICE)

    assert refused.status_code == 409
    preference.refresh_from_db()
    assert preference.version == 4


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"weekdays": [5]}, "weekdays"),
        ({"weekdays": [True, "x"]}, "weekdays"),
        ({"weekdays": "0"}, "weekdays"),
        ({"weekdays": [10**40]}, "weekdays"),
        ({"in_service_only": "perhaps"}, "in_service_only"),
        ({"version": 10**40}, "version"),
        ({"version": -1}, "version"),
    ],
)
def test_what_cannot_be_chosen_is_refused_at_its_field(ann, sent, field):
    refused = api(ann).put(WAYS, CHOICE | sent)

    assert refused.status_code == 400
    assert list(refused.json()) == [field]
    assert not ReminderPreference.objects.exists()


@pytest.mark.parametrize("body", [[], "x", 7, None])
def test_what_is_no_object_is_refused(ann, body):
    assert api(ann).put(WAYS, body).status_code == 400


def test_an_address_is_made_read_and_revoked(ann, client):
    nothing = api(ann).get(CALENDAR).json()
    made = api(ann).post(CALENDAR)
    path = urlsplit(made.json()["url"]).path
    feed = client.get(path)
    since = api(ann).get(CALENDAR).json()
    gone = api(ann).delete(CALENDAR)

    assert nothing == {"made_at": None}
    assert made.status_code == 201
    assert (feed.status_code, feed["Content-Type"][:13]) == (200, "text/calendar")
    assert since == {"made_at": "2026-10-20T10:00:00+01:00"}
    assert gone.status_code == 204
    assert client.get(path).status_code == 404
    assert api(ann).delete(CALENDAR).status_code == 409


def test_only_one_s_own_is_revoked(ann):
    address = CalendarAddressFactory()

    assert api(ann).delete(CALENDAR).status_code == 409
    assert CalendarAddress.objects.get().revoked_at is None
    assert api(address.person).delete(CALENDAR).status_code == 204
