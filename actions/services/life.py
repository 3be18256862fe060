"""What happens to an action once it is there: started, held, completed, closed."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from actions import events
from actions.choices import OPEN_LIVES, ActionLife, ClosedAs
from actions.models import Action
from actions.services.changes import (
    change_action,
    end_waiting_request,
    fit_texts,
    keep_words,
    require_life,
)
from actions.services.faults import Faults
from actions.services.life_checks import (
    check_hold,
    check_successor,
)
from hcss.kernel import policy
from partnerships.models import User

#: Everything but what is over.
_NOT_OVER = (ActionLife.PROPOSED, *OPEN_LIVES)
_UNDER_WAY = (ActionLife.AGREED, ActionLife.ACTIVE)


@transaction.atomic
def start_action(*, actor: User, action: Action, now: datetime) -> Action:
    """Say that work on an agreed action has begun.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        Conflict: it is not waiting to start.
    """
    policy.require(actor, "actions.manage_actions", action)
    return begin(actor=actor, action=action, now=now)


def begin(*, actor: User, action: Action, now: datetime) -> Action:
    """Start it as :func:`start_action` does, for a service that asked who may."""
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
    is_confirmed: bool = False,
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
    check_hold(faults, held_until, today=timezone.localtime(now).date())
    faults.stop()
    keep_words(
        actor=actor,
        action=action,
        now=now,
        is_confirmed=is_confirmed,
        decision=decision,
    )
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
    *,
    actor: User,
    action: Action,
    decision: str,
    now: datetime,
    is_confirmed: bool = False,
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
    keep_words(
        actor=actor,
        action=action,
        now=now,
        is_confirmed=is_confirmed,
        decision=decision,
    )
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
def close_action(
    *,
    actor: User,
    action: Action,
    closed_as: str,
    decision: str,
    now: datetime,
    closed_on: date | None = None,
    superseded_by: Action | None = None,
    is_confirmed: bool = False,
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
    check_successor(faults, action, closed_as, superseded_by)
    faults.stop()
    keep_words(
        actor=actor,
        action=action,
        now=now,
        is_confirmed=is_confirmed,
        decision=decision,
    )
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
    is_confirmed: bool = False,
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
    keep_words(
        actor=actor,
        action=action,
        now=now,
        is_confirmed=is_confirmed,
        evidence=evidence,
    )
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
