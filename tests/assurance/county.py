"""A few actions and what was reported on them, in one line each."""

from datetime import UTC, datetime
from typing import Any

from actions.choices import ReturnState
from actions.models import Action, Period, Return
from assurance.selectors import Position, position
from hcss.kernel.quarters import Quarter
from partnerships.models import User
from tests import factories as make

THIS, LAST = Quarter(2026, 2), Quarter(2026, 1)
#: Both periods have closed and the next one has not opened.
AFTER_CLOSE = datetime(2026, 11, 20, 9, tzinfo=UTC)
SILENT = "silent"


def this_period(**fields: Any) -> Period:
    return make.PeriodFactory(quarter=THIS, **fields)


def last_period() -> Period:
    return make.PeriodFactory(quarter=LAST, closed=True)


def reported(
    priority: Any = None, *, this: Any = None, last: Any = None, **fields: Any
):
    """Make an active action of an agency of its own, with a line a quarter.

    ``this`` and ``last`` are statuses, or SILENT for a line without a return; None is
    no line at all. The periods must be there before.
    """
    agency = make.AgencyFactory()
    action = make.ActionFactory(
        **{
            "active": True,
            "priority": priority or make.PriorityFactory(),
            "lead_agency": agency,
        }
        | fields
    )
    for quarter, status in ((LAST, last), (THIS, this)):
        if status is not None:
            _line(action, Period.objects.for_quarter(quarter).get(), status)
    return action


def _line(action: Action, period: Period, status: Any) -> None:
    if status == SILENT:
        state = ReturnState.OPEN if period.is_open else ReturnState.NO_RETURN
        owed = make.ReturnFactory(period=period, agency=action.lead_agency, state=state)
        make.ReturnLineFactory(quarterly_return=owed, action=action)
        return
    sent = make.ReturnFactory(period=period, agency=action.lead_agency, accepted=True)
    make.ReturnLineFactory(quarterly_return=sent, action=action, reported=status)


def seen_by(
    person: User | None = None, *, quarter: Quarter | None = None, now: datetime
) -> Position:
    """Return the position as an officer, or as ``person``, sees it."""
    who = person or make.UserFactory(officer=True)
    return position(quarter=quarter, person=who, now=now)


def counts(rows: Any) -> dict[str, int]:
    """Return the counts that are not 0, by status."""
    return {each.status: each.number for each in rows if each.number}


def gap(found: Position, code: str) -> tuple[int, int]:
    """Return a gap's figure and what it is counted from."""
    each = next(each for each in found.unknown if each.code == code)
    return each.number, each.total


def returns_of(period: Period) -> dict[str, Return]:
    return {each.agency.name: each for each in period.returns.select_related("agency")}
