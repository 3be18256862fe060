"""An officer confirms that an action is complete (R20)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from actions import events
from actions.choices import ActionLife, DeliveryStatus
from actions.models import Action, ReportedLine
from actions.selectors.actions import latest_report
from actions.selectors.handling import HELD_BACK
from actions.services.changes import (
    change_action,
    end_waiting_request,
    fit_texts,
    require_life,
)
from actions.services.faults import Faults
from hcss.kernel import policy
from hcss.kernel.personal_data import guard
from partnerships.models import User

NOT_REPORTED_COMPLETE = (
    "Its agency has not reported it complete: only what the agency last reported as "
    "complete is verified."
)
#: Lives from which an action can be complete.
_UNDER_WAY = (ActionLife.AGREED, ActionLife.ACTIVE)


@transaction.atomic
def verify_completion(
    *,
    actor: User,
    action: Action,
    now: datetime,
    completed_on: date | None = None,
    evidence: str = "",
    is_confirmed: bool = False,
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
    evidence = _evidence_for_the_trail(
        report=report,
        typed=evidence.strip(),
        actor=actor,
        now=now,
        is_confirmed=is_confirmed,
    )
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


def _evidence_for_the_trail(
    *,
    report: ReportedLine,
    typed: str,
    actor: User,
    now: datetime,
    is_confirmed: bool,
) -> str:
    """Return what shows that it is complete, as everybody may read it (R57).

    Words of a sensitive line stay with the line; the officer's own are no part of it.

    Raises:
        ValidationError: the officer's own may be about people (R55).
    """
    own = "" if typed == report.evidence else typed
    guard(
        actor=actor,
        subject=report.line,
        texts={"evidence": own},
        is_confirmed=is_confirmed,
        now=now,
    )
    return own or (HELD_BACK if report.is_sensitive else report.evidence)
