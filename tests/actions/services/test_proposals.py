"""Proposing actions from the Agreement's words, and by decision."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from actions import events
from actions.choices import ActionLife
from actions.models import Action
from actions.services.proposals import propose_action, propose_from_fragments
from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from tests.factories import (
    ActionFactory,
    AgreementFactory,
    FragmentFactory,
    HeadingFactory,
    PriorityFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def propose(officer, **changes):
    """Propose under priority 1; ``changes`` replace what is sent."""
    priority = changes.pop("priority", None) or PriorityFactory()
    return propose_action(
        actor=officer,
        now=NOW,
        **{
            "agreement": priority.agreement,
            "priority": priority,
            "heading": None,
            "title": "Map the offer of mentoring",
            "decision": "HCSSG 30 September 2026, minute 5",
        }
        | changes,
    )


def test_each_commitment_becomes_a_proposed_action_with_the_agreements_words_only():
    fragment = FragmentFactory(condition="Subject to future funding")
    FragmentFactory(opportunity=True, ref="P1-O1")
    FragmentFactory(concern=True, ref="P1-R1")

    proposed = propose_from_fragments(agreement=fragment.agreement, now=NOW)

    action = Action.objects.get()
    assert proposed == [action]
    assert list(action.fragments.all()) == [fragment]
    assert (action.ref, action.title) == (fragment.ref, fragment.title)
    assert action.priority == fragment.statement.priority
    assert action.heading == fragment.statement.heading
    assert action.condition == "Subject to future funding"
    assert action.life == ActionLife.PROPOSED
    invented = [
        action.lead_agency,
        action.contact,
        action.deputy,
        action.baseline_on,
        action.forecast_on,
        action.review_on,
        action.success_criterion,
        action.decision,
    ]
    assert [value for value in invented if value] == []


def test_proposing_again_changes_no_row():
    fragment = FragmentFactory()
    propose_from_fragments(agreement=fragment.agreement, now=NOW)
    before = list(Action.objects.values()), AuditEvent.objects.count()

    again = propose_from_fragments(agreement=fragment.agreement, now=NOW)

    assert again == []
    assert (list(Action.objects.values()), AuditEvent.objects.count()) == before


def test_only_the_commitments_of_that_agreement_are_proposed():
    fragment = FragmentFactory()
    other = AgreementFactory(slug="another", title="Another")
    FragmentFactory(
        statement__priority__agreement=other, statement__heading=None, ref="P1-01"
    )

    proposed = propose_from_fragments(agreement=fragment.agreement, now=NOW)

    assert [action.ref for action in proposed] == [fragment.ref]


def test_a_proposal_from_the_agreement_is_written_down_as_the_systems():
    fragment = FragmentFactory()

    (action,) = propose_from_fragments(agreement=fragment.agreement, now=NOW)

    event = audit.history(action).get()
    assert (event.verb, event.actor) == (events.ACTION_PROPOSED, None)
    assert event.why == f"A commitment of {fragment.agreement}"


def test_an_action_may_come_from_a_decision_and_takes_the_next_free_reference(officer):
    ActionFactory(ref="P1-02")
    FragmentFactory(ref="P1-10")

    action = propose(officer)

    assert action.ref == "P1-11"
    assert action.decision == "HCSSG 30 September 2026, minute 5"
    assert action.life == ActionLife.PROPOSED


def test_the_first_action_of_a_priority_is_number_one(officer):
    assert propose(officer, priority=PriorityFactory(number=6)).ref == "P6-01"


def test_an_opportunity_may_be_adopted_by_decision(officer):
    wish = FragmentFactory(opportunity=True, ref="P1-O1")

    action = propose(officer, fragments=[wish])

    assert list(action.fragments.all()) == [wish]


def test_the_decision_that_made_it_is_written_down(officer):
    action = propose(officer)

    event = audit.history(action).get()

    assert (event.verb, event.actor) == (events.ACTION_PROPOSED, officer)
    assert event.why == "HCSSG 30 September 2026, minute 5"


def test_a_proposal_needs_its_title_and_its_decision(officer):
    with pytest.raises(ValidationError) as caught:
        propose(officer, title=" ", decision="")

    assert caught.value.message_dict == {
        "title": ["Say in a few words what is to be done."],
        "decision": ["Say which decision made this action."],
    }


def test_a_title_that_is_too_long_is_refused(officer):
    with pytest.raises(ValidationError) as caught:
        propose(officer, title="x" * 201)

    assert caught.value.message_dict == {"title": ["Use 200 characters or fewer."]}


def test_everything_a_proposal_names_is_of_one_agreement(officer):
    other = AgreementFactory(slug="another", title="Another")
    wish = FragmentFactory(
        statement__priority__agreement=other, statement__heading=None, ref="P1-O1"
    )

    with pytest.raises(ValidationError) as caught:
        propose(
            officer,
            agreement=AgreementFactory(slug="third", title="Third"),
            heading=HeadingFactory(agreement=other),
            fragments=[wish],
        )

    assert caught.value.message_dict == {
        "priority": ["Choose a priority of this agreement."],
        "heading": ["Choose a heading of this agreement."],
        "fragments": ["These words stand under another priority."],
    }


def test_words_become_one_action_only(officer):
    wish = FragmentFactory(opportunity=True, ref="P1-O1")
    first = propose(officer, fragments=[wish])

    with pytest.raises(ValidationError) as caught:
        propose(officer, fragments=[wish])

    assert caught.value.message_dict == {
        "fragments": [f"{first.ref} comes from these words already."]
    }


def test_nothing_is_proposed_under_an_agreement_that_has_been_replaced(officer):
    old = AgreementFactory()
    AgreementFactory(slug="new", replaces=old)

    with pytest.raises(ValidationError) as caught:
        propose(officer, priority=PriorityFactory(agreement=old))

    assert caught.value.message_dict == {
        "agreement": [f"{old} has been replaced by a later one."]
    }


def test_a_reference_that_somebody_took_meanwhile_is_a_conflict(officer):
    taken = ActionFactory(priority=PriorityFactory(number=2), ref="P1-01")

    with pytest.raises(Conflict) as caught:
        propose(officer)

    assert caught.value.messages == [
        "Somebody else proposed an action at this moment. Try again."
    ]
    assert Action.objects.get() == taken


def test_the_database_holds_one_action_of_a_reference():
    taken = ActionFactory(ref="P1-11")

    with pytest.raises(IntegrityError):
        ActionFactory(ref="P1-11", agreement=taken.agreement)


@pytest.mark.parametrize("role", ["contact", "chair", "assurer", "reader"])
def test_only_an_officer_proposes(role):
    with pytest.raises(NotPermitted):
        propose(UserFactory(**{role: True}))

    assert not Action.objects.exists()
