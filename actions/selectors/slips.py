"""The slip ledger: every date that moved, by action, agency and reason (R22 to R25)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from actions.choices import ActionLife, DateChangeState, DelayReason
from actions.models import Action, DateChange
from actions.querysets import DateChangeQuerySet
from partnerships.models import User

#: Slipped so often, an action is marked.
OFTEN = 2
#: A later date than before: what moved earlier is no slip.
LATER = Q(state=DateChangeState.APPROVED, new_on__gt=F("old_on"))


@dataclass(frozen=True)
class Share:
    """How one agency, or one reason, has its part in what slipped."""

    key: str
    label: str
    #: Actions with a baseline date, of which ``slipped`` moved to a later one.
    dated: int
    slipped: int
    often: int
    moves: int
    days: int
    waiting: int


@dataclass(frozen=True)
class Totals:
    """What slipped in all, with what it is counted from (R30)."""

    dated: int
    slipped: int
    often: int
    moves: int
    days: int
    waiting: int
    refused: int
    agencies: list[Share]
    reasons: list[Share]


def ledger(*, reader: User) -> DateChangeQuerySet:
    """Return the requests for a new date that ``reader`` may see, newest first.

    ``times`` counts how often the action's date has moved, ``later`` how often to a
    later day.
    """
    mine = DateChange.objects.filter(action=OuterRef("action"))
    approved = mine.filter(state=DateChangeState.APPROVED)
    seen: DateChangeQuerySet = (
        DateChange.objects.visible_to(reader)
        .with_action()
        .annotate(times=_counted(approved), later=_counted(mine.filter(LATER)))
        .order_by(Coalesce("decided_at", "asked_at").desc(), "-pk")
    )
    return seen


def totals(*, reader: User) -> Totals:
    """Return what slipped, by agency and by reason. Four queries.

    Counted are the actions that have a baseline date and are not closed: what is
    closed leaves the figures, and its moves stay in the list (R29).
    """
    actions = _counted_actions(reader)
    moved = DateChange.objects.filter(action__in=actions.values("pk"))
    by_state = dict(moved.order_by().values_list("state").annotate(count=Count("pk")))
    agencies = _by_agency(actions)
    return Totals(
        dated=sum(each.dated for each in agencies),
        slipped=sum(each.slipped for each in agencies),
        often=sum(each.often for each in agencies),
        moves=sum(each.moves for each in agencies),
        days=sum(each.days for each in agencies),
        waiting=by_state.get(DateChangeState.WAITING, 0),
        refused=by_state.get(DateChangeState.REFUSED, 0),
        agencies=agencies,
        reasons=_by_reason(moved, dated=sum(each.dated for each in agencies)),
    )


def _counted_actions(reader: User) -> Any:
    seen = Action.objects.visible_to(reader).exclude(life=ActionLife.CLOSED)
    mine = DateChange.objects.filter(action=OuterRef("pk"))
    return seen.filter(baseline_on__isnull=False).annotate(
        later=_counted(mine.filter(LATER)),
        is_waiting=Exists(mine.filter(state=DateChangeState.WAITING)),
    )


def _by_agency(actions: Any) -> list[Share]:
    """Return each lead agency with a dated action, by name."""
    rows = actions.order_by("lead_agency__name", "ref").values_list(
        "lead_agency__slug",
        "lead_agency__name",
        "later",
        "is_waiting",
        "baseline_on",
        "forecast_on",
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return [_agency(slug, theirs) for slug, theirs in found.items()]


def _agency(slug: str, rows: list[Any]) -> Share:
    slipped = [row for row in rows if row[2]]
    return Share(
        key=slug,
        label=rows[0][1],
        dated=len(rows),
        slipped=len(slipped),
        often=sum(row[2] >= OFTEN for row in slipped),
        moves=sum(row[2] for row in slipped),
        days=sum((row[5] - row[4]).days for row in slipped),
        waiting=sum(row[3] for row in rows),
    )


def _by_reason(moved: Any, *, dated: int) -> list[Share]:
    """Return every reason, also those that nobody has given."""
    rows = moved.order_by().values_list("reason", "action", "state", "old_on", "new_on")
    given: dict[str, list[Any]] = {reason: [] for reason in DelayReason.values}
    for row in rows:
        given.setdefault(row[0], []).append(row)
    return [
        _reason(DelayReason(reason), theirs, dated=dated)
        for reason, theirs in given.items()
    ]


def _reason(reason: DelayReason, rows: list[Any], *, dated: int) -> Share:
    slips = [
        row for row in rows if row[2] == DateChangeState.APPROVED and row[4] > row[3]
    ]
    actions = [row[1] for row in slips]
    return Share(
        key=reason.value,
        label=reason.label,
        dated=dated,
        slipped=len(set(actions)),
        often=sum(actions.count(each) >= OFTEN for each in set(actions)),
        moves=len(slips),
        days=sum((row[4] - row[3]).days for row in slips),
        waiting=sum(row[2] == DateChangeState.WAITING for row in rows),
    )


def _counted(rows: "QuerySet[DateChange]") -> Coalesce:
    """Count the ``rows`` of each action; joined, they would multiply one another."""
    grouped = rows.order_by().values("action").annotate(count=Count("pk"))
    return Coalesce(Subquery(grouped.values("count")), 0)
