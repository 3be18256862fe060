"""The officer's page of reminders, and what each person sees of their own."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from actions.choices import Stage
from actions.models import Reminder
from tests.factories import AgencyFactory, ReminderFactory, ReturnFactory, UserFactory
from tests.factories.reminders import PLANNED_AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday")]

PAGE = "/reminders/"
CSV = "/reminders/reminders.csv"
MINE = "/you/reminders/"


@pytest.fixture
def saturday():
    """Two days after the plain period opened; the next run is on Monday."""
    with time_machine.travel(datetime(2026, 10, 3, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def officer(client):
    officer = UserFactory(officer=True)
    client.force_login(officer)
    return officer


def sent_ids(response):
    return [each.pk for each in response.context["page_obj"]]


def test_the_page_shows_each_reminder_where_it_stands(client, officer):
    waiting = ReminderFactory()
    failed, refused = ReminderFactory(failed=True), ReminderFactory(refused=True)
    sent = ReminderFactory(sent=True)
    ReminderFactory(stopped=True)

    page = client.get(PAGE)

    assert list(page.context["waiting"]) == [waiting]
    assert list(page.context["failed"]) == [failed, refused]
    assert sent_ids(page) == [sent.pk]


def test_the_page_says_whom_the_next_run_adds_and_where_nobody_answers(client, officer):
    agency = AgencyFactory(name="Hampshire Constabulary")
    contact = UserFactory(contact=agency)
    ReturnFactory(agency=agency)
    vacant = ReturnFactory()
    ReminderFactory()

    page = client.get(PAGE)

    assert [due.person for due in page.context["next_run"]] == [contact]
    assert [due.thing for due in page.context["vacancies"]] == [vacant]
    assert "Planned next, on 5 October 2026" in page.text
    assert "Contact of Hampshire Constabulary" in page.text


def test_what_was_sent_is_newest_first_and_in_pages(client, officer):
    rows = [
        ReminderFactory(sent=True, sent_at=PLANNED_AT + timedelta(minutes=number))
        for number in range(51)
    ]

    first, second = client.get(PAGE), client.get(PAGE, {"page": 2})

    assert sent_ids(first) == [row.pk for row in reversed(rows[1:])]
    assert sent_ids(second) == [rows[0].pk]


@pytest.mark.parametrize("name", ["stage", "person", "period"])
def test_what_was_sent_can_be_narrowed(client, officer, name):
    wanted = ReminderFactory(sent=True)
    ReminderFactory(sent=True, of_action=True)
    value = {
        "stage": Stage.RETURN_OPENED,
        "person": wanted.person_id,
        "period": "2026-27-q2",
    }[name]

    assert sent_ids(client.get(PAGE, {name: value})) == [wanted.pk]


def test_a_filter_that_makes_no_sense_is_said_to_be_wrong(client, officer):
    page = client.get(PAGE, {"person": "9" * 30, "stage": "x", "period": "spring"})

    assert sorted(page.context["filter_form"].errors) == ["period", "person", "stage"]


def test_failed_reminders_say_why_and_can_be_sent_again(client, officer):
    refused = ReminderFactory(refused=True)

    page = client.get(PAGE)
    assert "The mail server answered: 550 No such mailbox" in page.text
    release = reverse("actions:reminder-release", args=[refused.pk])
    assert f'action="{release}"' in page.text
    after = client.post(release, follow=True)

    assert list(after.context["waiting"]) == [refused]
    assert f"The next run writes to {refused.person} again." in after.text


def test_a_second_press_says_that_there_is_nothing_to_send_again(client, officer):
    release = reverse("actions:reminder-release", args=[ReminderFactory().pk])

    after = client.post(release, follow=True)

    assert "There is nothing here to send again." in after.text


def test_the_csv_holds_the_whole_ledger_as_filtered(client, officer):
    refused = ReminderFactory(refused=True, person__name="=Ann")
    ReminderFactory(sent=True, of_action=True)

    response = client.get(CSV, {"stage": Stage.RETURN_OPENED})

    header, *rows = response.getvalue().decode("utf-8-sig").splitlines()
    assert header.startswith("Person,E-mail,Stage,About,Date,State,")
    assert len(rows) == 1
    assert rows[0].startswith(f"'=Ann,{refused.person.email},Return opened,")
    assert rows[0].endswith("550 No such mailbox")


@pytest.mark.parametrize(
    ("who", "officers_pages", "own_page"),
    [
        (None, 302, 302),
        ("contact", 403, 200),
        ("chair", 403, 200),
        ("officer", 200, 200),
    ],
)
def test_only_officers_see_the_ledger(client, who, officers_pages, own_page):
    ReminderFactory()
    if who:
        client.force_login(UserFactory(**{who: True}))

    assert [client.get(path).status_code for path in (PAGE, CSV, MINE)] == [
        officers_pages,
        officers_pages,
        own_page,
    ]


def test_only_officers_send_again(client):
    own, anothers = ReminderFactory(refused=True), ReminderFactory(refused=True)
    client.force_login(own.person)

    statuses = [
        client.post(reverse("actions:reminder-release", args=[pk])).status_code
        for pk in (own.pk, anothers.pk, 10**30)
    ]

    assert statuses == [403, 404, 404]
    assert Reminder.objects.failed().count() == 2


def test_each_person_sees_what_was_sent_to_them(client):
    mine = ReminderFactory(sent=True)
    ReminderFactory(person=mine.person, stage=Stage.RETURN_FIRST)
    ReminderFactory(sent=True)
    client.force_login(mine.person)

    page = client.get(MINE)

    assert sent_ids(page) == [mine.pk]
    assert mine.about in page.text


def test_a_sensitive_action_is_named_by_its_reference_alone(client):
    reminder = ReminderFactory(
        sent=True, of_action=True, action__sensitive=True, action__title="SECRET"
    )
    client.force_login(reminder.person)

    page = client.get(MINE)

    assert reminder.action.ref in page.text
    assert "SECRET" not in page.text


@pytest.mark.parametrize("number", [1, 10])
def test_the_page_costs_the_same_however_long(
    client, officer, django_assert_num_queries, number
):
    for trait in ("of_action", "failed", "sent"):
        ReminderFactory.create_batch(number, **{trait: True})
    ReturnFactory.create_batch(number)

    with django_assert_num_queries(15):
        assert client.get(PAGE).status_code == 200
