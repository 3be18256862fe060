"""What officers see of the messages that people were sent, as pages and by the API."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from actions.choices import DigestState, Marking
from actions.models import Action, Digest
from actions.selectors.messages import EXPLAINED
from tests.conftest import NOW
from tests.factories import (
    AgencyFactory,
    DigestFactory,
    PartnershipFactory,
    ReminderFactory,
    UserFactory,
)
from tests.factories.reminders import PLANNED_AT
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db

PAGE = "/reminders/messages/"
API = "/api/v1/messages/"
TRAITS = {
    DigestState.SENDING: "under_way",
    DigestState.DELIVERED: "delivered",
    DigestState.FAILED: "failed",
    DigestState.REFUSED: "refused",
    DigestState.BOUNCED: "bounced",
    DigestState.DELAYED: "delayed",
    DigestState.DOUBTFUL: "lost",
}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer(client, api_client):
    officer = UserFactory(officer=True)
    client.force_login(officer)
    api_client.force_authenticate(officer)
    return officer


@pytest.fixture
def of_each_state():
    made = {state: DigestFactory(**{trait: True}) for state, trait in TRAITS.items()}
    return made | {DigestState.SENT: DigestFactory()}


def listed(response):
    return [each.digest.pk for each in response.context["listed"]]


def carrying(*reminders, **more):
    digest = DigestFactory(person=reminders[0].person, **more)
    for reminder in reminders:
        reminder.digest = digest
        reminder.save()
    return digest


# --- The list ---


def test_messages_are_newest_first_with_what_became_of_them(client, officer):
    old = DigestFactory(bounced=True)
    new = DigestFactory(begun_at=PLANNED_AT + timedelta(days=1))

    page = client.get(PAGE)

    assert listed(page) == [new.pk, old.pk]
    assert "550 5.1.1 User unknown" in page.text
    assert old.address in page.text


@pytest.mark.parametrize("state", DigestState)
def test_each_state_is_what_the_row_says_of_itself(
    client, officer, of_each_state, state
):
    page = client.get(PAGE, {"state": state})

    assert listed(page) == [of_each_state[state].pk]
    assert of_each_state[state].state == state


@pytest.mark.parametrize("delivered", [True, False])
@pytest.mark.parametrize("came_back", ["", "delayed", "bounced"])
@pytest.mark.parametrize("so_far", ["", "under_way", "failed", "refused", "lost"])
def test_every_message_is_in_one_state_and_no_other(delivered, came_back, so_far):
    traits = {name: True for name in (so_far, came_back) if name}
    digest = DigestFactory(delivered=delivered, **traits)

    found = [each for each in DigestState if Digest.objects.in_state(each).exists()]

    assert found == [digest.state]


def test_a_person_and_a_range_of_days_narrow_it(client, officer):
    day = timedelta(days=1)
    ann = UserFactory()
    rows = [
        DigestFactory(person=ann, begun_at=PLANNED_AT + day * number)
        for number in range(4)
    ]
    DigestFactory(begun_at=PLANNED_AT + day)

    page = client.get(
        PAGE,
        {"person": ann.pk, "from_day": "2026-10-02", "to_day": "03/10/2026"},
    )

    assert listed(page) == [rows[2].pk, rows[1].pk]


def test_days_are_those_of_london(client, officer):
    midnight = PLANNED_AT.replace(hour=0) - timedelta(hours=1)  # in British Summer Time
    first = DigestFactory(begun_at=midnight)
    DigestFactory(begun_at=midnight - timedelta(seconds=1))

    page = client.get(PAGE, {"from_day": "2026-10-01"})

    assert listed(page) == [first.pk]


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"person": "x"},
        {"person": "9" * 40},
        {"from_day": "yesterday"},
        {"from_day": "0001-01-01"},
        {"to_day": "9999-12-31"},
    ],
)
def test_a_filter_that_makes_no_sense_is_said(client, api_client, officer, wrong):
    DigestFactory()

    page = client.get(PAGE, wrong)

    assert page.status_code == 200
    assert listed(page) == []
    assert "There is a problem" in page.text
    assert api_client.get(API, wrong).status_code == 400


def test_an_empty_list_says_what_to_do(client, officer):
    assert "No messages" in client.get(PAGE).text


def test_the_list_is_in_pages(client, officer):
    DigestFactory.create_batch(51)

    assert len(listed(client.get(PAGE))) == 50
    assert len(listed(client.get(PAGE, {"page": 2}))) == 1


def test_an_address_that_failed_is_one_step_from_being_mended(client, officer):
    bounced, refused = DigestFactory(bounced=True), DigestFactory(refused=True)
    fine = DigestFactory(delivered=True)

    page = client.get(PAGE).text

    for digest, is_there in ((bounced, True), (refused, True), (fine, False)):
        link = reverse("partnerships:person-address", args=[digest.person_id])
        assert (f'href="{link}"' in page) == is_there


def test_an_address_that_was_mended_since_needs_no_mending(client, officer):
    digest = DigestFactory(bounced=True, address="old@police.example")

    link = reverse("partnerships:person-address", args=[digest.person_id])

    assert link not in client.get(PAGE).text


# --- What it was about ---


def test_a_title_that_became_sensitive_is_shown_nowhere(client, api_client, officer):
    """R57: the subject as it was sent stays in its row."""
    reminder = ReminderFactory(of_action=True, sent=True)
    digest = carrying(reminder, subject="Action due in 30 days: P1-01 SECRET")
    Action.objects.update(title="SECRET", marking=Marking.SENSITIVE)

    said = [
        client.get(PAGE).text,
        client.get(f"{PAGE}{digest.pk}/").text,
        b"".join(client.get(PAGE, {"format": "csv"}).streaming_content).decode(),
        api_client.get(API).content.decode(),
        api_client.get(f"{API}{digest.pk}/").content.decode(),
    ]

    assert [text for text in said if "SECRET" in text] == []
    assert [text for text in said if reminder.thing.ref not in text] == []


def test_of_several_reminders_the_number_is_said(client, officer):
    ann = UserFactory()
    rows = [
        ReminderFactory(person=ann, sent=True, occasion=f"x:{number}")
        for number in range(3)
    ]
    carrying(*rows)

    assert "3 reminders from Community safety priorities" in client.get(PAGE).text


# --- One message ---


@pytest.mark.parametrize("state", DigestState)
def test_each_state_is_explained(client, officer, of_each_state, state):
    page = client.get(f"{PAGE}{of_each_state[state].pk}/")

    assert EXPLAINED[state] in page.text
    assert state.label in page.text


def test_a_lost_message_is_explained_in_words(client, officer, of_each_state):
    page = client.get(f"{PAGE}{of_each_state[DigestState.DOUBTFUL].pk}/")

    assert "nobody knows whether the mail server took it" in page.text
    assert "went into a later one" in page.text


def test_the_page_shows_what_it_carried_and_where_that_is_now(client, officer):
    ann = UserFactory(contact=AgencyFactory())
    sent = ReminderFactory(person=ann, sent=True)
    refused = ReminderFactory(person=ann, refused=True, of_action=True)
    digest = carrying(sent, refused, bounced=True)

    page = client.get(f"{PAGE}{digest.pk}/").text

    assert sent.about in page
    assert refused.about in page
    assert refused.state.label in page
    assert f'href="{sent.url}"' in page


def test_a_message_that_is_not_there_is_not_found(client, officer):
    assert client.get(f"{PAGE}{2**40}/").status_code == 404
    assert client.get(f"{PAGE}{10**30}/").status_code == 404


# --- CSV ---


def test_the_csv_holds_what_was_filtered(client, officer):
    DigestFactory(delivered=True)
    bounced = DigestFactory(bounced=True)

    answer = client.get(PAGE, {"format": "csv", "state": "bounced"})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    [header, row] = csv.reader(io.StringIO(text))
    assert "messages-OFFICIAL.csv" in answer["Content-Disposition"]
    assert dict(zip(header, row, strict=True)) == {
        "Begun": "2026-10-01T09:00+01:00",
        "Person": bounced.person.name,
        "E-mail": bounced.address,
        "About": "What it carried went into a later message",
        "State": "Came back: the address does not work",
        "Sent": "2026-10-01T09:00+01:00",
        "Delivered": "",
        "Failed": "",
        "Came back": "2026-10-01T09:00+01:00",
        "What was said": "The mail came back: 550 5.1.1 User unknown",
    }


# --- The API ---


def test_the_api_shows_the_same(api_client, officer):
    reminder = ReminderFactory(sent=True)
    digest = carrying(reminder, bounced=True)

    [row] = api_client.get(API, {"state": "bounced"}).json()["results"]

    assert row == api_client.get(f"{API}{digest.pk}/").json()
    assert row["about"] == f"{reminder.stage_label}: {reminder.about}"
    assert (row["state"], row["address"]) == ("bounced", digest.address)
    assert row["is_to_mend"] is True
    assert [each["id"] for each in row["reminders"]] == [reminder.pk]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_changes_nothing(api_client, officer, method):
    digest = DigestFactory()

    for address in (API, f"{API}{digest.pk}/"):
        assert getattr(api_client, method)(address, {}).status_code == 405


# --- Who ---


def _people(digest):
    return {
        "their own": digest.person,
        "contact": UserFactory(contact=AgencyFactory()),
        "chair": UserFactory(chair=PartnershipFactory()),
        "reader": UserFactory(reader=True),
        "administrator": UserFactory(administrator=True),
    }


def test_nobody_but_officers_sees_messages(client, api_client):
    digest = DigestFactory(person=UserFactory(contact=AgencyFactory()))
    answers = {}
    for name, person in _people(digest).items():
        client.force_login(person)
        api_client.force_authenticate(person)
        answers[name] = [
            each.status_code
            for each in (
                client.get(PAGE),
                client.get(PAGE, {"format": "csv"}),
                client.get(f"{PAGE}{digest.pk}/"),
                api_client.get(API),
                api_client.get(f"{API}{digest.pk}/"),
            )
        ]

    hidden = [403, 403, 404, 403, 404]
    assert answers == dict.fromkeys(answers, hidden) | {
        "their own": [403, 403, 403, 403, 403]
    }


@pytest.mark.parametrize("where", [PAGE, f"{PAGE}?format=csv", API])
def test_the_list_costs_the_same_however_long_it_is(client, api_client, officer, where):
    asking = api_client if where == API else client

    def read():
        response = asking.get(where)
        return list(response.streaming_content) if response.streaming else response

    def add():
        for trait in ("sent", "refused"):
            carrying(ReminderFactory(**{trait: True}))
            carrying(ReminderFactory(of_action=True, **{trait: True}))

    add()
    read()
    few = len(queries_of(read)[1])
    for _ in range(8):
        add()

    assert len(queries_of(read)[1]) == few
