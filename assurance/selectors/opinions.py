"""The opinions that stood at a moment, and which way each scope has moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, IntegerField, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from assurance.choices import LEVEL_ORDER, CellState, Direction
from assurance.models import Opinion
from assurance.selectors.moments import Standpoint
from priorities.models import Agreement

#: A priority's id and a heading's; None is the whole priority.
Scope = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Opinions:
    """The last opinion on each scope: in this position, and in the one before."""

    standpoint: Standpoint
    now: Mapping[Scope, Opinion]
    earlier: Mapping[Scope, Opinion]

    def state(self, scope: Scope) -> str:
        """Return the level, or why there is no current one (R41, R42)."""
        return _state(self.now.get(scope), self.standpoint.on)

    def was(self, scope: Scope) -> str:
        """Return the state in the position before; nothing if never assessed then."""
        earlier, on = self.earlier.get(scope), self.standpoint.before_on
        return str(_state(earlier, on)) if earlier and on else ""

    def direction(self, scope: Scope) -> str:
        """Compare with the position before; nothing for a scope never assessed."""
        if scope not in self.now:
            return ""
        before_on = self.standpoint.before_on
        if before_on is None:
            return Direction.NEW
        before = _state(self.earlier.get(scope), before_on)
        return direction_between(before, self.state(scope))


def opinions_at(*, agreement: Agreement, standpoint: Standpoint) -> Opinions:
    """Return the opinions that stood at the moment and in the position before it.

    One query, at most two rows a scope.
    """
    now: dict[Scope, Opinion] = {}
    earlier: dict[Scope, Opinion] = {}
    given = Opinion.objects.filter(priority__agreement=agreement).with_levels()
    for opinion in _last_of_each_era(given, standpoint):
        scope = (opinion.priority_id, opinion.heading_id)
        now[scope] = opinion  # the era before comes first
        if not opinion.era:
            earlier[scope] = opinion
    return Opinions(standpoint, now, earlier)


def direction_between(before: str, now: str) -> Direction:
    """Compare two states of one scope on the one scale there is (3.4, R44)."""
    if before not in LEVEL_ORDER or now not in LEVEL_ORDER:
        return Direction.NOT_COMPARABLE
    difference = LEVEL_ORDER[now] - LEVEL_ORDER[before]
    if not difference:
        return Direction.STABLE
    return Direction.DETERIORATING if difference > 0 else Direction.IMPROVING


def _state(opinion: Opinion | None, on: date) -> str:
    if opinion is None:
        return CellState.NOT_ASSESSED
    return CellState.OUT_OF_DATE if opinion.is_out_of_date(on=on) else opinion.level


def _last_of_each_era(given: QuerySet, standpoint: Standpoint) -> QuerySet:
    """Return the last opinion per scope before this position, then within it."""
    era: Case | Value = Value(1, output_field=IntegerField())
    if standpoint.before:
        before = When(given_at__lte=standpoint.before, then=Value(0))
        era = Case(before, default=Value(1), output_field=IntegerField())
    last = Window(
        RowNumber(),
        partition_by=[F("priority"), F("heading"), F("era")],
        order_by=[F("given_at").desc(), F("pk").desc()],
    )
    rows: QuerySet = (
        given.filter(given_at__lte=standpoint.as_at)
        .annotate(era=era)
        .annotate(place=last)
        .filter(place=1)
        .order_by("era")
    )
    return rows
