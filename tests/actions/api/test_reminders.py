"""The reminders over the API: the same rows, rules and words as the pages."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.utils.html import strip_tags
from rest_framework.test import APIClient

from actions.models import Reminder
from tests.factories import AgencyFactory, ReminderFactory, ReturnFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opening_day")]

STATES = ["waiting", "held", "failed", "refused", "sent", "shown", "stopped"]
LIST = "/api/v1/reminders/"
PLAN = f"{LIST}plan/"
LETTER = f"{LIST}letter/"


@pytest.fixture
def opening_day():
    with time_machine.travel(datetime(2026, 10, 1, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def told():
    """Ann of Fareham, who is told today that her return has opened."""
    agency = AgencyFactory(name="Fareham")
    ReturnFactory(agency=agency)
    return UserFactory(name="Ann", contact=agency)


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


def test_what_an_officer_holds_is_not_told_to_its_person(officer):
    held = ReminderFactory(held=True)

    assert ids(api(officer).get(LIST)) == [held.pk]
    assert ids(api(held.person).get(LIST)) == []
    assert api(held.person).get(f"{LIST}{held.pk}/").status_code == 404


def test_a_reminder_says_what_it_is_about_and_where_it_is(officer):
    reminder = ReminderFactory(refused=True)

    shown = api(officer).get(f"{LIST}{reminder.pk}/").json()

    assert shown["about"] == reminder.about
    assert shown["url"] == reminder.url
    assert shown["state"] == "refused"
    assert shown["error"] == "The mail server answered: 550 No such mailbox"


@pytest.mark.parametrize("state", STATES)
def test_the_list_is_narrowed_by_state(officer, state):
    rows = {"waiting": ReminderFactory()}
    for trait in STATES[1:]:
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

    assert (plan["on"], plan["days"][1], plan["people"]) == (
        "2026-10-01",
        "2026-10-02",
        1,
    )
    [ann] = plan["reminders"]
    assert ann == {
        "person": contact.pk,
        "person_name": "Ann",
        "stage": "return_opened",
        "stage_label": "Return opened",
        "occasion": f"return:{quarterly_return.pk}",
        "about": "Q2 2026/27 return of Fareham",
        "sentence": "The Q2 2026/27 return of Fareham is open. It is due by "
        "21 October 2026 at 5:00pm.",
        "url": quarterly_return.get_absolute_url(),
        "concerns_on": "2026-10-21",
        "why": "contact for Fareham",
        "goes": True,
        "is_waiting": False,
        "is_held": False,
        "is_refused": False,
        "is_mailed": True,
        "not_before": None,
    }
    [nobody] = plan["vacancies"]
    assert nobody["url"] == vacant.get_absolute_url()
    assert nobody["mend_url"].endswith(f"?role=contact&agency={vacant.agency_id}")


def test_the_plan_of_a_later_day_leaves_out_what_goes_before(officer, told):
    later = api(officer).get(PLAN, {"on": "2026-10-12"}).json()

    assert [each["stage"] for each in later["reminders"]] == ["return_first"]


@pytest.mark.parametrize(
    "query",
    [
        {"on": "2026-10-03"},
        {"on": "2027-10-01"},
        {"on": "tomorrow"},
        {"stage": "opened"},
        {"person": "9" * 30},
        {"period": "2026-99-q1"},
    ],
)
@pytest.mark.parametrize("path", [PLAN, LETTER])
def test_a_plan_that_makes_no_sense_is_refused(officer, path, query):
    response = api(officer).get(path, query)

    assert (response.status_code, list(response.json())) == (400, list(query))


def test_the_whole_mail_can_be_read(officer, told):
    shown = api(officer).get(LETTER, {"person": told.pk}).json()

    assert shown["subject"] == "Return opened: Q2 2026/27 return of Fareham"
    assert "Q2 2026/27 return of Fareham is open" in shown["text"]
    assert "Q2 2026/27 return of Fareham is open" in strip_tags(shown["html"])
    assert shown["reminders"] == 1
    assert api(officer).get(LETTER, {"person": officer.pk}).status_code == 404
    assert api(officer).get(LETTER).json() == {"person": ["Say whose mail."]}


def test_an_officer_holds_once_and_lets_go_once(officer, told):
    [due] = api(officer).get(PLAN).json()["reminders"]
    key = {name: due[name] for name in ("person", "stage", "occasion")}

    held, again = (api(officer).post(f"{LIST}hold/", key) for _ in range(2))
    let_go, twice = (
        api(officer).post(f"{LIST}{held.json()['id']}/let-go/") for _ in range(2)
    )

    assert (held.status_code, held.json()["state"]) == (200, "held")
    assert (again.status_code, again.json()["code"]) == (409, "held")
    assert (let_go.status_code, let_go.json()["state"]) == (200, "waiting")
    assert (twice.status_code, twice.json()["code"]) == (409, "not_held")


def test_an_officer_holds_and_lets_go_all_of_a_stage(officer, told):
    sent = {"stage": "return_opened"}

    held = api(officer).post(f"{LIST}hold-all/", sent | {"on": "2026-10-01"})
    none = api(officer).post(f"{LIST}hold-all/", {"person": told.pk})
    let_go = api(officer).post(f"{LIST}let-all-go/", sent)

    assert held.json() == {"number": 1}
    assert (none.status_code, none.json()["code"]) == (409, "nothing_to_hold")
    assert let_go.json() == {"number": 1}


def test_an_officer_sends_now_once(officer, told):
    first, second = (
        api(officer).post(f"{LIST}send-now/", {"person": told.pk}) for _ in range(2)
    )

    assert first.json() == {"number": 1}
    assert (second.status_code, second.json()["code"]) == (409, "nothing_due")
    assert [message.to for message in mail.outbox] == [[told.email]]


@pytest.mark.parametrize(
    ("path", "sent", "field"),
    [
        ("hold", {}, "person"),
        ("hold", {"person": 10**30, "stage": "x", "occasion": "\0"}, "person"),
        ("hold-all", {}, "non_field_errors"),
        ("hold-all", {"stage": ["return_opened"]}, "stage"),
        ("hold-all", {"stage": "return_opened", "on": "2026-10-03"}, "on"),
        ("hold-all", {"stage": "return_opened", "on": {}}, "on"),
        ("let-all-go", {"person": "Ann"}, "person"),
        ("send-now", {"person": None}, "person"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(officer, path, sent, field):
    response = api(officer).post(f"{LIST}{path}/", sent, format="json")

    assert response.status_code == 400
    assert field in response.json()


def test_only_officers_plan_hold_and_send(told):
    ReminderFactory(person=told, held=True)
    [row] = Reminder.objects.held()

    statuses = [
        api(told).get(PLAN).status_code,
        api(told).get(LETTER).status_code,
        *(
            api(told).post(f"{LIST}{path}/", {}).status_code
            for path in ("hold", "hold-all", "let-all-go", "send-now")
        ),
        api(told).post(f"{LIST}{row.pk}/let-go/").status_code,
    ]

    assert statuses == [403] * 6 + [404]  # what is held is not theirs to see


@pytest.mark.parametrize("number", [1, 10])
@pytest.mark.parametrize(("path", "queries"), [(LIST, 5), (PLAN, 20)])
def test_reading_costs_the_same_however_much(
    officer, django_assert_num_queries, path, queries, number
):
    ReminderFactory.create_batch(number)
    ReminderFactory.create_batch(number, of_action=True)
    ReturnFactory.create_batch(number)

    with django_assert_num_queries(queries):
        assert api(officer).get(path).status_code == 200
