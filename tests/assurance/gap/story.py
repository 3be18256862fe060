"""Reports and opinions on given days, and the gap as somebody sees it."""

from datetime import UTC, datetime
from typing import Any

from actions.models import Action
from assurance.selectors.gap_live import live_gap
from assurance.selectors.gap_shapes import JudgementGap
from assurance.selectors.moments import stand
from assurance.selectors.statuses import Statuses
from hcss.kernel.quarters import Quarter
from partnerships.models import User
from priorities.models import Agreement
from tests import factories as make
from tests.assurance.county import AFTER_CLOSE


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


def report(action: Action, quarter: Quarter, status: Any, at: datetime, **words: Any):
    """Send a line in on the action for the quarter, at a moment."""
    sent = make.ReturnFactory(
        period=make.PeriodFactory(quarter=quarter, closed=True),
        agency=action.lead_agency,
        accepted=True,
        submitted_at=at,
    )
    said = {f"reported__{name}": value for name, value in words.items()}
    return make.ReturnLineFactory(
        quarterly_return=sent, action=action, reported=status, **said
    )


def opinion(action: Action, level: str, at: datetime, **fields: Any):
    """Give an opinion on the action's cell, at a moment."""
    return make.OpinionFactory(
        **{
            "priority": action.priority,
            "heading": action.heading,
            "level": level,
            "given_at": at,
        }
        | fields
    )


def gap(
    person: User | None = None, *, now: datetime = AFTER_CLOSE, quarter=None
) -> JudgementGap:
    """Return the gap as an officer, or ``person``, sees it."""
    statuses = Statuses(
        stand(quarter=quarter, now=now), Agreement.objects.current().get()
    )
    return live_gap(statuses=statuses, person=person or make.UserFactory(officer=True))


def refs(found: JudgementGap) -> list[str]:
    return [each.ref for each in found.differences]
