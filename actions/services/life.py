"""What happens to an action once it is there: started, held, completed, closed."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from actions import events
from actions.choices import OPEN_LIVES, ActionLife, ClosedAs, DeliveryStatus
from actions.models import Action, ReportedLine
from actions.selectors.actions import latest_report
from actions.services.changes import (
    change_action,
    end_waiting_request,
    fit_texts,
    require_life,
)
from actions.services.faults import Faults
from actions.services.timing import months_after
from hcss.kernel import policy
from hcss.kernel.templatetags.show import day
from partnerships.models import User

#: Everything but what is over.
_NOT_OVER = (ActionLife.PROPOSED, *OPEN_LIVES)
_UNDER_WAY = (ActionLife.AGREED, ActionLife.ACTIVE)
#: An action on hold is looked at again within this many months.
HOLD_MONTHS = 12
NOT_REPORTED_COMPLETE = (
    "Its agency has not reported it complete: only what the agency last reported as "
    "complete is verified."
)


@transaction.atomic
def start_action(*, actor: User, action: Action, now: datetime) -> Action:
    """Say that work on an agreed action has begun.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        Conflict: it is not waiting to start.
    """
    policy.require(actor, "actions.manage_actions", action)
    today = timezone.localtime(now).date()
    planned = action.starts_on
    change_action(
        actor=actor,
        action=action,
        verb=events.ACTION_STARTED,
        allowed=(ActionLife.AGREED,),
        now=now,
        life=ActionLife.ACTIVE,
        starts_on=planned if planned and planned < today else today,
    )
    return action


@transaction.atomic
def hold_action(
    *,
    actor: User,
    action: Action,
    decision: str,
    held_until: date | None,
    now: datetime,
) -> Action:
    """Put an action on hold by decision, until a day on which it is looked at.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: no decision, or no day within the next twelve months.
        Conflict: it is not under way.
    """
    policy.require(actor, "actions.manage_actions", action)
    require_life(action, _UNDER_WAY)
    decision = decision.strip()
    faults = Faults()
    faults.need_line("decision", decision, "Name the decision that puts it on hold.")
    _check_hold(faults, held_until, today=timezone.localtime(now).date())
    faults.stop()
    change_action(
        actor=actor,
        action=action,
        verb=events.ACTION_HELD,
        allowed=_UNDER_WAY,
        now=now,
        why=decision,
        life=ActionLife.ON_HOLD,
        held_until=held_until,
    )
    return action


@transaction.atomic
def resume_action(
    *, actor: User, action: Action, decision: str, now: datetime
) -> Action:
    """Take an action off hold, by decision: it is active again.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: no decision.
        Conflict: it is not on hold.
    """
    policy.require(actor, "actions.manage_actions", action)
    require_life(action, (ActionLife.ON_HOLD,))
    decision = decision.strip()
    faults = Faults()
    faults.need_line("decision", decision, "Name the decision that resumes it.")
    faults.stop()
    change_action(
        actor=actor,
        action=action,
        verb=events.ACTION_RESUMED,
        allowed=(ActionLife.ON_HOLD,),
        now=now,
        why=decision,
        life=ActionLife.ACTIVE,
        held_until=None,
    )
    return action


@transaction.atomic
def verify_completion(
    *,
    actor: User,
    action: Action,
    now: datetime,
    completed_on: date | None = None,
    evidence: str = "",
) -> Action:
    """Confirm that an action is complete: until then it is "reported complete" (R20).

    An officer alone makes nothing complete: the agency must have said so last. Its
    date and evidence stand, unless the officer gives others.

    Raises:
        NotPermitted: not an officer, or one who reports for the lead agency.
        ValidationError: what the agency last reported is not "complete", or a
            date in the future; or it is a continuing action (R27).
        Conflict: it is not under way.
    """
    policy.require(actor, "actions.verify_action", action)
    require_life(action, _UNDER_WAY)
    report = _reported_complete(action)
    completed_on = completed_on or report.completed_on
    evidence = evidence.strip() or report.evidence
    faults = Faults()
    faults.refuse_strange(completed_on=completed_on)
    if completed_on and completed_on > timezone.localtime(now).date():
        faults.add("completed_on", "The completion date cannot be in the future.")
    fit_texts(faults, evidence=evidence)
    faults.stop()
    change_action(
        actor=actor,
        action=action,
        verb=events.ACTION_COMPLETED,
        allowed=_UNDER_WAY,
        now=now,
        why=f"Evidence: {evidence}",
        life=ActionLife.COMPLETE,
        completed_on=completed_on,
        verified_by=actor,
        verified_at=now,
    )
    end_waiting_request(actor=actor, action=action, now=now)
    return action


@transaction.atomic
def close_action(
    *,
    actor: User,
    action: Action,
    closed_as: str,
    decision: str,
    now: datetime,
    closed_on: date | None = None,
    superseded_by: Action | None = None,
) -> Action:
    """Close an action without its being complete: by decision, for good (R29).

    It stays readable and leaves the counts from ``closed_on``, today if not given.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: no kind, no decision, a day in the future, or superseded
            by nothing, by itself or by what is closed.
        Conflict: it is over already.
    """
    policy.require(actor, "actions.manage_actions", action)
    require_life(action, _NOT_OVER)
    today = timezone.localtime(now).date()
    decision, closed_on = decision.strip(), closed_on or today
    faults = Faults()
    if closed_as not in ClosedAs.values:
        faults.add("closed_as", "Say whether it is withdrawn, superseded or merged.")
    faults.need_line("decision", decision, "Name the decision that closes it.")
    faults.refuse_strange(closed_on=closed_on)
    if closed_on > today:
        faults.add("closed_on", "The day it is closed cannot be in the future.")
    _check_successor(faults, action, closed_as, superseded_by)
    faults.stop()
    change_action(
        actor=actor,
        action=action,
        verb=events.ACTION_CLOSED,
        allowed=_NOT_OVER,
        now=now,
        why=decision,
        life=ActionLife.CLOSED,
        closed_as=closed_as,
        closed_on=closed_on,
        closing_decision=decision,
        superseded_by=superseded_by,
    )
    end_waiting_request(actor=actor, action=action, now=now)
    return action


@transaction.atomic
def meet_condition(
    *,
    actor: User,
    action: Action,
    met_on: date | None,
    evidence: str,
    now: datetime,
) -> Action:
    """Record that the condition on which an action depends is met (R28).

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: it has none, or has met it; no day, or one to come; no
            evidence.
        Conflict: it is over.
    """
    policy.require(actor, "actions.manage_actions", action)
    require_life(action, _NOT_OVER)
    evidence = evidence.strip()
    faults = Faults()
    if not action.has_open_condition:
        faults.add("__all__", "This action has no condition that is still to be met.")
    faults.need("met_on", met_on, "Give the day on which the condition was met.")
    faults.refuse_strange(met_on=met_on)
    if met_on and met_on > timezone.localtime(now).date():
        faults.add("met_on", "The day cannot be in the future.")
    faults.need("evidence", evidence, "Say what shows that the condition is met.")
    fit_texts(faults, evidence=evidence)
    faults.stop()
    change_action(
        actor=actor,
        action=action,
        verb=events.CONDITION_MET,
        allowed=_NOT_OVER,
        now=now,
        why=evidence,
        condition_met_on=met_on,
    )
    return action


def _check_hold(faults: Faults, held_until: date | None, *, today: date) -> None:
    latest = months_after(today, HOLD_MONTHS)
    if held_until is None:
        faults.add("held_until", "Give the day to look at it again.")
    elif held_until <= today:
        faults.add("held_until", "The day must be in the future.")
    elif held_until > latest:
        words = f"The day must be within twelve months: by {day(latest)}."
        faults.add("held_until", words)


def _reported_complete(action: Action) -> ReportedLine:
    """R20, R27: return the report that makes ``action`` complete, or refuse."""
    faults, report = Faults(), latest_report(action)
    if action.is_continuing:
        faults.add(
            "__all__", "A continuing action cannot be complete: close it by decision."
        )
    elif report is None or report.status != DeliveryStatus.COMPLETE:
        faults.add("__all__", NOT_REPORTED_COMPLETE)
    if report is None or faults.found:
        raise faults.refusal
    return report


def _check_successor(
    faults: Faults, action: Action, closed_as: str, successor: Action | None
) -> None:
    if successor is None:
        if closed_as == ClosedAs.SUPERSEDED:
            faults.add("superseded_by", "Choose the action that takes its place.")
    elif closed_as == ClosedAs.WITHDRAWN:
        faults.add("superseded_by", "Nothing takes the place of a withdrawn action.")
    elif successor.pk == action.pk:
        faults.add("superseded_by", "An action cannot take its own place.")
    elif successor.life == ActionLife.CLOSED:
        faults.add("superseded_by", f"{successor.ref} is closed itself.")
