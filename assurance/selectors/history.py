"""What an agency last reported before a position: history, never carried over (R31)."""

from typing import Any

from django.db.models import OuterRef, Subquery

from actions.models import ReturnLine
from assurance.choices import NOT_REPORTED, Shown
from assurance.selectors.moments import Standpoint
from assurance.selectors.statuses import REPORTED
from hcss.kernel.quarters import Quarter


def last_reported(*, action: str, standpoint: Standpoint) -> dict[str, Subquery]:
    """Return the columns of the last report before the period on each ``action``."""
    period = standpoint.period
    starts = "quarterly_return__period__starts_on"
    earlier = ReturnLine.objects.filter(
        REPORTED,
        action=OuterRef(action),
        **{f"{starts}__lt": period.starts_on if period else standpoint.on},
    ).order_by(f"-{starts}", "-quarterly_return__submitted_at", "-reported")
    return {
        "last_status": Subquery(earlier.values("reported__status")[:1]),
        "last_starts_on": Subquery(earlier.values(starts)[:1]),
    }


def last_words(*, shown: str, status: str | None, starts_on: Any) -> dict[str, Any]:
    """Return the last report with its quarter, where nothing was heard in this one."""
    if status is None or shown not in NOT_REPORTED:
        return {"last_status": "", "last_label": "", "last_in": ""}
    return {
        "last_status": status,
        "last_label": Shown(status).label,
        "last_in": str(Quarter.containing(starts_on)),
    }
