"""Agreeing an action: who answers for it, what success is, by when."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actions import events
from actions.choices import ActionLife, Marking, Timing
from actions.models import Action
from actions.services.adoption import Terms, adopt_action, adopt_many
from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from partnerships.choices import AgencyKind
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    MembershipFactory,
    PartnershipFactory,
    PostFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)
DECISION = "HCSSG 30 September 2026, minute 5"


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Pat Green")


@pytest.fixture
def agency():
    return AgencyFactory(name="Hampshire Constabulary")


@pytest.fixture
def terms(agency):
    """Return terms that are right in every way."""
    return Terms(
        lead_agency=agency,
        contact=UserFactory(contact=agency),
        success_criterion="Every agency has signed the plan.",
        timing=Timing.DATE,
        baseline_on=date(2027, 3, 31),
        decision=DECISION,
        agreed_on=date(2026, 9, 30),
    )


def adopt(officer, terms, action=None, **changes):
    """Agree ``action`` on ``terms`` with ``changes``."""
    return adopt_action(
        actor=officer,
        action=action or ActionFactory(),
        terms=replace(terms, **changes),
        now=NOW,
    )


def refusal(officer, terms, action=None, **changes):
    """Return what is said, by field, when the terms are refused."""
    action = action or ActionFactory()
    with pytest.raises(ValidationError) as caught:
        adopt(officer, terms, action, **changes)
    action.refresh_from_db()
    assert action.life == ActionLife.PROPOSED
    return caught.value.message_dict


def test_an_agreed_action_has_its_lead_its_measure_and_its_date(officer, terms):
    others = AgencyFactory.create_batch(2)
    board = PartnershipFactory()

    action = adopt(
        officer,
        terms,
        contributors=others,
        overseen_by=board,
        starts_on=date(2026, 11, 2),
        marking=Marking.SENSITIVE,
    )

    action = Action.objects.get(pk=action.pk)
    assert action.life == ActionLife.AGREED
    assert action.lead_agency == terms.lead_agency
    assert action.contact == terms.contact
    assert set(action.contributors.all()) == set(others)
    assert action.overseen_by == board
    assert action.success_criterion == "Every agency has signed the plan."
    assert action.baseline_on == action.forecast_on == date(2027, 3, 31)
    assert action.starts_on == date(2026, 11, 2)
    assert action.marking == Marking.SENSITIVE
    assert (action.decision, action.agreed_on) == (DECISION, date(2026, 9, 30))
    assert action.version == 2


def test_agreeing_is_written_down_with_what_changed_and_why(officer, terms):
    action = adopt(officer, terms)

    event = audit.history(action).get()

    assert (event.verb, event.actor) == (events.ACTION_AGREED, officer)
    assert event.why == DECISION
    assert event.changes["life"] == ["proposed", "agreed"]
    assert event.changes["lead_agency"] == [None, "Hampshire Constabulary"]
    assert event.changes["baseline_on"] == [None, "2027-03-31"]


def test_a_continuing_action_has_a_review_date_and_no_other(officer, terms):
    action = adopt(
        officer,
        terms,
        timing=Timing.CONTINUING,
        baseline_on=None,
        review_on=date(2027, 4, 5),
    )

    assert action.is_continuing
    assert action.review_on == date(2027, 4, 5)
    assert action.baseline_on is None


def test_that_no_date_is_agreed_may_be_said_and_must_be(officer, terms):
    undated = adopt(officer, terms, timing=Timing.UNDATED, baseline_on=None)

    assert undated.is_undated
    assert refusal(officer, terms, timing="", baseline_on=None) == {
        "timing": ["Say by when it is to be done, or that no date is agreed."]
    }


def test_everything_that_is_missing_is_said_at_once(officer):
    assert refusal(officer, Terms()) == {
        "lead_agency": ["Choose the one agency that leads."],
        "success_criterion": ["Say by what the group will know that it is done."],
        "decision": ["Name the decision of the group that agreed it."],
        "agreed_on": ["Give the day on which it was agreed."],
        "timing": ["Say by when it is to be done, or that no date is agreed."],
    }


def test_white_space_is_no_criterion(officer, terms):
    assert refusal(officer, terms, success_criterion=" \n ") == {
        "success_criterion": ["Say by what the group will know that it is done."]
    }


@pytest.mark.parametrize(
    "kind",
    [
        AgencyKind.SECTOR,
        AgencyKind.COLLECTIVE,
        AgencyKind.SERVICE,
        AgencyKind.DIRECTORATE,
    ],
)
def test_what_cannot_answer_cannot_lead_and_the_reason_is_given(officer, terms, kind):
    lead = AgencyFactory(kind=kind)

    assert refusal(officer, terms, lead_agency=lead, contact=None) == {
        "lead_agency": [lead.why_it_cannot_lead]
    }


def test_an_agency_that_has_ended_cannot_lead(officer, terms):
    lead = AgencyFactory(name="Old CCG", ended_on=date(2022, 7, 1))

    assert refusal(officer, terms, lead_agency=lead, contact=None) == {
        "lead_agency": ["Old CCG no longer exists: choose its successor"]
    }


def test_if_a_partnership_leads_an_agency_and_a_contact_answer(officer, terms):
    board = PartnershipFactory()

    said = refusal(
        officer, terms, lead_partnership=board, lead_agency=None, contact=None
    )

    assert said == {
        "lead_agency": ["Choose the one agency that leads."],
        "contact": [
            "When a partnership leads, an agency and a contact answer for the return."
        ],
    }


def test_a_partnership_may_lead_when_somebody_answers(officer, terms):
    board = PartnershipFactory()
    MembershipFactory(partnership=board, agency=terms.lead_agency)

    action = adopt(officer, terms, lead_partnership=board)

    assert action.lead_partnership == board


def test_a_partnership_that_has_ended_neither_leads_nor_oversees(officer, terms):
    board = PartnershipFactory(name="Old board", ended_on=date(2024, 1, 1))

    said = refusal(officer, terms, lead_partnership=board, overseen_by=board)

    words = ["Old board no longer exists: choose another."]
    assert said == {"lead_partnership": words, "overseen_by": words}


def test_the_contact_is_of_the_lead_agency(officer, terms):
    stranger = UserFactory(contact=True, name="Sam Hill")

    assert refusal(officer, terms, contact=stranger) == {
        "contact": [
            (
                "Sam Hill does not speak for Hampshire Constabulary today and is "
                "not one of its people."
            )
        ]
    }


def test_a_contact_whose_appointment_is_over_is_none(officer, terms, agency):
    gone = UserFactory(name="Sam Hill")
    gone.appointments.create(
        role="contact",
        agency=agency,
        starts_on=date(2020, 1, 1),
        ends_on=date(2026, 10, 5),
    )

    assert list(refusal(officer, terms, contact=gone)) == ["contact"]


def test_the_agencys_own_people_may_be_contacts(officer, terms, agency):
    member = UserFactory(employer=agency)
    of_a_part = UserFactory(
        employer=AgencyFactory(kind=AgencyKind.DIRECTORATE, parent=agency)
    )

    assert adopt(officer, terms, contact=member).contact == member
    assert adopt(officer, terms, contact=of_a_part).contact == of_a_part


def test_a_contact_who_has_left_is_refused(officer, terms, agency):
    gone = UserFactory(employer=agency, is_active=False, name="Sam Hill")

    assert refusal(officer, terms, contact=gone, deputy=gone) == {
        "contact": ["Sam Hill has left: choose somebody else."],
        "deputy": [
            "Sam Hill has left: choose somebody else.",
            "The deputy must be somebody else than the contact.",
        ],
    }


def test_the_deputy_is_somebody_else_of_the_same_agency(officer, terms, agency):
    assert refusal(officer, terms, deputy=terms.contact) == {
        "deputy": ["The deputy must be somebody else than the contact."]
    }
    assert list(refusal(officer, terms, deputy=UserFactory())) == ["deputy"]
    deputy = UserFactory(approver=agency)
    assert adopt(officer, terms, deputy=deputy).deputy == deputy


def test_a_post_may_be_the_contact_instead_of_a_person(officer, terms, agency):
    post = PostFactory(agency=agency)

    assert adopt(officer, terms, contact=None, contact_post=post).contact_post == post
    assert refusal(officer, terms, contact_post=post) == {
        "contact_post": ["Choose a person or a post, not both."]
    }


def test_a_post_elsewhere_is_not_the_contact(officer, terms):
    post = PostFactory(title="Head of youth justice", agency=AgencyFactory())

    assert refusal(officer, terms, contact=None, contact_post=post) == {
        "contact_post": [
            "Head of youth justice is not a post at Hampshire Constabulary."
        ]
    }


def test_the_lead_is_not_a_contributor(officer, terms, agency):
    gone = AgencyFactory(name="Old CCG", ended_on=date(2022, 7, 1))

    assert refusal(officer, terms, contributors=[agency, gone]) == {
        "contributors": [
            "Hampshire Constabulary leads: leave it out of those contributing.",
            "Old CCG no longer exists: choose its successor.",
        ]
    }


def test_the_completion_date_comes_after_the_agreement(officer, terms):
    assert refusal(officer, terms, baseline_on=date(2026, 9, 30)) == {
        "baseline_on": [
            (
                "The completion date must be after the day it was agreed, "
                "30 September 2026."
            )
        ]
    }
    assert refusal(officer, terms, baseline_on=None) == {
        "baseline_on": ["Give the day by which it is to be completed."]
    }


def test_it_starts_before_it_is_completed(officer, terms):
    assert refusal(officer, terms, starts_on=date(2027, 4, 1)) == {
        "starts_on": ["It must start before it is to be completed."]
    }


def test_what_was_agreed_is_not_in_the_future(officer, terms):
    assert refusal(officer, terms, agreed_on=date(2026, 10, 6)) == {
        "agreed_on": ["The day it was agreed cannot be in the future."]
    }


def test_a_year_that_is_a_slip_of_the_finger_is_refused(officer, terms):
    assert refusal(officer, terms, baseline_on=date(2926, 3, 31)) == {
        "baseline_on": ["Give a day between 1900 and 2199."]
    }


@pytest.mark.parametrize(
    ("review_on", "words"),
    [
        (None, "Give the day on which it is reviewed."),
        (date(2026, 10, 5), "The review date must be in the future."),
        (
            date(2027, 4, 6),
            "The review date must be within six months: by 5 April 2027.",
        ),
    ],
)
def test_a_continuing_action_is_reviewed_within_six_months(
    officer, terms, review_on, words
):
    said = refusal(
        officer,
        terms,
        timing=Timing.CONTINUING,
        baseline_on=None,
        review_on=review_on,
    )

    assert said == {"review_on": [words]}


def test_one_kind_of_date_leaves_the_other_empty(officer, terms):
    both = {"baseline_on": date(2027, 3, 31), "review_on": date(2027, 1, 5)}
    empty = ["You said that no date is agreed: leave this empty."]

    assert refusal(officer, terms, **both) == {
        "review_on": ["Only a continuing action has a review date."]
    }
    assert refusal(officer, terms, timing=Timing.CONTINUING, **both) == {
        "baseline_on": ["A continuing action has a review date and no completion date."]
    }
    assert refusal(officer, terms, timing=Timing.UNDATED, **both) == {
        "baseline_on": empty,
        "review_on": empty,
    }


def test_the_condition_of_the_agreement_stays(officer, terms):
    action = ActionFactory(conditional=True)

    said = refusal(officer, terms, action, condition="")
    kept = adopt(officer, terms, action)

    assert said == {
        "condition": [
            "The Agreement sets this condition: keep it, and record when it is met."
        ]
    }
    assert kept.condition == "Subject to future funding"
    assert kept.has_open_condition


def test_an_unknown_marking_is_refused(officer, terms):
    assert refusal(officer, terms, marking="secret") == {
        "marking": ["Choose one of the markings."]
    }


def test_of_two_tabs_the_second_is_told_who_was_first(officer, terms):
    action = ActionFactory(ref="P1-03")
    first_tab, second_tab = (Action.objects.get(pk=action.pk) for _ in range(2))
    adopt(officer, terms, first_tab)

    with pytest.raises(Conflict) as caught:
        adopt(officer, terms, second_tab, success_criterion="Something else.")

    assert caught.value.messages == [
        "Pat Green changed this on 5 October 2026 at 10:00am. P1-03 is agreed now."
    ]
    action.refresh_from_db()
    assert action.success_criterion == "Every agency has signed the plan."


@pytest.mark.parametrize("life", ["agreed", "active", "on_hold", "complete", "closed"])
def test_only_a_proposed_action_is_agreed(officer, terms, life):
    action = ActionFactory(**{life: True})

    with pytest.raises(Conflict):
        adopt(officer, terms, action)


@pytest.mark.parametrize("role", ["contact", "approver", "chair", "assurer", "reader"])
def test_only_an_officer_agrees(terms, role):
    with pytest.raises(NotPermitted):
        adopt(UserFactory(**{role: True}), terms)


def test_the_baseline_does_not_move_even_by_sql(officer, terms):
    action = adopt(officer, terms)

    with (
        pytest.raises(IntegrityError, match="baseline date is set once"),
        transaction.atomic(),
    ):
        Action.objects.filter(pk=action.pk).update(baseline_on=date(2028, 1, 1))

    assert Action.objects.get(pk=action.pk).baseline_on == date(2027, 3, 31)


def test_several_are_agreed_at_once(officer, terms):
    actions = ActionFactory.create_batch(3)

    adopt_many(
        actor=officer, adoptions=[(action, terms) for action in actions], now=NOW
    )

    lives = set(Action.objects.values_list("life", "lead_agency"))
    assert lives == {(ActionLife.AGREED, terms.lead_agency.pk)}


def test_of_several_each_has_its_own_faults_and_none_is_agreed(officer, terms):
    good, bad = ActionFactory(ref="P1-01"), ActionFactory(ref="P1-02")

    with pytest.raises(ValidationError) as caught:
        adopt_many(
            actor=officer,
            adoptions=[
                (good, replace(terms, decision="")),
                (bad, replace(terms, decision="", success_criterion="")),
            ],
            now=NOW,
        )

    assert caught.value.message_dict == {
        "decision": ["Name the decision of the group that agreed it."],
        "P1-02-success_criterion": [
            "P1-02: Say by what the group will know that it is done."
        ],
    }
    assert set(Action.objects.values_list("life", flat=True)) == {ActionLife.PROPOSED}


def test_if_one_of_several_was_agreed_meanwhile_none_is(officer, terms):
    first, second = ActionFactory.create_batch(2)
    stale = Action.objects.get(pk=second.pk)
    adopt(officer, terms, second)

    with pytest.raises(Conflict):
        adopt_many(actor=officer, adoptions=[(first, terms), (stale, terms)], now=NOW)

    first.refresh_from_db()
    assert first.life == ActionLife.PROPOSED


def test_agreeing_several_needs_one(officer):
    with pytest.raises(ValidationError) as caught:
        adopt_many(actor=officer, adoptions=[], now=NOW)

    assert caught.value.messages == ["Choose the actions to agree."]


def test_only_an_officer_agrees_several(terms):
    with pytest.raises(NotPermitted):
        adopt_many(
            actor=UserFactory(chair=True),
            adoptions=[(ActionFactory(), terms)],
            now=NOW,
        )


def test_long_words_have_a_length(officer, terms):
    long = "x" * 10_001

    assert refusal(officer, terms, success_criterion=long, condition=long) == {
        "success_criterion": ["Keep this to 10,000 characters."],
        "condition": ["Keep this to 10,000 characters."],
    }
    assert adopt(officer, terms, success_criterion=long[1:]).life == ActionLife.AGREED
