"""The opinions that stood at a moment, and which way each scope has moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, IntegerField, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from assurance.choices import CellState, Direction
from assurance.models import Opinion, ScaleLevel
from assurance.selectors.moments import Standpoint
from assurance.selectors.scales import Scales, direction_between, scales_at
from priorities.models import Agreement

#: A priority's id and a heading's; None is the whole priority.
Scope = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Opinions:
    """The last opinion on each scope: in this position, and in the one before."""

    standpoint: Standpoint
    scales: Scales
    now: Mapping[Scope, Opinion]
    earlier: Mapping[Scope, Opinion]

    def level(self, scope: Scope) -> ScaleLevel | None:
        """Return the level of the current opinion; None without one (R41, R42)."""
        return self._current(self.now.get(scope), self.standpoint.on)

    def state(self, scope: Scope) -> tuple[str, str]:
        """Return the level, or why there is no current one, and its word."""
        return self._state(self.now.get(scope), self.standpoint.on)

    def was(self, scope: Scope) -> tuple[str, str]:
        """Return the state in the position before; nothing if never assessed then."""
        earlier, on = self.earlier.get(scope), self.standpoint.before_on
        return self._state(earlier, on) if earlier and on else ("", "")

    def direction(self, scope: Scope) -> str:
        """Compare with the position before; nothing for a scope never assessed."""
        if scope not in self.now:
            return ""
        if self.standpoint.before_on is None:
            return Direction.NEW
        return direction_between(self._before(scope), self.level(scope))

    def direction_note(self, scope: Scope) -> str:
        """Say so where two positions cannot be compared for a change of the scale."""
        before, now = self._before(scope), self.level(scope)
        if before is None or now is None or before.scale_id == now.scale_id:
            return ""
        was, stands = before.scale.version, now.scale.version
        return f"The scale changed: version {was} then, version {stands} now."

    def _before(self, scope: Scope) -> ScaleLevel | None:
        on = self.standpoint.before_on
        return self._current(self.earlier.get(scope), on) if on else None

    def _current(self, opinion: Opinion | None, on: date) -> ScaleLevel | None:
        if opinion is None or opinion.is_out_of_date(on=on):
            return None
        return self.scales.level_of(opinion)

    def _state(self, opinion: Opinion | None, on: date) -> tuple[str, str]:
        level = self._current(opinion, on)
        if level is not None:
            return level.code, level.label
        why = CellState.OUT_OF_DATE if opinion else CellState.NOT_ASSESSED
        return why.value, why.label


def opinions_at(*, agreement: Agreement, standpoint: Standpoint) -> Opinions:
    """Return the opinions that stood at the moment and in the position before it.

    Two queries: at most two rows a scope, and the scales they are on.
    """
    now: dict[Scope, Opinion] = {}
    earlier: dict[Scope, Opinion] = {}
    given = Opinion.objects.filter(priority__agreement=agreement)
    for opinion in _last_of_each_era(given, standpoint):
        scope = (opinion.priority_id, opinion.heading_id)
        now[scope] = opinion  # the era before comes first
        if not opinion.era:
            earlier[scope] = opinion
    return Opinions(standpoint, scales_at(standpoint.as_at), now, earlier)


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
