"""The reminders over the API: the same rows, rules and words as the pages."""

from datetime import UTC, datetime

import pytest
import time_machine
from rest_framework.test import APIClient

from actions.models import Reminder
from tests.factories import AgencyFactory, ReminderFactory, ReturnFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opening_day")]

LIST = "/api/v1/reminders/"
PLAN = "/api/v1/reminders/plan/"


@pytest.fixture
def opening_day():
    with time_machine.travel(datetime(2026, 10, 1, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def api(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def ids(response):
    return [each["id"] for each in response.json()["results"]]


def test_officers_read_the_whole_ledger_and_others_their_own(officer):
    mine, anothers = ReminderFactory(), ReminderFactory()

    assert ids(api(officer).get(LIST)) == [anothers.pk, mine.pk]
    assert ids(api(mine.person).get(LIST)) == [mine.pk]
    assert api(mine.person).get(f"{LIST}{anothers.pk}/").status_code == 404
    assert APIClient().get(LIST).status_code == 401


def test_a_reminder_says_what_it_is_about_and_where_it_is(officer):
    reminder = ReminderFactory(refused=True)

    shown = api(officer).get(f"{LIST}{reminder.pk}/").json()

    assert shown["about"] == reminder.about
    assert shown["url"] == reminder.quarterly_return.get_absolute_url()
    assert shown["state"] == "refused"
    assert shown["error"] == "The mail server answered: 550 No such mailbox"


@pytest.mark.parametrize("state", ["waiting", "failed", "refused", "sent", "stopped"])
def test_the_list_is_narrowed_by_state(officer, state):
    rows = {"waiting": ReminderFactory()}
    for trait in ("failed", "refused", "sent", "stopped"):
        rows[trait] = ReminderFactory(**{trait: True})

    assert ids(api(officer).get(LIST, {"state": state})) == [rows[state].pk]


@pytest.mark.parametrize(
    "query",
    [
        {"state": "lost"},
        {"stage": "opened"},
        {"person": "9" * 30},
        {"person": "Ann"},
        {"period": "2026-99-q1"},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(officer, query):
    response = api(officer).get(LIST, query)

    assert (response.status_code, list(response.json())) == (400, list(query))


def test_an_officer_releases_once(officer):
    reminder = ReminderFactory(refused=True)
    release = f"{LIST}{reminder.pk}/release/"

    first, second = api(officer).post(release), api(officer).post(release)

    assert (first.status_code, first.json()["state"]) == (200, "waiting")
    assert second.status_code == 409
    assert second.json() == {
        "detail": "There is nothing here to send again.",
        "code": "not_failed",
    }


def test_nobody_else_releases():
    own, anothers = ReminderFactory(refused=True), ReminderFactory(refused=True)

    statuses = [
        api(own.person).post(f"{LIST}{pk}/release/").status_code
        for pk in (own.pk, anothers.pk, 10**30, "one")
    ]

    assert statuses == [403, 404, 404, 404]
    assert Reminder.objects.failed().count() == 2


def test_the_plan_lists_whom_the_next_run_writes_to(officer):
    contact = UserFactory(name="Ann", contact=AgencyFactory(name="Fareham"))
    agency = contact.appointments.get().agency
    quarterly_return = ReturnFactory(agency=agency)
    vacant = ReturnFactory()

    plan = api(officer).get(PLAN).json()

    assert plan["on"] == "2026-10-01"
    ann, nobody = plan["reminders"]
    assert ann == {
        "person": contact.pk,
        "person_name": "Ann",
        "stage": "return_opened",
        "about": "Q2 2026/27 return of Fareham",
        "url": quarterly_return.get_absolute_url(),
        "concerns_on": "2026-10-21",
        "why": "contact of Fareham",
        "is_waiting": False,
    }
    assert (nobody["person"], nobody["person_name"]) == (None, None)
    assert nobody["url"] == vacant.get_absolute_url()


def test_the_plan_is_for_officers():
    assert api(UserFactory(contact=True)).get(PLAN).status_code == 403


@pytest.mark.parametrize("number", [1, 10])
@pytest.mark.parametrize(("path", "queries"), [(LIST, 3), (PLAN, 7)])
def test_reading_costs_the_same_however_much(
    officer, django_assert_num_queries, path, queries, number
):
    ReminderFactory.create_batch(number)
    ReminderFactory.create_batch(number, of_action=True)
    ReturnFactory.create_batch(number)

    with django_assert_num_queries(queries):
        assert api(officer).get(path).status_code == 200
