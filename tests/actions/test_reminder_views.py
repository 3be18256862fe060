"""The officer's pages of reminders: planned, held, failed and sent."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils.html import strip_tags

from actions.choices import Stage
from actions.models import Reminder
from hcss.kernel import jobs
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    ReminderFactory,
    ReturnFactory,
    UserFactory,
)
from tests.factories.reminders import PLANNED_AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday")]

PAGE = "/reminders/"
HELD, FAILED, SENT = f"{PAGE}held/", f"{PAGE}failed/", f"{PAGE}sent/"
CSV = "/reminders/reminders.csv"
MONDAY = "2026-10-05"


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


def told(name="Ann", agency_name=None):
    """Make a contact whose return is open, so that the next run tells them."""
    agency = AgencyFactory(**({"name": agency_name} if agency_name else {}))
    person = UserFactory(name=name, contact=agency)
    ReturnFactory(agency=agency)
    return person


def listed(response):
    return [each["reminder"].pk for each in response.context["listed"]]


def people(response):
    return [str(each.person) for each in response.context["page_obj"]]


# --- Planned --------------------------------------------------------------------------


def test_the_page_says_who_is_written_to_when_in_which_words_and_why(client, officer):
    told("Ann", "Hampshire Constabulary")

    page = client.get(PAGE)

    assert people(page) == ["Ann"]
    assert "The next run, 5 October 2026" in page.text
    assert "1 person is written to, about 1 thing in all." in page.text
    assert (
        "The Q2 2026/27 return of Hampshire Constabulary is open. It is due by "
        "21 October 2026 at 5:00pm." in strip_tags(page.text)
    )
    assert "Contact for Hampshire Constabulary" in page.text


def test_where_nobody_answers_there_is_a_link_that_mends(client, officer):
    vacant = ReturnFactory()

    page = client.get(PAGE)

    [vacancy] = page.context["outlook"].vacancies
    assert vacancy.due.thing == vacant
    invite = reverse("partnerships:invite") + f"?role=contact&agency={vacant.agency_id}"
    assert f'href="{invite.replace("&", "&amp;")}"' in page.text


def test_the_page_says_when_the_clock_last_planned_and_sent(client, officer):
    assert b"Nothing was planned yet" in client.get(PAGE).content
    jobs.note_ended(
        name="actions.plan_reminders",
        outcome="done",
        now=datetime(2026, 10, 2, 16, 45, tzinfo=UTC),
    )

    page = client.get(PAGE).content.decode()

    assert "Last planned on 2 October 2026 at 5:45pm" in page
    assert "Reminders are late" not in page


def test_the_page_warns_when_reminders_are_late(client, officer):
    jobs.note_ended(
        name="actions.plan_reminders",
        outcome="done",
        now=datetime(2026, 10, 5, 7, 15, tzinfo=UTC),
    )

    with time_machine.travel(datetime(2026, 10, 5, 9, tzinfo=UTC), tick=False):
        client.force_login(officer)
        page = client.get(PAGE).content.decode()

    assert "Reminders are late." in page


def test_a_later_day_is_chosen_in_the_address(client, officer):
    told()

    monday, tuesday = (client.get(PAGE, {"on": on}) for on in (MONDAY, "2026-10-06"))

    assert (people(monday), people(tuesday)) == (["Ann"], [])


@pytest.mark.parametrize("on", ["2026-10-02", "2026-10-04", "2027-01-01", "x"])
def test_a_day_that_cannot_be_looked_at_is_said_to_be_wrong(client, officer, on):
    told()

    page = client.get(PAGE, {"on": on})

    assert list(page.context["filter_form"].errors) == ["on"]
    assert people(page) == []


@pytest.mark.parametrize("name", ["stage", "person", "period"])
def test_what_is_planned_can_be_narrowed(client, officer, name):
    ann = told("Ann")
    bob = ActionFactory(active=True, baseline_on=date(2026, 10, 9)).contact
    value = {
        "stage": Stage.RETURN_OPENED,
        "person": ann.pk,
        "period": "2026-27-q2",
    }[name]

    assert sorted(people(client.get(PAGE))) == sorted(["Ann", bob.name])
    assert people(client.get(PAGE, {name: value})) == ["Ann"]


def test_a_filter_that_makes_no_sense_is_said_to_be_wrong(client, officer):
    query = {"person": "9" * 30, "stage": "x", "period": "spring"}

    for path in (PAGE, HELD, FAILED, SENT):
        page = client.get(path, query)
        errors = page.context["filter_form"].errors
        assert sorted(errors) == ["period", "person", "stage"]


def test_the_plan_is_in_pages_of_people(client, officer):
    for number in range(21):
        told(f"Person {number:02}")

    first, second = client.get(PAGE), client.get(PAGE, {"page": 2})

    assert (len(people(first)), people(second)) == (20, ["Person 20"])


def test_the_plan_can_be_downloaded_as_filtered(client, officer):
    told("=Ann", "Hampshire Constabulary")
    ReturnFactory()

    response = client.get(PAGE, {"format": "csv"})

    header, ann, nobody = response.getvalue().decode("utf-8-sig").splitlines()
    assert header.startswith("Day,Person,E-mail,Stage,About,Sentence,Date,")
    assert ann.startswith("2026-10-05,'=Ann,")
    assert ",yes," in ann
    assert ',"no, there is nobody to remind",' in nobody


def test_the_whole_mail_can_be_read_before_it_goes(client, officer):
    ann = told("Ann", "Hampshire Constabulary")
    page = reverse("actions:reminder-letter", args=[ann.pk])

    shown = client.get(page, {"on": MONDAY})
    html = client.get(f"{page}mail.html", {"on": MONDAY})

    assert "Return opened: Q2 2026/27 return of Hampshire Constabulary" in shown.text
    assert "return of Hampshire Constabulary is open" in strip_tags(html.text)
    assert html.text.startswith("<!doctype html>")
    policy = html.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert mail.outbox == []
    assert Reminder.objects.count() == 0


def test_where_nothing_goes_there_is_no_mail_to_read(client, officer):
    page = reverse("actions:reminder-letter", args=[officer.pk])

    assert "No mail on this day" in client.get(page).text
    assert client.get(f"{page}mail.html").status_code == 404


# --- Hold, let go, send now -----------------------------------------------------------


def test_one_thing_is_held_and_let_go(client, officer):
    ann = told()
    [letter] = client.get(PAGE).context["page_obj"]
    due = letter.going[0].due
    sent = {
        "on": MONDAY,
        "person": ann.pk,
        "stage": due.stage,
        "occasion": due.occasion,
        "back": "person=1&stage=",
    }

    after = client.post("/reminders/hold/", sent, follow=True)
    assert "Held: Return opened, to Ann." in after.text
    assert after.redirect_chain[0][0] == "/reminders/?person=1&stage="
    [row] = Reminder.objects.held()
    again = client.post("/reminders/hold/", sent, follow=True)
    assert "It is held already." in again.text
    assert listed(client.get(HELD)) == [row.pk]
    done = client.post(reverse("actions:reminder-let-go", args=[row.pk]), follow=True)
    assert "Ann is told of it by the next run." in done.text
    assert listed(done) == []


def test_all_of_a_stage_or_a_person_is_held_and_let_go(client, officer):
    ann, bob = told("Ann"), told("Bob")

    by_person = {"on": MONDAY, "person": ann.pk}
    by_stage = {"on": MONDAY, "stage": Stage.RETURN_OPENED}
    assert "1 held." in client.post("/reminders/hold-all/", by_person, follow=True).text
    assert "1 held." in client.post("/reminders/hold-all/", by_stage, follow=True).text
    assert Reminder.objects.held().count() == 2
    only_bob = {"person": bob.pk}
    done = client.post("/reminders/let-all-go/", only_bob, follow=True)

    assert "1 let go." in done.text
    assert [row.person for row in Reminder.objects.held()] == [ann]


def test_only_what_is_held_of_the_period_that_was_chosen_is_let_go(client, officer):
    held = {"held_at": PLANNED_AT, "held_by": officer}
    of_return, of_action = (
        ReminderFactory(**held),
        ReminderFactory(of_action=True, **held),
    )
    period = of_return.thing.period.slug

    client.post("/reminders/let-all-go/", {"period": period}, follow=True)

    assert list(Reminder.objects.held()) == [of_action]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"stage": "no-such"},
        {"person": "9" * 30},
        {"stage": Stage.RETURN_OPENED, "on": "2026-10-02"},
    ],
)
def test_a_button_that_names_nothing_known_holds_nothing(client, officer, sent):
    told()

    for button in ("hold", "hold-all"):
        assert client.post(f"/reminders/{button}/", sent).status_code == 302

    assert Reminder.objects.count() == 0


def test_letting_go_by_a_filter_that_is_wrong_lets_nothing_go(client, officer):
    ReminderFactory(held=True)

    client.post("/reminders/let-all-go/", {"stage": "no-such"})

    assert Reminder.objects.held().count() == 1


@time_machine.travel(datetime(2026, 10, 5, 9, tzinfo=UTC), tick=False)
def test_a_digest_is_sent_at_once(client):
    client.force_login(UserFactory(officer=True))
    ann = told()
    button = reverse("actions:reminder-send-now", args=[ann.pk])
    assert f'action="{button}"' in client.get(PAGE).text

    after = client.post(button, follow=True)
    again = client.post(button, follow=True)

    assert "Sent to Ann: 1 reminder in one mail." in after.text
    assert "Nothing is due to Ann on 5 October 2026." in again.text
    assert [message.to for message in mail.outbox] == [[ann.email]]


def test_on_a_saturday_there_is_no_button_to_send(client, officer):
    button = reverse("actions:reminder-send-now", args=[told().pk])

    assert button not in client.get(PAGE).text
    after = client.post(button, follow=True)
    assert "Nobody is written to on a weekend or a bank holiday." in after.text


# --- The ledger -----------------------------------------------------------------------


def test_each_page_shows_what_stands_there(client, officer):
    ReminderFactory()
    failed, refused = ReminderFactory(failed=True), ReminderFactory(refused=True)
    held = ReminderFactory(held=True)
    sent, shown = ReminderFactory(sent=True), ReminderFactory(shown=True)
    ReminderFactory(stopped=True)

    assert listed(client.get(FAILED)) == [failed.pk, refused.pk]
    assert listed(client.get(HELD)) == [held.pk]
    assert sorted(listed(client.get(SENT))) == sorted([sent.pk, shown.pk])
    assert "Shown in the service only" in client.get(SENT).text
    assert "Held (1)" in client.get(PAGE).text
    assert "Failed (2)" in client.get(PAGE).text


def test_what_was_sent_is_newest_first_and_in_pages(client, officer):
    rows = [
        ReminderFactory(sent=True, sent_at=PLANNED_AT + timedelta(minutes=number))
        for number in range(51)
    ]

    first, second = client.get(SENT), client.get(SENT, {"page": 2})

    assert listed(first) == [row.pk for row in reversed(rows[1:])]
    assert listed(second) == [rows[0].pk]


@pytest.mark.parametrize(
    ("path", "trait"), [(SENT, "sent"), (HELD, "held"), (FAILED, "failed")]
)
@pytest.mark.parametrize("name", ["stage", "person", "period"])
def test_each_list_can_be_narrowed(client, officer, path, trait, name):
    wanted = ReminderFactory(**{trait: True})
    ReminderFactory(of_action=True, **{trait: True})
    value = {
        "stage": Stage.RETURN_OPENED,
        "person": wanted.person_id,
        "period": "2026-27-q2",
    }[name]

    assert listed(client.get(path, {name: value})) == [wanted.pk]


def test_failed_reminders_say_why_and_can_be_sent_again(client, officer):
    refused = ReminderFactory(refused=True)

    page = client.get(FAILED)
    assert "The mail server answered: 550 No such mailbox" in page.text
    assert reverse("partnerships:person-address", args=[refused.person_id]) in page.text
    release = reverse("actions:reminder-release", args=[refused.pk])
    assert f'action="{release}"' in page.text
    after = client.post(release, follow=True)

    assert list(Reminder.objects.waiting()) == [refused]
    assert f"The next run writes to {refused.person} again." in after.text


def test_a_second_press_says_that_there_is_nothing_to_send_again(client, officer):
    release = reverse("actions:reminder-release", args=[ReminderFactory().pk])

    after = client.post(release, follow=True)

    assert "There is nothing here to send again." in after.text


def test_what_is_held_says_if_its_reason_has_gone(client, officer):
    ReminderFactory(held=True, about=ReturnFactory(submitted=True))

    assert "No longer needed: The return has come in." in client.get(HELD).text


def test_the_csv_holds_the_whole_ledger_as_filtered(client, officer):
    refused = ReminderFactory(refused=True, person__name="=Ann")
    ReminderFactory(sent=True, of_action=True)

    response = client.get(CSV, {"stage": Stage.RETURN_OPENED})

    header, *rows = response.getvalue().decode("utf-8-sig").splitlines()
    assert header.startswith("Person,E-mail,Stage,About,Date,State,")
    assert len(rows) == 1
    assert rows[0].startswith(f"'=Ann,{refused.person.email},Return opened,")
    assert rows[0].endswith("550 No such mailbox")


# --- For whom -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 302), ("contact", 403), ("chair", 403), ("officer", 200)],
)
def test_only_officers_see_the_pages(client, who, status):
    told_person = told()
    if who:
        client.force_login(UserFactory(**{who: True}))
    letter = reverse("actions:reminder-letter", args=[told_person.pk])

    for path in (PAGE, HELD, FAILED, SENT, CSV, letter, f"{letter}mail.html"):
        assert (path, client.get(path).status_code) == (path, status)


def test_only_officers_press_the_buttons(client):
    own, anothers = ReminderFactory(refused=True), ReminderFactory(refused=True)
    client.force_login(own.person)

    for name in ("actions:reminder-release", "actions:reminder-let-go"):
        statuses = [
            client.post(reverse(name, args=[pk])).status_code
            for pk in (own.pk, anothers.pk, 10**30)
        ]
        assert statuses == [403, 404, 404]
    for button in (
        "hold",
        "hold-all",
        "let-all-go",
        f"people/{own.person_id}/send-now",
    ):
        assert client.post(f"/reminders/{button}/").status_code == 403
    assert Reminder.objects.failed().count() == 2


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("number", [1, 10])
@pytest.mark.parametrize(
    ("path", "queries"), [(PAGE, 28), (HELD, 11), (FAILED, 11), (SENT, 11)]
)
def test_a_page_costs_the_same_however_long(
    client, django_assert_num_queries, path, queries, number
):
    for trait in ("of_action", "failed", "sent", "held"):
        ReminderFactory.create_batch(number, **{trait: True})
    for _ in range(number):
        told()
    ReturnFactory.create_batch(number)
    client.get(path)

    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200
