"""Sign-off and writing for an agency, by the API."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.choices import ReturnState
from actions.models import Return, ReturnLine, SignOff
from tests.factories import (
    AgencyFactory,
    ReturnFactory,
    ReturnLineFactory,
    SignOffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SIGNED = {"signed_name": "Ann Prover", "signed_post": "Chief officer"}
TOLD = {"told_by": "J. Hale, by telephone", "status": "nothing_due"}


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
def officer():
    return UserFactory(name="Olive Officer", officer=True)


@pytest.fixture
def draft(agency):
    quarterly_return = ReturnFactory(agency=agency, draft=True)
    ReturnLineFactory(quarterly_return=quarterly_return, finished=True)
    return quarterly_return


@pytest.fixture
def send(api_client):
    def send(person, quarterly_return, verb, **body):
        api_client.force_authenticate(person)
        url = f"/api/v1/returns/{quarterly_return.pk}/{verb}/"
        return api_client.post(url, body, format="json")

    return send


def test_a_return_goes_to_the_approver_and_back_and_is_signed(
    send, draft, contact, approver
):
    sent = send(contact, draft, "sign-off", note="Read it twice.", seen=1)
    assert (sent.status_code, sent.json()["state"]) == (200, "awaiting")
    assert sent.json()["needs_sign_off"] is True
    back = send(approver, draft, "send-back", comment="Name the author.")
    assert (back.status_code, back.json()["state"]) == (200, "draft")
    send(contact, draft, "sign-off")
    signed = send(approver, draft, "submit", **SIGNED)

    assert signed.status_code == 201
    assert Return.objects.get().state == ReturnState.SUBMITTED


def test_a_contact_is_told_who_signs(send, draft, contact, approver):
    for verb in ("submit", "nil"):
        answer = send(contact, draft, verb, is_confirmed=True, **SIGNED)
        assert answer.status_code == 403
        assert answer.json()["detail"] == (
            "Only an approver signs for Wessex Council: Ann Prover (ann@hcss.example)."
        )


def test_a_return_is_not_sent_back_without_a_comment(send, agency, approver):
    waiting = SignOffFactory(quarterly_return__agency=agency).quarterly_return

    answer = send(approver, waiting, "send-back")

    assert (answer.status_code, answer.json()) == (
        400,
        {"comment": ["Say what has to change."]},
    )


def test_what_is_not_there_any_more_is_a_conflict(send, agency, contact, approver):
    waiting = SignOffFactory(quarterly_return__agency=agency).quarterly_return

    again = send(contact, waiting, "sign-off")
    SignOff.objects.update(outcome="signed")
    Return.objects.update(state="draft")
    back = send(approver, waiting, "send-back", comment="Wait.")

    assert (again.status_code, back.status_code) == (409, 409)


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("sign-off", {"note": [1]}),
        ("sign-off", {"seen": 2**70}),
        ("sign-off", {"is_nil": "perhaps"}),
        ("sign-off", {"note": "\x00"}),
        ("send-back", {"comment": {"a": 1}}),
        ("send-back", {"comment": "x" * 10_001}),
        ("confirm", {}),
        ("confirm", {"lines": "1"}),
        ("confirm", {"lines": [{"line": 2**70, "version": 1}]}),
        ("confirm", {"lines": []}),
    ],
)
def test_nonsense_is_refused_at_its_field(send, agency, approver, verb, body):
    waiting = SignOffFactory(quarterly_return__agency=agency).quarterly_return
    if verb == "sign-off":
        Return.objects.update(state="draft")

    assert send(approver, waiting, verb, **body).status_code == 400


@pytest.mark.parametrize("kind", ["officer", "chair", "reader"])
@pytest.mark.parametrize("verb", ["sign-off", "send-back", "confirm"])
def test_nobody_else_has_a_say_in_the_agency(send, draft, kind, verb):
    assert send(UserFactory(**{kind: True}), draft, verb).status_code == 403


def test_another_agency_does_not_see_it(send, draft):
    stranger = UserFactory(approver=True)

    for verb in ("sign-off", "send-back", "confirm", "write-for"):
        assert send(stranger, draft, verb, comment="x").status_code == 404


def test_the_rounds_are_the_agencys_own(api_client, agency, contact, officer):
    SignOffFactory(quarterly_return__agency=agency)
    SignOffFactory()

    api_client.force_authenticate(contact)
    (found,) = api_client.get("/api/v1/sign-offs/?outcome=waiting").json()["results"]
    assert found["agency"] == "wessex-council"
    assert found["note"] == "The figures on the second line are new."
    api_client.force_authenticate(officer)
    assert api_client.get("/api/v1/sign-offs/").json()["count"] == 0


def test_the_rounds_cost_the_same_however_many(api_client, agency, contact):
    api_client.force_authenticate(contact)
    draft = ReturnFactory(agency=agency, draft=True)

    def rounds(count):
        for _ in range(count):
            SignOffFactory(quarterly_return=draft, sent_back=True, asked_by=contact)
        with CaptureQueriesContext(connection) as queries:
            assert api_client.get("/api/v1/sign-offs/").status_code == 200
        return len(queries)

    rounds(1)
    assert rounds(1) == rounds(5)


def test_an_officer_types_and_the_agency_confirms(
    api_client, send, draft, officer, contact
):
    line = ReturnLineFactory(quarterly_return=draft)

    typed = send(officer, draft, "write-for", line=line.pk, version=1, **TOLD)
    assert typed.status_code == 200
    shown = typed.json()["draft"]
    assert (shown["status"], shown["told_by"]) == ("nothing_due", TOLD["told_by"])
    assert (shown["written_for_by"], shown["confirmed_by"]) == ("Olive Officer", None)
    listed = api_client.get(f"/api/v1/returns/{draft.pk}/").json()
    assert listed["unconfirmed_line_count"] == 1
    confirmed = send(contact, draft, "confirm", lines=[{"line": line.pk, "version": 2}])

    assert confirmed.status_code == 200
    assert confirmed.json()["unconfirmed_line_count"] == 0
    assert ReturnLine.objects.get(pk=line.pk).confirmed_by == contact


def test_an_officer_reads_of_drafts_only_what_officers_typed(
    api_client, draft, officer
):
    typed = ReturnLineFactory(quarterly_return=draft, typed=True)
    own = draft.lines.exclude(pk=typed.pk).get()
    api_client.force_authenticate(officer)

    def draft_of(line):
        return api_client.get(f"/api/v1/lines/{line.pk}/").json()["draft"]

    assert draft_of(typed)["progress"] == "The draft plan went to all partners."
    assert draft_of(own) is None


def test_never_over_an_agencys_words(send, draft, officer, now):
    line = ReturnLineFactory(
        quarterly_return=draft, finished=True, progress="Secret", edited_at=now
    )

    answer = send(officer, draft, "write-for", line=line.pk, version=1, **TOLD)

    assert (answer.status_code, answer.json()["code"]) == (409, "own_words")
    assert "Secret" not in answer.content.decode()


def test_two_officers_get_both_texts(send, draft, officer):
    line = ReturnLineFactory(quarterly_return=draft)
    send(officer, draft, "write-for", line=line.pk, version=1, **TOLD)

    answer = send(
        officer,
        draft,
        "write-for",
        line=line.pk,
        version=1,
        told_by="K. Moss",
        status="nothing_due",
    )

    assert answer.status_code == 409
    assert answer.json()["stored"]["told_by"] == TOLD["told_by"]
    assert answer.json()["yours"]["told_by"] == "K. Moss"


def test_a_line_of_another_return_is_refused(send, draft, officer, contact):
    other = ReturnLineFactory(typed=True)

    typed = send(officer, draft, "write-for", line=other.pk, version=1, **TOLD)
    confirmed = send(
        contact, draft, "confirm", lines=[{"line": other.pk, "version": 1}]
    )

    for answer in (typed, confirmed):
        assert answer.status_code == 400
        assert answer.json() == {"line": ["That line is of another return."]}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"line": "x", "version": 1},
        {"version": 0},
        {"version": 1, "status": "better"},
        {"version": 1, "told_by": "x" * 201},
        {"version": 1, "status": "nothing_due", "told_by": " "},
        {"version": 1, "told_by": "J. Hale"},
    ],
)
def test_what_cannot_be_typed_is_refused(send, draft, officer, body):
    line = ReturnLineFactory(quarterly_return=draft)
    if body:
        body = {"line": line.pk} | body

    assert send(officer, draft, "write-for", **body).status_code == 400
