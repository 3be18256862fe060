"""Recording *no return* where nothing came in and nobody gave more time (R31)."""

from datetime import datetime

from django.db import models, transaction

from actions import events
from actions.choices import ReturnState
from actions.models import Return
from actions.return_choices import SignOffOutcome
from hcss.kernel import audit
from hcss.kernel.transitions import compare_and_set


@transaction.atomic
def record_missing(*, returns: "models.QuerySet[Return]", now: datetime) -> None:
    """Record *no return* for those of ``returns`` whose time has run out (R31).

    Their agencies have been locked out since the moment itself; this only says so.
    A return with more time is left as it is until that has run out. Run again, it
    finds nothing to do.
    """
    for each in returns.under_way().without_time(at=now):  # type: ignore[attr-defined]
        _record_no_return(each, now)


def _record_no_return(quarterly_return: Return, now: datetime) -> None:
    """Record it unless something came in, or time was given, this very moment."""
    state, until = quarterly_return.state, quarterly_return.extended_until
    recorded = compare_and_set(
        quarterly_return,
        expected={"state": state, "extended_until": until},
        state=ReturnState.NO_RETURN,
    )
    if recorded:
        _end_sign_off(quarterly_return, now)
        audit.record(
            events.RETURN_MISSING,
            actor=None,
            subject=quarterly_return,
            now=now,
            changes={"state": [state, ReturnState.NO_RETURN.value]},
        )


def _end_sign_off(quarterly_return: Return, now: datetime) -> None:
    """What waited for the agency's approver waits no longer."""
    waiting = quarterly_return.sign_offs.filter(outcome=SignOffOutcome.WAITING)
    waiting.update(
        outcome=SignOffOutcome.SENT_BACK,
        decided_at=now,
        comment="The time for this return ran out before it was signed.",
    )
