"""Words that somebody else writes for a line, and what its owner does with them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.choices import DeliveryStatus, Marking, ReturnState
from actions.models import Delegation, Proposal, Return, ReturnLine
from actions.return_choices import ProposalState
from actions.services.line_proposals import (
    decline,
    propose,
    propose_by_link,
    take_over,
)
from actions.services.lines import LineConflict, save_line
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from partnerships.models import User
from tests.factories import (
    DelegationFactory,
    ProposalFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

WORDS = {"status": DeliveryStatus.ON_TRACK, "progress": "Two of three are trained."}


@pytest.fixture
def link():
    return DelegationFactory(link=True, secret="the-secret")


def written(delegation, now, **words):
    return propose_by_link(delegation=delegation, words=words or WORDS, now=now)


# --- Proposing


def test_a_link_gives_a_proposal_and_nothing_in_the_draft(link, now):
    people = User.objects.count()

    written(link, now)

    proposal = Proposal.objects.get()
    assert proposal.delegation == link
    assert (proposal.status, proposal.progress) == ("on_track", WORDS["progress"])
    assert (proposal.written_by_name, proposal.written_at) == ("Sam Stranger", now)
    assert (proposal.line_version, proposal.state) == (1, ProposalState.WAITING)
    assert Delegation.objects.get().used_at == now
    line = ReturnLine.objects.get()
    assert (line.version, line.progress) == (1, "")
    assert Return.objects.get().state == ReturnState.OPEN
    assert User.objects.count() == people + 0
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor) == ("actions.proposal_made", None)
    assert event.changes == {"written_by": ["", "Sam Stranger"]}


def test_a_second_use_of_a_link_fails(link, now):
    written(link, now)
    again = Delegation.objects.with_line().get()

    with pytest.raises(Conflict) as caught:
        written(again, now)

    assert caught.value.code == "used"
    assert Proposal.objects.count() == 1


def test_of_two_who_use_a_link_at_once_one_wins(link, now):
    first_tab = Delegation.objects.with_line().get()
    second_tab = Delegation.objects.with_line().get()
    written(first_tab, now, progress="The first.", status="on_track")

    with pytest.raises(Conflict) as caught:
        written(second_tab, now, progress="The second.", status="on_track")

    assert caught.value.code == "used"
    assert Proposal.objects.get().progress == "The first."


def test_hour_73_fails_and_the_last_second_does_not(link):
    with pytest.raises(Conflict) as caught:
        written(link, link.expires_at)
    assert caught.value.code == "expired"

    assert written(link, link.expires_at - timedelta(seconds=1)).pk


def test_taken_back_fails(now):
    link = DelegationFactory(link=True, withdrawn_at=now)

    with pytest.raises(Conflict) as caught:
        written(link, now)

    assert caught.value.code == "withdrawn"


@pytest.mark.parametrize("state", ["submitted", "accepted", "awaiting", "no_return"])
def test_a_line_that_is_locked_fails(link, now, state):
    Return.objects.update(
        state=state,
        version=1,
        submitted_at=now,
        accepted_at=now,
        accepted_by=link.given_by,
    )
    fresh = Delegation.objects.with_line().get()

    with pytest.raises(Conflict) as caught:
        written(fresh, now)

    assert caught.value.code == "locked"


def test_an_accepted_line_fails_though_the_return_is_back(now):
    line = ReturnLineFactory(quarterly_return__queried=True, reported="on_track")
    line.accepted_at, line.accepted_by = now, UserFactory(officer=True)
    line.save()
    link = DelegationFactory(link=True, line=line)

    with pytest.raises(Conflict) as caught:
        written(link, now)

    assert caught.value.code == "locked"


def test_a_line_that_has_become_sensitive_fails(link, now):
    ReturnLine.objects.update(marking=Marking.SENSITIVE)
    fresh = Delegation.objects.with_line().get()

    with pytest.raises(Conflict) as caught:
        written(fresh, now)

    assert caught.value.code == "hidden"


def test_a_colleague_proposes_and_nobody_else(now):
    delegation = DelegationFactory()
    for who in (delegation.given_by, UserFactory(officer=True), UserFactory()):
        with pytest.raises(NotPermitted):
            propose(actor=who, delegation=delegation, words=WORDS, now=now)

    proposal = propose(
        actor=delegation.to_person, delegation=delegation, words=WORDS, now=now
    )

    assert proposal.written_by_name == delegation.to_person.name
    assert AuditEvent.objects.get().actor == delegation.to_person


def test_what_was_passed_to_a_colleague_is_not_a_link(now):
    with pytest.raises(Conflict):
        written(DelegationFactory(), now)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({}, "status"),
        ({"status": "", "progress": " \n"}, "status"),
        ({"status": "splendid"}, "status"),
        ({"evidence_link": "javascript:alert(1)"}, "evidence_link"),
        ({"progress": "x" * 10_001}, "progress"),
        ({"completed_on": date(2027, 1, 1), "status": "complete"}, "completed_on"),
        ({"marking": "official_sensitive"}, "marking"),
        ({"version": 3}, "version"),
        ({"progress": "NHS number 943 476 5919."}, "progress"),
    ],
)
def test_what_cannot_be_proposed_is_refused_and_the_link_still_works(
    link, now, words, field
):
    with pytest.raises(ValidationError) as caught:
        propose_by_link(delegation=link, words=words, now=now)

    assert list(caught.value.message_dict) == [field]
    assert Proposal.objects.count() == 0
    assert written(Delegation.objects.with_line().get(), now).pk


# --- Taking over


@pytest.fixture
def proposal():
    return ProposalFactory()


@pytest.fixture
def owner(proposal):
    return proposal.delegation.given_by


def test_the_owner_takes_the_words_over_into_the_draft(proposal, owner, now):
    take_over(actor=owner, proposal=proposal, version=1, now=now)

    line = ReturnLine.objects.get()
    assert (line.status, line.progress) == ("on_track", proposal.progress)
    assert (line.edited_by, line.version) == (owner, 2)
    assert line.quarterly_return.state == ReturnState.DRAFT
    stored = Proposal.objects.get()
    assert (stored.state, stored.decided_by) == (ProposalState.TAKEN, owner)
    event = AuditEvent.objects.get(verb="actions.proposal_taken_over")
    assert event.changes == {"written_by": ["", proposal.written_by_name]}


def test_what_was_not_proposed_stays_as_it_is(owner, proposal, now):
    line = proposal.delegation.line
    save_line(
        actor=owner,
        line=line,
        version=1,
        words={"evidence": "Minute 6.", "progress": "Mine."},
        now=now,
        finish=False,
    )

    take_over(actor=owner, proposal=proposal, version=2, now=now)

    stored = ReturnLine.objects.get()
    assert (stored.evidence, stored.progress) == ("Minute 6.", proposal.progress)


def test_a_stale_line_is_a_conflict_with_both_texts(owner, proposal, now):
    line = ReturnLine.objects.with_action().get()
    save_line(
        actor=owner,
        line=line,
        version=1,
        words={"progress": "Mine."},
        now=now,
        finish=False,
    )
    fresh = Proposal.objects.with_line().get()

    with pytest.raises(LineConflict) as caught:
        take_over(actor=owner, proposal=fresh, version=1, now=now)

    assert caught.value.stored.progress == "Mine."
    assert Proposal.objects.get().state == ProposalState.WAITING
    assert ReturnLine.objects.get().progress == "Mine."


def test_nothing_is_taken_over_into_a_locked_line(owner, proposal, now):
    Return.objects.update(state="submitted", version=1, submitted_at=now)
    fresh = Proposal.objects.with_line().get()

    with pytest.raises(Conflict):
        take_over(actor=owner, proposal=fresh, version=1, now=now)

    assert Proposal.objects.get().state == ProposalState.WAITING


def test_it_is_decided_once(owner, proposal, now):
    decline(actor=owner, proposal=proposal, now=now)
    assert Proposal.objects.get().state == ProposalState.DECLINED

    for act in (
        lambda: decline(actor=owner, proposal=proposal, now=now),
        lambda: take_over(actor=owner, proposal=proposal, version=1, now=now),
    ):
        with pytest.raises(Conflict, match="decided this: not taken over"):
            act()
    assert ReturnLine.objects.get().version == 1


def test_only_the_owner_decides(proposal, now):
    for who in (
        UserFactory(officer=True),
        UserFactory(contact=True),
        proposal.delegation.to_person,
    ):
        with pytest.raises(NotPermitted):
            take_over(actor=who, proposal=proposal, version=1, now=now)
        with pytest.raises(NotPermitted):
            decline(actor=who, proposal=proposal, now=now)
