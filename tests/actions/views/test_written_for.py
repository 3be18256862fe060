"""The pages on which an officer types for an agency, and the agency confirms."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import ReturnLine
from hcss.kernel.quarters import Quarter
from tests.factories import (
    AgencyFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)
from tests.kernel.markup import parse

pytestmark = pytest.mark.django_db

SAID = {
    "answer": "changed",
    "status": "on_track",
    "progress": "The plan is with the printers.",
    "told_by": "J. Hale, by telephone",
    "version": "1",
}
TYPED = "Typed by Olive Officer on 20 October 2026 at 10:00am"


@pytest.fixture(autouse=True)
def _in_the_window(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def police():
    return AgencyFactory(name="Hampshire Constabulary")


@pytest.fixture
def officer():
    return UserFactory(name="Olive Officer", officer=True)


@pytest.fixture
def contact(police):
    return UserFactory(name="Jo Hart", contact=police)


@pytest.fixture
def line(police):
    return ReturnLineFactory(quarterly_return=ReturnFactory(agency=police))


def of_return(line, name="return"):
    quarterly_return = line.quarterly_return
    where = [quarterly_return.period.quarter, quarterly_return.agency.slug]
    return reverse(f"actions:{name}", args=where)


def write_for(line):
    quarterly_return = line.quarterly_return
    where = [quarterly_return.period.quarter, quarterly_return.agency.slug]
    return reverse("actions:write-for", args=[*where, line.action.ref])


def text(response, status=200):
    assert response.status_code == status
    parse(response.content.decode())
    return response.content.decode()


def test_an_officer_types_and_the_agency_confirms_and_sends(
    client, line, officer, contact
):
    client.force_login(officer)
    assert "Write for the agency" in text(client.get(of_return(line)))
    assert "Who told you, and how?" in text(client.get(write_for(line)))
    page = text(client.post(write_for(line), SAID, follow=True))
    assert TYPED in page
    assert "The plan is with the printers." in page

    client.force_login(contact)
    mine = text(client.get(reverse("actions:mine")))
    assert "1 line that an officer typed for you" in mine
    task = text(client.get(of_return(line)))
    assert "To confirm" in task
    page = text(client.get(of_return(line, "confirm")))
    assert "The plan is with the printers." in page
    client.post(
        of_return(line, "confirm"), {"one": f"{line.pk}:2", "lines": f"{line.pk}:2"}
    )
    check = text(client.get(of_return(line, "check")))
    assert TYPED in check
    assert "confirmed by Jo Hart" in check
    receipt = client.post(
        of_return(line, "check"),
        {"signed_name": "Jo Hart", "signed_post": "Manager", "seen": "2"},
        follow=True,
    )

    assert "Return sent in" in text(receipt)
    report = ReturnLine.objects.get().reported
    assert (report.written_for_by, report.confirmed_by) == (officer, contact)


def test_unconfirmed_it_is_not_sent_in(client, line, officer, contact):
    client.force_login(officer)
    client.post(write_for(line), SAID)

    client.force_login(contact)
    response = client.post(
        of_return(line, "check"),
        {"signed_name": "Jo Hart", "signed_post": "Manager", "seen": "2"},
    )

    assert "Confirm what an officer typed for you" in text(response)
    assert ReturnLine.objects.get().reported is None


def test_all_are_confirmed_at_one_press(client, contact, line):
    lines = ReturnLineFactory.create_batch(
        2, quarterly_return=line.quarterly_return, typed=True
    )
    client.force_login(contact)

    page = text(client.get(of_return(line, "confirm")))
    assert "Confirm all 2 lines" in page
    every = " ".join(f"{each.pk}:1" for each in lines)
    client.post(of_return(line, "confirm"), {"lines": every})

    assert ReturnLine.objects.filter(confirmed_by=contact).count() == 2


@pytest.mark.parametrize(
    "sent", ["", "x", "1:2:3", "0:0", "9" * 5000, "999999:1", "\x00:1", "-1:1"]
)
def test_nonsense_confirms_nothing(client, contact, line, sent):
    ReturnLineFactory(quarterly_return=line.quarterly_return, typed=True)
    client.force_login(contact)

    response = client.post(of_return(line, "confirm"), {"lines": sent})

    assert response.status_code == 400
    assert ReturnLine.objects.filter(confirmed_by=contact).count() == 0


def test_what_changed_since_it_was_read_is_not_confirmed(client, contact, line):
    typed = ReturnLineFactory(
        quarterly_return=line.quarterly_return, typed=True, version=3
    )
    client.force_login(contact)

    response = client.post(of_return(line, "confirm"), {"one": f"{typed.pk}:2"})

    assert "has changed since you read it" in text(response, 409)


def test_nothing_to_confirm_leads_back(client, contact, line):
    client.force_login(contact)

    assert client.get(of_return(line, "confirm"))["Location"] == of_return(line)


def test_the_agencys_own_draft_stays_invisible(client, officer, police, now):
    own = ReturnFactory(agency=police, draft=True)
    line = ReturnLineFactory(
        quarterly_return=own, finished=True, progress="Our secret", edited_at=now
    )
    client.force_login(officer)

    page = text(client.get(of_return(line)))
    assert "Our secret" not in page
    assert "Write for the agency" not in page
    assert client.get(write_for(line))["Location"] == of_return(line)
    response = client.post(write_for(line), SAID)
    assert "has written on" in text(response, 409)
    assert "Our secret" not in response.content.decode()


@pytest.mark.parametrize("kind", ["contact", "approver", "chair", "reader"])
def test_nobody_else_types_for_an_agency(client, line, kind):
    place = line.quarterly_return.agency if kind in ("contact", "approver") else True
    client.force_login(UserFactory(**{kind: place}))

    assert client.get(write_for(line)).status_code == 403
    assert client.post(write_for(line), SAID).status_code == 403


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ("told_by", "Say who told you, and how."),
        ("progress", "Say what was done"),
        ("status", "Choose how the action stands."),
    ],
)
def test_what_is_left_out_is_asked_for_at_its_field(
    client, line, officer, left_out, words
):
    client.force_login(officer)

    page = text(client.post(write_for(line), SAID | {left_out: ""}))

    assert words in page
    assert ReturnLine.objects.get().written_for_by is None


def test_nothing_was_due_can_be_told_too(client, line, officer):
    client.force_login(officer)

    client.post(
        write_for(line), {"answer": "nothing_due", "told_by": "J. Hale", "version": "1"}
    )

    assert ReturnLine.objects.get().status == "nothing_due"


def test_nobody_but_the_agency_says_still_true(client, line, officer):
    client.force_login(officer)

    assert 'value="still_true"' not in text(client.get(write_for(line)))


def test_two_officers_see_both_texts(client, line, officer):
    client.force_login(officer)
    client.post(write_for(line), SAID)

    second = SAID | {"progress": "It is printed."}
    page = text(client.post(write_for(line), second), 409)

    assert "The plan is with the printers." in page
    assert "It is printed." in page


def test_the_board_and_the_desk_say_what_waits(client, line, officer):
    ReturnLineFactory.create_batch(
        2, quarterly_return=line.quarterly_return, typed=True
    )
    client.force_login(officer)
    board = reverse("actions:board", args=[Quarter(2026, 2)])

    for url in (board, reverse("actions:desk")):
        page = text(client.get(url))
        assert "Awaiting confirmation" in page
        assert "of 2 lines" in page


def test_the_confirm_page_costs_the_same_however_many_lines(client, contact, line):
    def typed(count):
        ReturnLineFactory.create_batch(
            count, quarterly_return=line.quarterly_return, typed=True
        )

    client.force_login(contact)
    typed(1)
    client.get(of_return(line, "confirm"))
    with CaptureQueriesContext(connection) as few:
        client.get(of_return(line, "confirm"))
    typed(5)
    with CaptureQueriesContext(connection) as many:
        client.get(of_return(line, "confirm"))

    assert len(many) == len(few)
