"""Dates: set once, moved by request and decision."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from actions import events
from actions.choices import ClosedAs, DateChangeState, DelayReason, Timing
from actions.models import Action, DateChange
from actions.services.dates import ask_for_date, decide_date, set_date
from actions.services.life import close_action
from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    DateChangeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)
LATER = date(2027, 6, 30)


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Pat Green")


@pytest.fixture
def action():
    return ActionFactory(active=True, ref="P1-03")


def ask(actor, action, **changes):
    sent = {
        "new_on": LATER,
        "reason": DelayReason.STAFFING,
        "explanation": "The analyst's post is vacant.",
    } | changes
    return ask_for_date(actor=actor, action=action, now=NOW, **sent)


def decide(actor, change, *, approve=True, **changes):
    return decide_date(actor=actor, change=change, approve=approve, now=NOW, **changes)


def fix(officer, action, **changes):
    sent = {
        "timing": Timing.DATE,
        "baseline_on": date(2027, 3, 31),
        "decision": "Minute 3",
    } | changes
    return set_date(actor=officer, action=action, now=NOW, **sent)


def said(call, *args, **changes):
    with pytest.raises(ValidationError) as caught:
        call(*args, **changes)
    return caught.value.message_dict


# --- Setting the first date -------------------------------------------------------


def test_an_undated_action_gets_its_baseline_once(officer):
    action = ActionFactory(undated=True)

    fix(officer, action)

    stored = Action.objects.get(pk=action.pk)
    assert stored.baseline_on == stored.forecast_on == date(2027, 3, 31)
    event = audit.history(action).get()
    assert (event.verb, event.why) == (events.DATE_SET, "Minute 3")
    assert said(fix, officer, stored, baseline_on=date(2027, 9, 30)) == {
        "__all__": ["The baseline date is set once: ask for a new date."]
    }


def test_an_undated_action_may_turn_out_to_continue(officer):
    action = ActionFactory(undated=True)

    fix(
        officer,
        action,
        timing=Timing.CONTINUING,
        baseline_on=None,
        review_on=date(2027, 1, 29),
    )

    assert (action.is_continuing, action.review_on) == (True, date(2027, 1, 29))


def test_a_continuing_action_gets_its_next_review_date(officer):
    action = ActionFactory(continuing=True)

    fix(
        officer,
        action,
        timing=Timing.CONTINUING,
        baseline_on=None,
        review_on=date(2027, 1, 29),
    )

    assert action.review_on == date(2027, 1, 29)
    assert action.reviewed_at is None


def test_setting_a_date_needs_one_and_a_decision(officer):
    action = ActionFactory(undated=True)

    assert said(
        fix, officer, action, timing=Timing.UNDATED, baseline_on=None, decision=""
    ) == {
        "timing": ["Give a completion date or a review date."],
        "decision": ["Name the decision that set this date."],
    }


def test_of_two_tabs_that_set_a_date_one_wins(officer):
    action = ActionFactory(undated=True)
    first_tab, second_tab = (Action.objects.get(pk=action.pk) for _ in range(2))
    fix(officer, first_tab)

    with pytest.raises(Conflict):
        fix(officer, second_tab, baseline_on=date(2027, 9, 30))

    action.refresh_from_db()
    assert action.baseline_on == date(2027, 3, 31)


@pytest.mark.parametrize("life", [{}, {"complete": True}, {"closed": True}])
def test_only_an_open_action_is_dated(officer, life):
    with pytest.raises(Conflict):
        fix(officer, ActionFactory(**life))


def test_only_an_officer_sets_a_date():
    action = ActionFactory(undated=True)

    with pytest.raises(NotPermitted):
        fix(action.contact, action)


# --- Asking -----------------------------------------------------------------------


def test_asking_moves_nothing_yet(action):
    change = ask(action.contact, action)

    assert (change.number, change.state) == (1, DateChangeState.WAITING)
    assert (change.old_on, change.new_on) == (date(2027, 3, 31), LATER)
    action.refresh_from_db()
    assert action.forecast_on == date(2027, 3, 31)


def test_a_request_is_written_into_the_history_of_the_action(action):
    ask(action.contact, action)

    event = audit.history(action).get()

    assert (event.verb, event.actor) == (events.DATE_CHANGE_ASKED, action.contact)
    assert event.why == (
        "A post is vacant or staff are redeployed: The analyst's post is vacant."
    )
    assert event.changes == {"date_asked_for": ["2027-03-31", "2027-06-30"]}


def test_a_request_says_when_and_why(action):
    assert said(
        ask, action.contact, action, new_on=None, reason="", explanation=" "
    ) == {
        "new_on": ["Give the new date."],
        "reason": ["Choose the reason."],
        "explanation": ["Say why the date has to move."],
    }


@pytest.mark.parametrize(
    ("new_on", "words"),
    [
        (date(2027, 3, 31), "The new date is the same as the old one."),
        (date(2026, 10, 5), "The new date must be in the future."),
        (date(2926, 10, 5), "Give a day between 1900 and 2199."),
    ],
)
def test_the_new_date_is_another_one_and_to_come(action, new_on, words):
    assert said(ask, action.contact, action, new_on=new_on) == {"new_on": [words]}


@pytest.mark.parametrize("kind", ["undated", "continuing"])
def test_what_has_no_completion_date_cannot_move_it(officer, kind):
    assert said(ask, officer, ActionFactory(**{kind: True})) == {
        "__all__": ["This action has no completion date that could move."]
    }


def test_one_request_waits_at_a_time(action, officer):
    ask(action.contact, action)

    with pytest.raises(Conflict) as caught:
        ask(officer, action, new_on=date(2027, 9, 30))

    assert caught.value.messages == [
        "A new date has been asked for already and waits for a decision."
    ]
    assert DateChange.objects.count() == 1


def test_the_constraint_says_so_in_words():
    change = DateChangeFactory()
    second = DateChangeFactory.build(
        action=change.action, number=2, asked_by=change.asked_by
    )

    with pytest.raises(ValidationError) as caught:
        second.validate_constraints()

    assert caught.value.messages == [
        "A new date has been asked for already and waits for a decision."
    ]


@pytest.mark.parametrize("life", ["complete", "closed"])
def test_no_new_date_is_asked_for_what_is_over(officer, life):
    with pytest.raises(Conflict):
        ask(officer, ActionFactory(**{life: True}))


def test_only_the_lead_agency_and_officers_ask(action, officer):
    outsiders = [
        UserFactory(contact=AgencyFactory()),
        UserFactory(chair=True),
        UserFactory(reader=True),
    ]

    for person in outsiders:
        with pytest.raises(NotPermitted):
            ask(person, action)
    assert ask(UserFactory(approver=action.lead_agency), action).number == 1


# --- Deciding ---------------------------------------------------------------------


def test_an_approved_date_becomes_the_forecast_and_the_baseline_stays(officer):
    change = DateChangeFactory(new_on=LATER)

    decide(officer, change)

    action = Action.objects.get(pk=change.action_id)
    assert (action.forecast_on, action.baseline_on) == (LATER, date(2027, 3, 31))
    assert action.slippage_days == 91
    assert change.state == DateChangeState.APPROVED
    assert (change.decided_by, change.decided_at) == (officer, NOW)
    event = audit.history(action).get()
    assert event.verb == events.DATE_CHANGE_APPROVED
    assert event.changes == {"forecast_on": ["2027-03-31", "2027-06-30"]}


def test_a_refusal_says_why_and_moves_nothing(officer):
    change = DateChangeFactory()

    assert said(decide, officer, change, approve=False) == {
        "comment": ["Say why it is refused."]
    }
    decide(officer, change, approve=False, comment="The group expects it in March.")

    assert change.state == DateChangeState.REFUSED
    change.action.refresh_from_db()
    assert change.action.forecast_on == date(2027, 3, 31)
    event = audit.history(change.action).get()
    assert event.verb == events.DATE_CHANGE_REFUSED
    assert event.why == "The group expects it in March."


def test_who_asks_does_not_approve(officer, action):
    change = ask(officer, action)

    with pytest.raises(NotPermitted, match="Who asks for a new date does not"):
        decide(officer, change)
    decide(UserFactory(officer=True), change)


@pytest.mark.parametrize("role", ["approver", "chair", "assurer", "reader"])
def test_only_an_officer_decides(role):
    change = DateChangeFactory()

    with pytest.raises(NotPermitted):
        decide(UserFactory(**{role: True}), change)


def test_the_third_change_is_the_groups(officer):
    action = ActionFactory(active=True)
    DateChangeFactory.create_batch(2, action=action, approved=True)
    third = DateChangeFactory(action=action)

    assert said(decide, officer, third) == {
        "decision": [
            (
                "The date has moved twice: name the decision of the group that moves "
                "it again."
            )
        ]
    }
    decide(officer, third, decision="HCSSG 30 September 2026, minute 8")
    assert third.state == DateChangeState.APPROVED


def test_refused_requests_do_not_count_towards_the_third(officer):
    action = ActionFactory(active=True)
    DateChangeFactory.create_batch(2, action=action, refused=True)

    third = DateChangeFactory(action=action)
    decide(officer, third)

    assert third.state == DateChangeState.APPROVED


def test_a_request_is_decided_once(officer):
    change = DateChangeFactory()
    first_tab, second_tab = (DateChange.objects.get(pk=change.pk) for _ in range(2))
    decide(officer, first_tab)

    with pytest.raises(Conflict) as caught:
        decide(UserFactory(officer=True), second_tab, approve=False, comment="No.")

    assert caught.value.messages == [
        "Pat Green decided this on 5 October 2026 at 10:00am: approved."
    ]
    change.refresh_from_db()
    assert change.state == DateChangeState.APPROVED


def test_a_date_that_has_passed_is_not_approved_but_may_be_refused(officer):
    change = DateChangeFactory(new_on=date(2026, 10, 5))

    assert said(decide, officer, change) == {
        "__all__": ["The date asked for has passed: it cannot be approved."]
    }
    decide(officer, change, approve=False, comment="Ask again.")


def test_nothing_is_approved_for_an_action_that_is_over(officer):
    change = DateChangeFactory(action=ActionFactory(closed=True))

    with pytest.raises(Conflict):
        decide(officer, change)

    change.refresh_from_db()
    assert change.state == DateChangeState.WAITING


def test_an_approval_of_a_date_that_moved_meanwhile_undoes_itself(officer):
    change = DateChangeFactory(old_on=date(2027, 1, 31))

    with pytest.raises(Conflict):
        decide(officer, change)

    assert DateChange.objects.get(pk=change.pk).state == DateChangeState.WAITING


def test_explanations_and_comments_have_a_length(officer, action):
    too_long = ["Keep this to 10,000 characters."]

    assert said(ask, action.contact, action, explanation="x" * 10_001) == {
        "explanation": too_long
    }
    change = ask(action.contact, action)
    assert said(decide, officer, change, approve=False, comment="x" * 10_001) == {
        "comment": too_long
    }


def test_what_was_overtaken_is_decided_by_nobody(officer):
    change = DateChangeFactory(asked_by=officer)
    close_action(
        actor=officer,
        action=change.action,
        closed_as=ClosedAs.WITHDRAWN,
        decision="Minute 7",
        now=NOW,
    )
    change.refresh_from_db()

    with pytest.raises(Conflict) as caught:
        decide(UserFactory(officer=True), change)

    assert caught.value.messages == [
        "This was decided on 5 October 2026 at 10:00am: refused."
    ]


def test_who_writes_for_the_lead_agency_does_not_approve_its_new_date(now):
    """R23: a colleague's request is the agency's own."""
    change = DateChangeFactory()
    both = UserFactory(officer=True, contact=change.action.lead_agency)

    with pytest.raises(NotPermitted, match="writes for the lead agency"):
        decide_date(actor=both, change=change, approve=True, now=now)
