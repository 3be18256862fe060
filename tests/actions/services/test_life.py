"""An action is started, held, resumed, completed, closed; a condition is met."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from actions import events
from actions.choices import ActionLife, ClosedAs, DateChangeState, DeliveryStatus
from actions.models import Action
from actions.services import completion, life
from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.quarters import Quarter
from tests.factories import (
    ActionFactory,
    DateChangeFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)
TODAY = date(2026, 10, 5)
LIVES = ["proposed", "agreed", "active", "on_hold", "complete", "closed"]


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Pat Green")


def action_in(state):
    return ActionFactory() if state == "proposed" else ActionFactory(**{state: True})


def reported(action, status, quarter=None):
    """Return ``action`` with what its agency reported about it, and was accepted."""
    period = PeriodFactory(quarter=quarter or Quarter(2026, 2))
    sent = {"quarterly_return__period": period, "quarterly_return__accepted": True}
    if action.lead_agency:
        sent["quarterly_return__agency"] = action.lead_agency
    ReturnLineFactory(action=action, reported=status, **sent)
    return action


def reported_complete(**traits):
    return reported(ActionFactory(**traits), DeliveryStatus.COMPLETE)


def start(officer, action):
    return life.start_action(actor=officer, action=action, now=NOW)


def hold(officer, action, **changes):
    sent = {"decision": "Minute 6", "held_until": date(2027, 1, 15)} | changes
    return life.hold_action(actor=officer, action=action, now=NOW, **sent)


def resume(officer, action, decision="Minute 8"):
    return life.resume_action(actor=officer, action=action, decision=decision, now=NOW)


def verify(officer, action, **changes):
    sent = {"completed_on": date(2026, 9, 30), "evidence": "Signed plan"} | changes
    return completion.verify_completion(actor=officer, action=action, now=NOW, **sent)


def close(officer, action, **changes):
    sent = {"closed_as": ClosedAs.WITHDRAWN, "decision": "Minute 7"} | changes
    return life.close_action(actor=officer, action=action, now=NOW, **sent)


def meet(officer, action, **changes):
    sent = {"met_on": TODAY, "evidence": "Cabinet, 1 October 2026"} | changes
    return life.meet_condition(actor=officer, action=action, now=NOW, **sent)


def said(call, *args, **changes):
    with pytest.raises(ValidationError) as caught:
        call(*args, **changes)
    return caught.value.message_dict


ALLOWED = {
    start: {"agreed"},
    hold: {"agreed", "active"},
    resume: {"on_hold"},
    verify: {"agreed", "active"},
    close: {"proposed", "agreed", "active", "on_hold"},
}


@pytest.mark.parametrize("state", LIVES)
@pytest.mark.parametrize("change", list(ALLOWED), ids=lambda each: each.__name__)
def test_only_the_listed_changes_of_life_happen(officer, change, state):
    action = reported(action_in(state), DeliveryStatus.COMPLETE)

    if state in ALLOWED[change]:
        change(officer, action)
        assert Action.objects.get(pk=action.pk).life == action.life != state
    else:
        with pytest.raises(Conflict):
            change(officer, action)
        assert Action.objects.get(pk=action.pk).life == state


@pytest.mark.parametrize("change", list(ALLOWED), ids=lambda each: each.__name__)
def test_of_two_tabs_one_wins(officer, change):
    action = action_in(sorted(ALLOWED[change])[0])
    reported(action, DeliveryStatus.COMPLETE)
    first_tab, second_tab = (Action.objects.get(pk=action.pk) for _ in range(2))
    change(officer, first_tab)

    with pytest.raises(Conflict) as caught:
        change(officer, second_tab)

    assert caught.value.messages == [
        (
            "Pat Green changed this on 5 October 2026 at 10:00am. "
            f"{action.ref} is {first_tab.get_life_display().lower()} now."
        )
    ]
    assert audit.history(action).count() == 1


@pytest.mark.parametrize("change", [*ALLOWED, meet], ids=lambda each: each.__name__)
@pytest.mark.parametrize("role", ["approver", "chair", "assurer", "reader"])
def test_only_an_officer_moves_it(change, role):
    action = ActionFactory(active=True, conditional=True)

    with pytest.raises(NotPermitted):
        change(UserFactory(**{role: True}), action)


def test_starting_says_from_when(officer):
    planned = ActionFactory(agreed=True, starts_on=date(2026, 9, 1))
    early = ActionFactory(agreed=True, starts_on=date(2026, 12, 1))

    start(officer, planned)
    start(officer, early)

    assert planned.starts_on == date(2026, 9, 1)
    assert early.starts_on == TODAY
    assert audit.history(early).get().verb == events.ACTION_STARTED


def test_holding_needs_a_decision_and_a_day_to_look_again(officer):
    action = ActionFactory(active=True)

    assert said(hold, officer, action, decision=" ", held_until=None) == {
        "decision": ["Name the decision that puts it on hold."],
        "held_until": ["Give the day to look at it again."],
    }
    assert said(hold, officer, action, held_until=TODAY) == {
        "held_until": ["The day must be in the future."]
    }


def test_an_action_is_looked_at_again_within_twelve_months(officer):
    action = ActionFactory(active=True)

    assert said(hold, officer, action, held_until=date(2027, 10, 6)) == {
        "held_until": ["The day must be within twelve months: by 5 October 2027."]
    }
    assert hold(officer, action, held_until=date(2027, 10, 5)).held_until == date(
        2027, 10, 5
    )


def test_an_action_on_hold_comes_back_by_decision(officer):
    action = ActionFactory(active=True)
    hold(officer, action)

    assert said(resume, officer, action, decision="") == {
        "decision": ["Name the decision that resumes it."]
    }
    resume(officer, action)

    assert action.life == ActionLife.ACTIVE
    assert action.held_until is None
    assert [event.why for event in audit.history(action)] == ["Minute 8", "Minute 6"]


NOT_REPORTED = {
    "__all__": [
        (
            "Its agency has not reported it complete: only what the agency last "
            "reported as complete is verified."
        )
    ]
}


def test_an_officer_alone_completes_nothing(officer):
    action = ActionFactory(active=True)

    assert said(verify, officer, action) == NOT_REPORTED
    action.refresh_from_db()
    assert action.life == ActionLife.ACTIVE


@pytest.mark.parametrize(
    "status",
    [each for each in DeliveryStatus if each != DeliveryStatus.COMPLETE],
)
def test_nothing_but_complete_is_verified(officer, status):
    action = reported(ActionFactory(active=True), status)

    assert said(verify, officer, action) == NOT_REPORTED


def test_what_was_last_reported_counts(officer):
    action = reported_complete(active=True)
    reported(action, DeliveryStatus.OFF_TRACK, Quarter(2026, 3))

    assert said(verify, officer, action) == NOT_REPORTED


def test_what_was_not_sent_in_again_does_not_count(officer):
    action = reported_complete(active=True)
    draft = ReturnFactory(
        period=PeriodFactory(quarter=Quarter(2026, 3)),
        agency=action.lead_agency,
        draft=True,
    )
    ReturnLineFactory(
        action=action, quarterly_return=draft, status=DeliveryStatus.OFF_TRACK
    )

    assert verify(officer, action).life == ActionLife.COMPLETE


def test_an_officer_corrects_the_day_and_the_evidence(officer):
    action = verify(officer, reported_complete(active=True))

    assert action.completed_on == date(2026, 9, 30)
    assert audit.history(action).first().why == "Evidence: Signed plan"


def test_what_the_agency_reported_as_complete_is_verified_as_reported(officer):
    line = ReturnLineFactory(
        quarterly_return__accepted=True, reported=DeliveryStatus.COMPLETE
    )

    action = verify(officer, line.action, completed_on=None, evidence="")

    assert action.life == ActionLife.COMPLETE
    assert action.completed_on == line.reported.completed_on
    assert (action.verified_by, action.verified_at) == (officer, NOW)
    assert audit.history(action).get().why == f"Evidence: {line.reported.evidence}"


def test_nothing_is_completed_in_the_future(officer):
    action = reported_complete(active=True)

    assert said(verify, officer, action, completed_on=date(2026, 10, 6)) == {
        "completed_on": ["The completion date cannot be in the future."]
    }


def test_a_continuing_action_cannot_be_complete(officer):
    action = reported_complete(continuing=True)

    assert said(verify, officer, action) == {
        "__all__": ["A continuing action cannot be complete: close it by decision."]
    }
    close(officer, action)
    assert action.life == ActionLife.CLOSED


def test_who_reports_for_the_lead_does_not_verify():
    action = ActionFactory(active=True)
    both = UserFactory(officer=True, contact=action.lead_agency)

    with pytest.raises(NotPermitted):
        verify(both, action)


def test_closing_needs_its_kind_and_its_decision(officer):
    action = ActionFactory(active=True)

    assert said(close, officer, action, closed_as="", decision="") == {
        "closed_as": ["Say whether it is withdrawn, superseded or merged."],
        "decision": ["Name the decision that closes it."],
    }
    assert said(close, officer, action, closed_on=date(2026, 10, 6)) == {
        "closed_on": ["The day it is closed cannot be in the future."]
    }


def test_a_closed_action_stays_readable_with_its_decision(officer):
    action = close(officer, ActionFactory(active=True))

    stored = Action.objects.get(pk=action.pk)
    assert stored.closed_as == ClosedAs.WITHDRAWN
    assert stored.closed_on == TODAY
    assert stored.closing_decision == "Minute 7"
    assert stored.lead_agency == action.lead_agency


def test_a_superseded_action_names_what_takes_its_place(officer):
    action, successor = ActionFactory.create_batch(2, active=True)
    gone = ActionFactory(closed=True, ref="P1-77")
    superseded = {"closed_as": ClosedAs.SUPERSEDED}

    assert said(close, officer, action, **superseded) == {
        "superseded_by": ["Choose the action that takes its place."]
    }
    assert said(close, officer, action, superseded_by=action, **superseded) == {
        "superseded_by": ["An action cannot take its own place."]
    }
    assert said(close, officer, action, superseded_by=gone, **superseded) == {
        "superseded_by": ["P1-77 is closed itself."]
    }
    assert said(close, officer, action, superseded_by=successor) == {
        "superseded_by": ["Nothing takes the place of a withdrawn action."]
    }
    close(officer, action, superseded_by=successor, **superseded)
    assert action.superseded_by == successor


def test_a_proposal_may_be_withdrawn(officer):
    assert close(officer, ActionFactory()).life == ActionLife.CLOSED


def test_a_condition_is_met_on_a_day_by_evidence(officer):
    action = ActionFactory(active=True, conditional=True)

    assert said(meet, officer, action, met_on=None, evidence="") == {
        "met_on": ["Give the day on which the condition was met."],
        "evidence": ["Say what shows that the condition is met."],
    }
    assert said(meet, officer, action, met_on=date(2026, 10, 6)) == {
        "met_on": ["The day cannot be in the future."]
    }
    meet(officer, action)

    assert not action.has_open_condition
    event = audit.history(action).get()
    assert (event.verb, event.why) == (
        events.CONDITION_MET,
        "Cabinet, 1 October 2026",
    )


def test_a_condition_is_met_once(officer):
    action = ActionFactory(active=True, conditional=True)
    first_tab, second_tab = (Action.objects.get(pk=action.pk) for _ in range(2))
    meet(officer, first_tab)

    with pytest.raises(Conflict):
        meet(officer, second_tab)
    assert said(meet, officer, first_tab) == {
        "__all__": ["This action has no condition that is still to be met."]
    }


# --- A request that waits -------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "life_after"), [(verify, "complete"), (close, "closed")]
)
def test_a_request_for_a_new_date_ends_with_its_action(officer, end, life_after):
    change = DateChangeFactory()
    reported(change.action, DeliveryStatus.COMPLETE)

    end(officer, change.action)

    change.refresh_from_db()
    assert change.state == DateChangeState.REFUSED
    assert change.comment == f"Overtaken: the action is {life_after}."
    assert (change.decided_by, change.decided_at) == (officer, NOW)
    event = audit.history(change.action).get(verb=events.DATE_CHANGE_REFUSED)
    assert (event.actor, event.why) == (officer, change.comment)
    assert event.changes == {"date_asked_for": ["2027-03-31", "2027-06-29"]}


@pytest.mark.parametrize("end", [verify, close])
def test_who_asked_may_end_the_action_and_has_not_decided(officer, end):
    change = DateChangeFactory(asked_by=officer)
    reported(change.action, DeliveryStatus.COMPLETE)

    end(officer, change.action)

    change.refresh_from_db()
    assert change.state == DateChangeState.REFUSED
    assert (change.decided_by, change.decided_at) == (None, NOW)


def test_what_was_decided_about_a_date_stays(officer):
    change = DateChangeFactory(approved=True)

    close(officer, change.action)

    change.refresh_from_db()
    assert change.state == DateChangeState.APPROVED


@pytest.mark.parametrize("call", [meet, verify])
def test_evidence_has_a_length(officer, call):
    action = reported_complete(active=True, conditional=True)

    assert said(call, officer, action, evidence="x" * 10_001) == {
        "evidence": ["Keep this to 10,000 characters."]
    }
