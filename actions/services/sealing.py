"""A period whose position is frozen says since when."""

from datetime import datetime

from actions.choices import PeriodState
from actions.models import Period
from hcss.kernel import policy
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User


def mark_sealed(*, actor: User, period: Period, now: datetime) -> bool:
    """Write down that the period's position is frozen; False if it cannot be.

    It cannot be while the period has not closed, nor a second time. Whoever seals
    writes the seal and the trail in the same transaction.

    Raises:
        NotPermitted: ``actor`` is no officer.
    """
    policy.require(actor, "actions.manage_periods")
    if period.state != PeriodState.CLOSED:
        return False
    return compare_and_set(
        period,
        expected={"state": PeriodState.CLOSED, "sealed_at": None},
        sealed_at=now,
    )
