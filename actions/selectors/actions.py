"""How an action stands: what its row, its returns and the day say together."""

from dataclasses import dataclass
from datetime import date, datetime

from actions.choices import (
    OPEN_LIVES,
    RECEIVED,
    ActionLife,
    DateChangeState,
    DeliveryStatus,
    ReturnState,
)
from actions.models import Action, DateChange, ReportedLine, ReturnLine
from hcss.kernel.quarters import Quarter

#: R25: so many changes of date an officer may approve; the next is the group's.
OFFICERS_CHANGES = 2
#: R19: what cannot be true of an action whose date has passed.
_CONTRADICTED = (
    DeliveryStatus.ON_TRACK,
    DeliveryStatus.AT_RISK,
    DeliveryStatus.NOT_STARTED,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is worked out about an action on a day. Nobody types any of it."""

    status: str
    status_label: str
    quarter: Quarter | None
    reported_at: datetime | None
    is_overdue: bool
    overdue_days: int
    due_in_days: int | None
    is_review_due: bool
    is_undated: bool
    slippage_days: int
    redated_times: int
    contact_name: str
    is_contact_vacant: bool
    is_contradicted: bool


def facts(action: Action, *, on: date) -> Facts:
    """Work out how ``action`` stands (R17, R19, R20, R24, R26, R31).

    Needs ``with_standing()``; asks nothing more of the database.
    """
    status = getattr(action, "latest_status", None) or ""
    starts_on = getattr(action, "latest_starts_on", None)
    overdue = action.is_overdue(on=on)
    open_now = action.life in OPEN_LIVES
    due = action.forecast_on if open_now and not overdue else None
    name = contact_name(action)
    return Facts(
        status=status,
        status_label=status_label(status, life=action.life),
        quarter=Quarter.containing(starts_on) if starts_on else None,
        reported_at=getattr(action, "latest_at", None),
        is_overdue=overdue,
        overdue_days=(on - action.forecast_on).days
        if overdue and action.forecast_on
        else 0,
        due_in_days=(due - on).days if due else None,
        is_review_due=bool(open_now and action.review_on and action.review_on < on),
        is_undated=open_now and action.is_undated,
        slippage_days=action.slippage_days,
        redated_times=getattr(action, "redated_times", 0),
        contact_name=name,
        is_contact_vacant=open_now and not name,
        is_contradicted=overdue and status in _CONTRADICTED,
    )


def status_label(status: str, *, life: str) -> str:
    """Return the words for a reported status; unknown is a word too (R20, R31)."""
    if status == ReturnState.NO_RETURN:
        return "Not rated: no return"
    if status == DeliveryStatus.NOTHING_DUE:
        return "Not rated: nothing due"
    if status == DeliveryStatus.COMPLETE and life != ActionLife.COMPLETE:
        return "Reported complete"
    return DeliveryStatus(status).label if status else "Not rated"


def contact_name(action: Action) -> str:
    """Return who answers for the action: a person, or the holder of a post.

    Needs ``with_standing()``, which is told the day.
    """
    return getattr(action, "answered_by", None) or ""


def latest_report(action: Action) -> ReportedLine | None:
    """Return what the agency last sent in about the action."""
    lines = ReturnLine.objects.filter(
        action=action, quarterly_return__state__in=RECEIVED, reported__isnull=False
    )
    newest = (
        lines.order_by("-quarterly_return__period__starts_on")
        .select_related("reported")
        .first()
    )
    return newest.reported if newest else None


def needs_the_group(change: DateChange) -> bool:
    """R25: say whether an officer alone may no longer approve this change."""
    earlier = DateChange.objects.filter(
        action=change.action_id,
        state=DateChangeState.APPROVED,
        number__lt=change.number,
    )
    return earlier.count() >= OFFICERS_CHANGES
