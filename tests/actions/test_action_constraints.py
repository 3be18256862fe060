"""What the database refuses of actions and date changes, in words."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actions.choices import ActionLife
from actions.models import Action, Contribution, DateChange
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    ContributionFactory,
    DateChangeFactory,
    PartnershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

AGREED = (
    "An agreed action has one lead agency, a success criterion and the decision that "
    "agreed it."
)
PROPOSED = "A proposed action has no lead, contact or date until it is agreed."
COMPLETE = (
    "Complete needs a completion date and an officer's verification; a continuing "
    "action is closed by decision instead."
)
CLOSED = "Closing an action needs the kind of closure, its date and the decision."
BOTH = "Baseline and forecast date go together."


@pytest.mark.parametrize(
    ("traits", "changes", "words"),
    [
        ("agreed", {"lead_agency": None}, AGREED),
        ("agreed", {"success_criterion": ""}, AGREED),
        ("agreed", {"decision": ""}, AGREED),
        ("agreed", {"agreed_on": None}, AGREED),
        (
            "",
            {"baseline_on": date(2027, 1, 1), "forecast_on": date(2027, 1, 1)},
            PROPOSED,
        ),
        ("agreed", {"forecast_on": None}, BOTH),
        (
            "continuing",
            {"review_on": None},
            "A continuing action has a review date and no completion date.",
        ),
        (
            "agreed",
            {"review_on": date(2027, 1, 1)},
            "Only a continuing action has a review date.",
        ),
        ("complete", {"completed_on": None}, COMPLETE),
        ("complete", {"verified_by": None}, COMPLETE),
        ("closed", {"closing_decision": ""}, CLOSED),
        ("closed", {"closed_on": None}, CLOSED),
        ("on_hold", {"held_until": None}, "Say until when the action is on hold."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_by_the_database(traits, changes, words):
    action = ActionFactory(**({traits: True} if traits else {}))
    for name, value in changes.items():
        setattr(action, name, value)

    with pytest.raises(ValidationError) as caught:
        action.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(**changes)

    assert caught.value.messages == [words]


def test_a_proposed_action_has_no_lead():
    with pytest.raises(IntegrityError):
        ActionFactory(lead_agency=AgencyFactory())


def test_if_a_partnership_leads_somebody_answers():
    action = ActionFactory(agreed=True)
    action.lead_partnership, action.contact = PartnershipFactory(), None

    with pytest.raises(ValidationError) as caught:
        action.validate_constraints()

    assert caught.value.messages == [
        "When a partnership leads, an agency and a contact answer for the return."
    ]


def test_a_continuing_action_is_never_complete():
    action = ActionFactory(continuing=True)
    action.life, action.completed_on = ActionLife.COMPLETE, date(2026, 10, 1)
    action.verified_by = UserFactory(officer=True)
    action.verified_at = datetime(2026, 10, 2, tzinfo=UTC)

    with pytest.raises(ValidationError) as caught:
        action.validate_constraints()

    assert caught.value.messages == [COMPLETE]


def test_an_agency_contributes_once():
    contribution = ContributionFactory()

    with pytest.raises(IntegrityError):
        Contribution.objects.create(
            action=contribution.action, agency=contribution.agency
        )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"new_on": date(2027, 3, 31)},
            "The new date is the same as the old one.",
        ),
        (
            {"decided_by": "asked_by"},
            "Who asks for a new date does not approve it.",
        ),
    ],
)
def test_a_date_change_that_cannot_be_is_refused_in_words(changes, words):
    change = DateChangeFactory()
    for name, value in changes.items():
        setattr(change, name, change.asked_by if value == "asked_by" else value)

    with pytest.raises(ValidationError) as caught:
        change.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        DateChange.objects.filter(pk=change.pk).update(
            new_on=change.new_on, decided_by=change.decided_by
        )

    assert caught.value.messages == [words]
