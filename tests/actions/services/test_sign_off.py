"""Inside the agency: sent to the approver, signed or sent back (domain 3.5, R34)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from actions.choices import ReturnState
from actions.models import ReportedLine, Return, ReturnLine, SignOff, Submission
from actions.services.lines import save_line
from actions.services.returns import submit_nil, submit_return
from actions.services.sign_off import send_back, send_for_sign_off
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from tests.factories import (
    AgencyFactory,
    ExtensionFactory,
    QueryFactory,
    ReturnFactory,
    ReturnLineFactory,
    SignOffFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SIGNED = {"signed_name": "Ann Prover", "signed_post": "Chief officer"}


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
    ReturnLineFactory(quarterly_return=quarterly_return, finished=True)
    return quarterly_return


@pytest.fixture
def waiting(draft, contact, approver, now):
    send_for_sign_off(
        actor=contact, quarterly_return=draft, note="Read P1-02 twice.", now=now
    )
    return draft


def test_a_finished_return_goes_to_the_approver(draft, contact, approver, now):
    asked = send_for_sign_off(
        actor=contact, quarterly_return=draft, note=" Read P1-02 twice. ", now=now
    )

    assert draft.state == Return.objects.get().state == ReturnState.AWAITING
    assert (asked.asked_by, asked.asked_at, asked.note, asked.outcome) == (
        contact,
        now,
        "Read P1-02 twice.",
        "waiting",
    )
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.changes) == (
        "actions.return_sent_for_sign_off",
        contact,
        {"state": ["draft", "awaiting"]},
    )


def test_the_approver_signs_what_waits(waiting, approver, contact, now):
    submission = submit_return(
        actor=approver, quarterly_return=waiting, now=now, **SIGNED
    )

    assert (submission.submitted_by, submission.signed_name) == (approver, "Ann Prover")
    assert Return.objects.get().state == ReturnState.SUBMITTED
    done = SignOff.objects.get()
    assert (done.outcome, done.decided_by, done.decided_at) == ("signed", approver, now)
    assert done.asked_by == contact


def test_the_approver_sends_it_back_with_a_comment(waiting, approver, now):
    send_back(
        actor=approver, quarterly_return=waiting, comment="Name the author.", now=now
    )

    assert waiting.state == Return.objects.get().state == ReturnState.DRAFT
    done = SignOff.objects.get()
    assert (done.outcome, done.decided_by, done.comment) == (
        "sent_back",
        approver,
        "Name the author.",
    )
    event = AuditEvent.objects.order_by("pk").last()
    assert (event.verb, event.changes) == (
        "actions.return_sent_back",
        {"state": ["awaiting", "draft"]},
    )


@pytest.mark.parametrize("comment", ["", "   "])
def test_a_return_is_not_sent_back_without_a_comment(waiting, approver, now, comment):
    with pytest.raises(ValidationError) as caught:
        send_back(actor=approver, quarterly_return=waiting, comment=comment, now=now)

    assert caught.value.message_dict == {"comment": ["Say what has to change."]}
    assert Return.objects.get().state == ReturnState.AWAITING


def test_every_round_stays(waiting, contact, approver, now):
    send_back(actor=approver, quarterly_return=waiting, comment="Again.", now=now)
    send_for_sign_off(actor=contact, quarterly_return=waiting, now=now)
    submit_return(actor=approver, quarterly_return=waiting, now=now, **SIGNED)

    rounds = SignOff.objects.order_by("pk").values_list("outcome", "comment")
    assert list(rounds) == [("sent_back", "Again."), ("signed", "")]


def test_while_it_waits_nobody_writes_in_it(waiting, contact, approver, now):
    line = waiting.lines.select_related("quarterly_return__period", "action").first()

    for person in (contact, approver):
        with pytest.raises(Conflict, match="waits for"):
            save_line(
                actor=person,
                line=line,
                version=1,
                words={"progress": "Slipped in"},
                now=now,
                finish=True,
            )

    assert ReturnLine.objects.filter(progress="Slipped in").count() == 0


def test_what_is_not_finished_is_not_sent_to_the_approver(
    draft, contact, approver, now
):
    line = draft.lines.select_related("action").first()
    ReturnLine.objects.filter(pk=line.pk).update(status="")

    with pytest.raises(ValidationError) as caught:
        send_for_sign_off(actor=contact, quarterly_return=draft, now=now)

    assert list(caught.value.message_dict) == [line.action.ref]
    assert draft.state == Return.objects.get().state == ReturnState.DRAFT
    assert SignOff.objects.count() == 0


def test_what_changed_since_it_was_read_is_not_sent(draft, contact, approver, now):
    with pytest.raises(Conflict, match="Read the answers again"):
        send_for_sign_off(actor=contact, quarterly_return=draft, seen=99, now=now)

    assert Return.objects.get().state == ReturnState.DRAFT


def test_an_agency_without_approver_is_told_who_can_help(draft, contact, now):
    UserFactory(name="Olive Officer", email="olive@hcss.example", officer=True)

    with pytest.raises(ValidationError) as caught:
        send_for_sign_off(actor=contact, quarterly_return=draft, now=now)

    (text,) = caught.value.messages
    assert text == (
        "Wessex Council has no approver today, so nobody can sign. An HCSSG officer "
        "can appoint one: Olive Officer (olive@hcss.example)."
    )


def test_where_no_sign_off_is_needed_nothing_is_sent_to_an_approver(now):
    draft = ReturnFactory(draft=True)
    ReturnLineFactory(quarterly_return=draft, finished=True)
    contact = UserFactory(contact=draft.agency)
    UserFactory(approver=draft.agency)

    with pytest.raises(NotPermitted, match="needs no sign-off"):
        send_for_sign_off(actor=contact, quarterly_return=draft, now=now)


@pytest.mark.parametrize("kind", ["contact", "approver", "officer"])
def test_strangers_neither_send_nor_sign_nor_send_back(waiting, now, kind):
    stranger = UserFactory(**{kind: True})

    with pytest.raises(NotPermitted):
        send_for_sign_off(actor=stranger, quarterly_return=waiting, now=now)
    with pytest.raises(NotPermitted):
        submit_return(actor=stranger, quarterly_return=waiting, now=now, **SIGNED)
    with pytest.raises(NotPermitted):
        send_back(actor=stranger, quarterly_return=waiting, comment="No", now=now)


@pytest.mark.parametrize("send", [submit_return, submit_nil])
def test_a_contact_does_not_sign_where_sign_off_is_needed(
    draft, contact, approver, now, send
):
    nil = {"is_confirmed": True} if send is submit_nil else {}

    with pytest.raises(NotPermitted) as caught:
        send(actor=contact, quarterly_return=draft, now=now, **SIGNED, **nil)

    assert str(caught.value) == (
        "Only an approver signs for Wessex Council: Ann Prover (ann@hcss.example)."
    )
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("trait", ["queried", "no_return"])
def test_nor_what_came_back_nor_what_is_late(agency, contact, approver, now, trait):
    late = ReturnFactory(agency=agency, **{trait: True})
    ReturnLineFactory(quarterly_return=late, finished=True)
    if trait == "no_return":
        ExtensionFactory(quarterly_return=late, granted=True)
        late.refresh_from_db()

    with pytest.raises(NotPermitted, match="Ann Prover"):
        submit_return(actor=contact, quarterly_return=late, now=now, **SIGNED)
    with pytest.raises(Conflict):
        send_for_sign_off(actor=contact, quarterly_return=late, now=now)

    submit_return(actor=approver, quarterly_return=late, now=now, **SIGNED)
    assert Return.objects.get().state == ReturnState.SUBMITTED


def test_a_contact_does_not_sign_what_waits_whatever_is_needed_since(
    waiting, contact, approver, agency, now
):
    agency.needs_sign_off = False
    agency.save()

    with pytest.raises(NotPermitted, match="Ann Prover"):
        submit_return(actor=contact, quarterly_return=waiting, now=now, **SIGNED)


@pytest.mark.parametrize("needs_sign_off", [True, False])
def test_an_approver_signs_straight_from_the_draft(now, needs_sign_off):
    draft = ReturnFactory(draft=True, agency__needs_sign_off=needs_sign_off)
    ReturnLineFactory(quarterly_return=draft, finished=True)

    submit_return(
        actor=UserFactory(approver=draft.agency),
        quarterly_return=draft,
        now=now,
        **SIGNED,
    )

    assert Return.objects.get().state == ReturnState.SUBMITTED


def test_a_contact_signs_with_authority_where_no_sign_off_is_needed(now):
    draft = ReturnFactory(draft=True)
    ReturnLineFactory(quarterly_return=draft, finished=True)

    submit_return(
        actor=UserFactory(contact=draft.agency),
        quarterly_return=draft,
        now=now,
        **SIGNED,
    )

    assert Return.objects.get().state == ReturnState.SUBMITTED
    assert SignOff.objects.count() == 0


def test_a_nil_return_passes_through_the_same_states(agency, contact, approver, now):
    nothing = ReturnFactory(agency=agency)
    ReturnLineFactory(quarterly_return=nothing)

    asked = send_for_sign_off(
        actor=contact, quarterly_return=nothing, is_nil=True, now=now
    )
    assert (asked.is_nil, nothing.state, nothing.is_nil) == (True, "awaiting", False)
    with pytest.raises(Conflict, match="a nil return"):
        submit_return(actor=approver, quarterly_return=nothing, now=now, **SIGNED)
    submit_nil(
        actor=approver, quarterly_return=nothing, is_confirmed=True, now=now, **SIGNED
    )

    stored = Return.objects.get()
    assert (stored.state, stored.is_nil) == (ReturnState.SUBMITTED, True)
    assert ReportedLine.objects.get().written_by == approver


def test_what_waits_with_its_lines_is_not_signed_as_nil(waiting, approver, now):
    with pytest.raises(Conflict, match="with its lines"):
        submit_nil(
            actor=approver,
            quarterly_return=waiting,
            is_confirmed=True,
            now=now,
            **SIGNED,
        )

    assert Return.objects.get().state == waiting.state == ReturnState.AWAITING


def test_of_two_approvers_one_wins(waiting, approver, agency, now):
    second = UserFactory(approver=agency)
    mine, theirs = Return.objects.get(), Return.objects.get()
    submit_return(actor=approver, quarterly_return=mine, now=now, **SIGNED)

    with pytest.raises(Conflict, match="was sent in"):
        send_back(actor=second, quarterly_return=theirs, comment="Wait", now=now)

    assert SignOff.objects.get().outcome == "signed"
    assert theirs.state == ReturnState.AWAITING


def test_of_two_tabs_that_send_it_the_second_is_told(draft, contact, approver, now):
    mine, theirs = Return.objects.get(), Return.objects.get()
    send_for_sign_off(actor=contact, quarterly_return=mine, now=now)

    with pytest.raises(Conflict, match="waits for"):
        send_for_sign_off(actor=contact, quarterly_return=theirs, now=now)

    assert SignOff.objects.count() == 1


def test_after_the_close_what_waits_is_neither_signed_nor_sent_back(
    waiting, approver, now
):
    later = waiting.period.closes_at.replace(hour=18)

    with pytest.raises(Conflict, match="cannot be changed now"):
        submit_return(actor=approver, quarterly_return=waiting, now=later, **SIGNED)
    with pytest.raises(Conflict, match="cannot be changed now"):
        send_back(actor=approver, quarterly_return=waiting, comment="No", now=later)


ACTS = {
    "send": lambda each, contact, approver, now: send_for_sign_off(
        actor=contact, quarterly_return=each, now=now
    ),
    "back": lambda each, contact, approver, now: send_back(
        actor=approver, quarterly_return=each, comment="Again.", now=now
    ),
    "sign": lambda each, contact, approver, now: submit_return(
        actor=approver, quarterly_return=each, now=now, **SIGNED
    ),
}
#: R34: where each act leads from each state; what is not here is refused.
LEADS_TO = {
    ("open", "send"): "awaiting",
    ("draft", "send"): "awaiting",
    ("awaiting", "back"): "draft",
    ("open", "sign"): "submitted",
    ("draft", "sign"): "submitted",
    ("awaiting", "sign"): "submitted",
    ("queried", "sign"): "submitted",
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", [state.value for state in ReturnState])
def test_only_the_transitions_of_sign_off_happen(contact, approver, now, state, act):
    """R34: every act from every state."""
    agency = contact.appointments.get().agency
    trait = {} if state == "open" else {state: True}
    each = ReturnFactory(agency=agency, **trait)
    ReturnLineFactory(quarterly_return=each, finished=True)
    if state == "awaiting":
        SignOffFactory(quarterly_return=each)
    expected = LEADS_TO.get((state, act))

    if expected is None:
        with pytest.raises(Conflict):
            ACTS[act](each, contact, approver, now)
    else:
        ACTS[act](each, contact, approver, now)

    assert Return.objects.get().state == (expected or state)


def test_a_question_is_answered_before_the_approver_signs(
    agency, contact, approver, now
):
    back = ReturnFactory(agency=agency, queried=True)
    ReturnLineFactory(quarterly_return=back, finished=True)
    QueryFactory(quarterly_return=back)

    with pytest.raises(ValidationError, match="Answer each question"):
        submit_return(actor=approver, quarterly_return=back, now=now, **SIGNED)


def test_only_one_round_waits_at_a_time(waiting):
    with pytest.raises(IntegrityError):
        SignOffFactory(quarterly_return=waiting)


def test_a_note_with_an_identifier_is_not_kept(draft, contact, approver, now):
    """R55."""
    with pytest.raises(ValidationError) as caught:
        send_for_sign_off(
            actor=contact,
            quarterly_return=draft,
            note="About 943 476 5919.",
            is_confirmed=True,
            now=now,
        )

    assert list(caught.value.message_dict) == ["note"]
    assert SignOff.objects.count() == 0
