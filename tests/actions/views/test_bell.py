"""The bell, the list behind it, how one is told, and the calendar: in the browser."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from actions.models import Action, CalendarAddress, ReminderPreference
from actions.services.reminding.digests import send_digest
from actions.services.reminding.plans import plan_reminders
from tests.conftest import NOW
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    CalendarAddressFactory,
    ReminderPreferenceFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)
from tests.machinery.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("october")]

LIST = "/you/reminders/"
WAYS = "/you/reminders/ways/"
CALENDAR = "/you/calendar/"
TODAY = NOW.date()


@pytest.fixture
def october():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agency():
    return AgencyFactory(name="Hampshire Constabulary")


@pytest.fixture
def ann(client, agency):
    ann = UserFactory(name="Ann", contact=agency, employer=agency)
    client.force_login(ann)
    return ann


def owe(ann, *days):
    """Let Ann owe an action on each of those days from today."""
    agency = ann.appointments.get().agency
    for each in days:
        ActionFactory(
            active=True,
            lead_agency=agency,
            contact=ann,
            baseline_on=TODAY + timedelta(days=each),
        )
    plan_reminders(on=TODAY, now=NOW)


def rung(page):
    """Return the name of the bell as a screen reader says it."""
    [found] = re.findall(
        r'hcss-bell".*?<span class="govuk-visually-hidden">([^<]*)', page.text, re.S
    )
    return found


# --- The bell -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("many", "words"),
    [
        (0, "Nothing is waiting for you"),
        (1, "1 thing is waiting for you"),
        (3, "3 things are waiting for you"),
    ],
)
def test_every_page_says_how_much_waits(client, ann, many, words):
    owe(ann, *range(1, many + 1))

    for path in (LIST, "/actions/", "/help/", "/no-such-page/"):
        page = client.get(path)
        assert rung(page) == words
        assert ("hcss-bell__number" in page.text) == bool(many)


def test_it_goes_down_on_the_very_page_that_says_that_the_return_is_sent(
    client, ann, agency
):
    quarterly_return = ReturnFactory(agency=agency, draft=True)
    ReturnLineFactory(quarterly_return=quarterly_return, finished=True)
    plan_reminders(on=TODAY, now=NOW)
    where = {"quarter": "2026-27-q2", "agency": agency.slug}
    before = rung(client.get(LIST))

    after = client.post(
        reverse("actions:check", kwargs=where),
        {"signed_name": "Ann", "signed_post": "Officer"},
        follow=True,
    )

    assert before == "1 thing is waiting for you"
    assert rung(after) == "Nothing is waiting for you"


def test_a_stranger_hears_no_bell(client):
    assert "hcss-bell" not in client.get("/help/").text


def test_who_has_no_appointment_has_a_silent_bell(client):
    client.force_login(UserFactory())

    assert rung(client.get(LIST)) == "Nothing is waiting for you"


@pytest.mark.parametrize("path", ["/help/", "/actions/", LIST])
def test_a_page_pays_one_query_for_it_and_an_answer_without_a_header_none(
    client, ann, path
):
    owe(ann, 1, 2)
    counted = "COUNT(*) FROM (SELECT DISTINCT"

    _, page = queries_of(lambda: client.get(path))
    _, api = queries_of(lambda: client.get("/api/v1/reminders/"))

    assert len([query for query in page if counted in query]) == 1
    assert [query for query in api if counted in query] == []


# --- The list -------------------------------------------------------------------------


def test_the_list_says_what_waits_and_what_was_told_before(client, ann):
    owe(ann, 3, 5)
    send_digest(person_id=ann.pk, now=NOW)
    done, still = Action.objects.order_by("forecast_on")
    done.forecast_on = TODAY + timedelta(days=300)
    done.save()

    page = client.get(LIST)

    [waiting], [before] = page.context["waiting"], page.context["before"]
    assert waiting.reminder.thing == still
    assert before.thing == done
    assert f'href="{still.get_absolute_url()}"' in page.text
    assert "due on 25 October 2026." in page.text
    assert "20 October 2026 at 10:00am" in page.text


def test_what_is_in_the_service_only_and_what_waits_for_its_day_say_so(client, ann):
    ReminderPreferenceFactory(person=ann, weekdays=[0])
    owe(ann, 20)
    monday = client.get(LIST).text
    ReminderPreference.objects.update(in_service_only=True)
    owe(ann, 21)

    page = client.get(LIST).text

    assert "In the message of 26 October 2026" in monday
    assert "No: in this service only" in page


def test_the_list_is_narrowed_by_kind_and_by_time(client, ann, agency):
    ReturnFactory(agency=agency)
    owe(ann, 3)

    kinds = {
        kind: [
            each.reminder.kind
            for each in client.get(LIST, {"kind": kind}).context["waiting"]
        ]
        for kind in ("return", "action", "")
    }
    past = client.get(LIST, {"show": "before"})

    assert kinds == {
        "return": ["return"],
        "action": ["action"],
        "": ["return", "action"],
    }
    assert list(past.context["before"]) == []
    assert "You were told of nothing that is done by now." in past.text


@pytest.mark.parametrize(
    "query", [{"kind": "x"}, {"show": "\0"}, {"kind": "return", "page": "0"}]
)
def test_what_makes_no_sense_is_answered_with_a_page(client, ann, query):
    assert client.get(LIST, query).status_code in (200, 400, 404)


def test_the_list_has_pages_and_a_file(client, ann):
    owe(ann, *range(-55, -4))

    first, second = client.get(LIST), client.get(LIST, {"page": 2})
    file = client.get(LIST, {"format": "csv"}).getvalue().decode("utf-8-sig")

    assert (len(first.context["waiting"]), len(second.context["waiting"])) == (50, 1)
    assert file.splitlines()[0] == "What,About,Date,Since,Told by email"
    assert len(file.splitlines()) == 52


def test_what_was_told_before_has_a_file_too(client, ann):
    owe(ann, 3)
    send_digest(person_id=ann.pk, now=NOW)
    Action.objects.update(forecast_on=TODAY + timedelta(days=300))

    query = {"show": "before", "format": "csv"}
    file = client.get(LIST, query).getvalue().decode("utf-8-sig").splitlines()

    assert file[0] == "What,About,Date,Told,How"
    assert file[1].startswith("Action due in 7 days,")
    assert file[1].endswith(",2026-10-23,2026-10-20T10:00+01:00,Sent")


def test_a_sensitive_action_is_named_by_its_reference_alone(client, ann):
    owe(ann, 3, 5)
    send_digest(person_id=ann.pk, now=NOW)
    Action.objects.update(marking="official_sensitive", title="SECRET")
    moved = Action.objects.order_by("pk")[0]
    moved.forecast_on = TODAY + timedelta(days=300)
    moved.save()

    texts = [
        client.get(LIST).text,
        client.get(LIST, {"format": "csv"}).getvalue().decode(),
        client.get(LIST, {"show": "before", "format": "csv"}).getvalue().decode(),
    ]

    assert all("SECRET" not in text for text in texts)
    assert moved.ref in texts[2]


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_costs_the_same_however_long(client, ann, many):
    owe(ann, *range(1, many + 1))

    _, queries = queries_of(lambda: client.get(LIST))

    # Session, person, appointments; the actions, the stages; the ledger for the list,
    # for what was told before and for the bell, each time asked for its kinds first.
    assert len(queries) == 11


# --- How one is told ------------------------------------------------------------------


def choice(**changes):
    return {"version": "0", "in_service_only": "no", "weekdays": []} | changes


def test_the_page_says_what_is_a_duty_and_shows_what_was_chosen(client, ann):
    ReminderPreferenceFactory(person=ann, weekdays=[0, 3])

    page = client.get(WAYS)

    labels = {stage.label for stage in page.context["duties"]}
    assert {"Return opened", "Action overdue"} <= labels
    assert {each.label for each in page.context["others"]} >= {"Action due in 30 days"}
    assert labels.isdisjoint(stage.label for stage in page.context["others"])
    assert page.context["form"].initial["weekdays"] == [0, 3]


def test_a_choice_is_kept(client, ann):
    after = client.post(WAYS, choice(weekdays=["0", "4"]), follow=True)

    kept = ReminderPreference.objects.get()
    assert (kept.person, kept.weekdays, kept.in_service_only) == (ann, [0, 4], False)
    assert "Your choice is kept." in after.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"weekdays": ["5"]}, "weekdays"),
        ({"weekdays": ["x"]}, "weekdays"),
        ({"in_service_only": ""}, "in_service_only"),
        ({"in_service_only": "\0"}, "in_service_only"),
        ({"version": "9" * 30}, "version"),
    ],
)
def test_what_cannot_be_chosen_is_said_at_the_field(client, ann, typed, field):
    page = client.post(WAYS, choice(**typed))

    assert list(page.context["form"].errors) == [field]
    assert not ReminderPreference.objects.exists()


def test_a_choice_made_in_another_window_is_a_conflict_once(client, ann):
    ReminderPreferenceFactory(person=ann)

    refused = client.post(WAYS, choice(weekdays=["2"]))
    version = refused.context["form"].data["version"]
    again = client.post(WAYS, choice(weekdays=["2"], version=version))

    assert refused.status_code == 409
    assert "You have changed this in another window" in refused.text
    assert again.status_code == 302
    assert ReminderPreference.objects.get().weekdays == [2]


def test_who_has_no_appointment_chooses_nothing(client):
    client.force_login(UserFactory())

    answers = [client.get(path).status_code for path in (WAYS, CALENDAR)]

    assert answers == [403, 403]


# --- The calendar ---------------------------------------------------------------------


def make(client):
    page = client.post(CALENDAR + "make/")
    [found] = re.findall(r"hcss-secret\">http://[^/]+(/calendar/\S+\.ics)<", page.text)
    return found


def test_an_address_is_shown_once_and_read_without_signing_in(client, ann):
    owe(ann, 3)
    path = make(client)
    page = client.get(CALENDAR)
    client.logout()

    response = client.get(path)

    assert path not in page.text
    assert "Make a new address" in page.text
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"BEGIN:VEVENT" in response.content


def test_it_is_kept_by_nobody_on_the_way_and_not_sent_twice(client, ann):
    path = make(client)

    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})

    assert {"private", "no-store"} <= set(first["Cache-Control"].split(", "))
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_a_revoked_address_is_gone_at_once(client, ann):
    path = make(client)
    etag = client.get(path)["ETag"]

    after = client.post(CALENDAR + "revoke/", follow=True)

    assert "The address is of no use any more." in after.text
    assert client.get(path).status_code == 404
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 404


def test_a_new_address_ends_the_one_before(client, ann):
    first, second = make(client), make(client)

    assert [client.get(path).status_code for path in (first, second)] == [404, 200]


def test_there_is_nothing_to_revoke_twice(client, ann):
    after = client.post(CALENDAR + "revoke/", follow=True)

    assert "Your calendar has no address any more." in after.text


def test_a_leaver_s_address_is_gone_the_same_day(client, ann):
    path = make(client)
    ann.appointments.update(ends_on=TODAY)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("secret", ["no-such", "é", "a" * 3000, "%ED%A0%80"])
def test_a_secret_that_is_not_known_is_no_page(client, secret):
    CalendarAddressFactory()

    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_reading_writes_nothing(client, ann):
    owe(ann, 3)
    path = make(client)
    before = list(CalendarAddress.objects.values())

    _, queries = queries_of(lambda: client.get(path))

    assert [each for each in queries if not each.startswith("SELECT")] == []
    assert list(CalendarAddress.objects.values()) == before


def test_the_pages_of_a_calendar_are_for_its_person(client, ann):
    CalendarAddressFactory()

    page = client.get(CALENDAR)

    assert page.context["address"] is None
