"""The pages between an agency's writers and its approver."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.choices import ReturnState
from actions.models import Return, SignOff
from hcss.kernel.quarters import Quarter
from tests.factories import (
    AgencyFactory,
    QueryFactory,
    ReturnFactory,
    ReturnLineFactory,
    SignOffFactory,
    UserFactory,
)
from tests.kernel.markup import parse

pytestmark = pytest.mark.django_db

SIGNED = {"signed_name": "Ann Prover", "signed_post": "Chief officer"}


@pytest.fixture(autouse=True)
def _in_the_window(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def agency():
    return AgencyFactory(name="Wessex Council", needs_sign_off=True)


@pytest.fixture
def contact(agency):
    return UserFactory(name="Jo Hart", contact=agency)


@pytest.fixture
def approver(agency):
    return UserFactory(name="Ann Prover", email="ann@hcss.example", approver=agency)


@pytest.fixture
def draft(agency):
    quarterly_return = ReturnFactory(agency=agency, draft=True)
    ReturnLineFactory(quarterly_return=quarterly_return, finished=True)
    return quarterly_return


@pytest.fixture
def waiting(agency, contact):
    quarterly_return = ReturnFactory(agency=agency, awaiting=True)
    ReturnLineFactory(quarterly_return=quarterly_return, finished=True)
    SignOffFactory(quarterly_return=quarterly_return, asked_by=contact)
    return quarterly_return


def where(quarterly_return, name="return"):
    return reverse(
        f"actions:{name}",
        args=[quarterly_return.period.quarter, quarterly_return.agency.slug],
    )


def text(response, status=200):
    assert response.status_code == status
    parse(response.content.decode())
    return response.content.decode()


def test_the_contact_is_offered_the_approver_by_name(client, draft, contact, approver):
    client.force_login(contact)

    page = text(client.get(where(draft, "check")))

    assert "Send to Ann Prover for sign-off" in page
    assert "Sign and send in" not in page


def test_the_approver_is_offered_the_signature(client, draft, approver):
    client.force_login(approver)

    page = text(client.get(where(draft, "check")))

    assert "Sign and send in" in page
    assert "for sign-off" not in page


def test_a_contact_with_authority_is_offered_the_signature(client):
    draft = ReturnFactory(draft=True)
    ReturnLineFactory(quarterly_return=draft, finished=True)
    client.force_login(UserFactory(contact=draft.agency))

    assert "Sign and send in" in text(client.get(where(draft, "check")))


def test_without_an_approver_the_page_says_so(client, draft, contact):
    client.force_login(contact)

    page = text(client.get(where(draft, "check")))

    assert "Nobody can sign it yet" in page
    assert "has no approver today" in page


def test_a_contact_sends_and_the_page_says_with_whom_it_is(
    client, draft, contact, approver
):
    client.force_login(contact)

    page = text(
        client.post(
            where(draft, "sign-off-send"),
            {"note": "Read it twice.", "seen": "1"},
            follow=True,
        )
    )

    assert Return.objects.get().state == ReturnState.AWAITING
    assert "The return is with Ann Prover for sign-off." in page
    assert "Read it twice." in page


def test_the_words_can_be_read_while_they_wait(client, waiting, contact):
    client.force_login(contact)

    assert "The draft plan went to all partners." in text(client.get(where(waiting)))


def test_a_contact_who_signs_all_the_same_is_told_who_signs(
    client, draft, contact, approver
):
    client.force_login(contact)

    page = text(client.post(where(draft, "check"), SIGNED), 403)

    assert "Only an approver signs for Wessex Council: Ann Prover" in page
    assert Return.objects.get().state == ReturnState.DRAFT


def test_a_stale_page_is_not_sent(client, draft, contact, approver):
    client.force_login(contact)

    response = client.post(where(draft, "sign-off-send"), {"seen": "99"})

    assert "Read the answers again" in text(response, 409)


def test_a_note_that_may_be_personal_is_confirmed(client, draft, contact, approver):
    client.force_login(contact)
    note = {"note": "Ring me on 01962 123456.", "seen": "1"}

    page = text(client.post(where(draft, "sign-off-send"), note))
    assert 'name="is_confirmed"' in page
    assert SignOff.objects.count() == 0
    client.post(where(draft, "sign-off-send"), note | {"is_confirmed": "on"})

    assert SignOff.objects.get().note == "Ring me on 01962 123456."


def test_the_approvers_home_shows_what_waits(client, waiting, approver):
    client.force_login(approver)

    page = text(client.get(reverse("actions:mine")))

    assert "Q2 2026/27 waits for your signature" in page
    assert "Read it and sign" in page


def test_the_contacts_home_shows_with_whom_it_is(client, waiting, contact, approver):
    client.force_login(contact)

    page = text(client.get(reverse("actions:mine")))

    assert "Q2 2026/27 is with Ann Prover for sign-off" in page


def test_the_approver_reads_everything_and_signs(client, waiting, approver):
    client.force_login(approver)

    page = text(client.get(where(waiting, "sign-off")))
    assert "The figures on the second line are new." in page
    assert "The draft plan went to all partners." in page
    receipt = client.post(
        where(waiting, "sign-off"), SIGNED | {"seen": "1"}, follow=True
    )

    assert "Return sent in" in text(receipt)
    assert Return.objects.get().state == ReturnState.SUBMITTED


def test_the_check_page_of_what_waits_is_the_sign_off_page(client, waiting, approver):
    client.force_login(approver)

    response = client.get(where(waiting, "check"))

    assert response["Location"] == where(waiting, "sign-off")


def test_the_comment_that_came_back_is_on_the_returns_page(
    client, waiting, approver, contact
):
    client.force_login(approver)
    client.post(where(waiting, "sign-off-back"), {"comment": "Name the author."})

    client.force_login(contact)
    page = text(client.get(where(waiting)))

    assert "Ann Prover sent the return back" in page
    assert "Name the author." in page
    assert "Check your answers" in page


def test_without_a_comment_nothing_goes_back(client, waiting, approver):
    client.force_login(approver)

    page = text(client.post(where(waiting, "sign-off-back"), {"comment": " "}), 400)

    assert "Say what has to change." in page
    assert Return.objects.get().state == ReturnState.AWAITING


def test_of_signing_and_sending_back_at_once_one_is_told(client, waiting, approver):
    client.force_login(approver)
    client.post(where(waiting, "sign-off"), SIGNED | {"seen": "1"})

    response = client.post(where(waiting, "sign-off-back"), {"comment": "Wait."})

    assert "was sent in" in text(response, 409)


def test_every_round_stays_readable_in_the_agency_and_only_there(
    client, contact, agency
):
    accepted = ReturnFactory(agency=agency, accepted=True)
    SignOffFactory(quarterly_return=accepted, sent_back=True, asked_by=contact)

    client.force_login(contact)
    assert "Name the author of the plan." in text(client.get(where(accepted)))
    for other in (UserFactory(officer=True), UserFactory(contact=True)):
        client.force_login(other)
        assert "Name the author" not in text(client.get(where(accepted)))


@pytest.mark.parametrize("kind", ["officer", "chair", "reader"])
@pytest.mark.parametrize(
    "name", ["sign-off", "sign-off-send", "sign-off-send-nil", "sign-off-back"]
)
def test_nobody_else_has_these_pages(client, waiting, kind, name):
    client.force_login(UserFactory(**{kind: True}))

    assert client.post(where(waiting, name), {"comment": "x"}).status_code == 403


def test_a_contact_neither_signs_nor_sends_back_what_waits(
    client, waiting, contact, approver
):
    client.force_login(contact)

    for name in ("sign-off", "sign-off-back"):
        page = text(client.post(where(waiting, name), {"comment": "x", **SIGNED}), 403)
        assert "Ann Prover" in page
    assert client.get(where(waiting, "sign-off"))["Location"] == where(waiting)


def test_a_nil_return_goes_the_same_way(client, agency, contact, approver):
    nothing = ReturnFactory(agency=agency)
    ReturnLineFactory(quarterly_return=nothing)

    client.force_login(contact)
    assert "Send to Ann Prover for sign-off" in text(client.get(where(nothing, "nil")))
    unsure = client.post(where(nothing, "sign-off-send-nil"), {"note": ""})
    assert "Confirm that there is nothing to report." in text(unsure)
    client.post(where(nothing, "sign-off-send-nil"), {"is_nil": "on"})
    client.force_login(approver)
    page = text(client.get(where(nothing, "sign-off")))
    assert "Sign off a nil return" in page
    client.post(where(nothing, "sign-off"), SIGNED | {"is_confirmed": "on"})

    stored = Return.objects.get()
    assert (stored.state, stored.is_nil) == (ReturnState.SUBMITTED, True)


def test_what_came_back_answered_is_for_the_approver(client, agency, contact, approver):
    back = ReturnFactory(agency=agency, queried=True)
    ReturnLineFactory(quarterly_return=back, reported=True)
    QueryFactory(quarterly_return=back, answered=True)

    client.force_login(contact)
    page = text(client.get(where(back, "check")))
    assert "Ann Prover signs it" in page
    client.force_login(approver)
    assert "read it and sign" in text(client.get(reverse("actions:mine")))
    assert "Sign and send in" in text(client.get(where(back, "check")))


def test_the_board_says_for_whom_a_return_waits(client, waiting, approver):
    client.force_login(UserFactory(officer=True))
    board = reverse("actions:board", args=[Quarter(2026, 2)])

    page = text(client.get(board))
    assert "Awaiting agency sign-off" in page
    assert "Ann Prover" in page
    assert "Ann Prover" in client.get(f"{board}?format=csv").getvalue().decode()
    assert "Wessex Council" in text(client.get(f"{board}?state=awaiting"))
    assert "Wessex Council" not in text(client.get(f"{board}?state=draft"))


def test_the_sign_off_page_costs_the_same_however_long_the_return(
    client, waiting, approver, contact
):
    client.force_login(approver)
    client.get(where(waiting, "sign-off"))
    with CaptureQueriesContext(connection) as few:
        client.get(where(waiting, "sign-off"))
    ReturnLineFactory.create_batch(5, quarterly_return=waiting, finished=True)
    for _ in range(5):
        SignOffFactory(quarterly_return=waiting, sent_back=True, asked_by=contact)
    with CaptureQueriesContext(connection) as many:
        client.get(where(waiting, "sign-off"))

    assert len(many) == len(few)
