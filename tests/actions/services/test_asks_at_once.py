"""Ten people, ten connections, one ask, one link (must hold on both databases)."""

import pytest

from actions.models import Ask, AskReply, Delegation, Proposal, ReturnLine
from actions.services.ask_replies import answer_ask, close_ask, overrule_ask
from actions.services.line_proposals import propose_by_link, take_over
from hcss.kernel.errors import Conflict
from partnerships.models import User
from tests.actions.services.test_returns_at_once import all_at_once
from tests.factories import (
    AskFactory,
    DelegationFactory,
    PartnershipFactory,
    ProposalFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

TEN = 10


def outcomes(said):
    return sorted(set(said)), said.count("done")


def doing(act):
    """Return what runs in a thread: "done", or that somebody was first."""

    def run():
        try:
            act()
        except Conflict:
            return "conflict"
        return "done"

    return run


def test_of_ten_answers_at_once_one_is_kept(now):
    ask, officer = AskFactory(), UserFactory(officer=True)

    def prepare(number):
        mine, actor = Ask.objects.get(), User.objects.get(pk=officer.pk)
        return doing(
            lambda: answer_ask(
                actor=actor, ask=mine, text=f"Answer {number}.", version=1, now=now
            )
        )

    assert outcomes(all_at_once(TEN, prepare)) == (["conflict", "done"], 1)
    assert AskReply.objects.count() == 1
    assert ask.pk == Ask.objects.get(version=2).pk


def test_of_asker_and_chair_at_once_one_closes_it(now):
    ask = AskFactory(answered=True)
    chair = UserFactory(chair=PartnershipFactory())
    ends = {0: (ask.raised_by, close_ask), 1: (chair, overrule_ask)}

    def prepare(number):
        who, service = ends[number]
        mine, actor = Ask.objects.get(), User.objects.get(pk=who.pk)
        return doing(
            lambda: service(actor=actor, ask=mine, text="Done.", version=2, now=now)
        )

    assert outcomes(all_at_once(2, prepare)) == (["conflict", "done"], 1)
    assert AskReply.objects.exclude(kind="answer").count() == 1


def test_of_ten_who_use_a_link_at_once_one_proposes(now):
    DelegationFactory(link=True)

    def prepare(number):
        mine = Delegation.objects.with_line().get()
        words = {"status": "on_track", "progress": f"Words {number}."}
        return doing(lambda: propose_by_link(delegation=mine, words=words, now=now))

    assert outcomes(all_at_once(TEN, prepare)) == (["conflict", "done"], 1)
    assert Proposal.objects.count() == 1


def test_of_ten_who_take_words_over_at_once_one_does(now):
    owner = ProposalFactory().delegation.given_by

    def prepare(number):
        mine = Proposal.objects.with_line().get()
        actor = User.objects.get(pk=owner.pk)
        return doing(lambda: take_over(actor=actor, proposal=mine, version=1, now=now))

    assert outcomes(all_at_once(TEN, prepare)) == (["conflict", "done"], 1)
    assert ReturnLine.objects.get().version == 2
