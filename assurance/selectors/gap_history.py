"""The reports and opinions that a disagreement goes back to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from actions.choices import RECEIVED
from actions.models import Period, ReportedLine
from assurance.choices import WHOLE
from assurance.models import Opinion
from assurance.selectors.gap import Pair, scope_of
from assurance.selectors.gap_shapes import Scope
from assurance.selectors.gap_since import Event, Given, differ_since
from assurance.selectors.scales import Scales
from assurance.selectors.statuses import Statuses


def since_of(
    found: Sequence[Pair], *, statuses: Statuses, scales: Scales
) -> dict[str, date]:
    """Return the day on which each disagreement began, by reference. Two queries."""
    if not found:
        return {}
    ratings = _ratings([pair[0].ref for pair in found], statuses)
    opinions = _opinions({scope_of(pair[0]) for pair in found}, statuses, scales)
    began = {
        pair[0].ref: differ_since(
            ratings=ratings[pair[0].ref],
            opinions=opinions[scope_of(pair[0])],
            until=statuses.standpoint.as_at,
        )
        for pair in found
    }
    return {ref: day for ref, day in began.items() if day is not None}


def _ratings(refs: Sequence[str], statuses: Statuses) -> dict[str, list[Event]]:
    """Return every report on each action, and where a quarter passed without one."""
    periods = _up_to_now(statuses)
    rows = (
        ReportedLine.objects.filter(
            line__action__agreement=statuses.agreement,
            line__action__ref__in=refs,
            line__quarterly_return__period__in=periods,
            line__quarterly_return__state__in=RECEIVED,
            submission__submitted_at__lte=statuses.standpoint.as_at,
        )
        .order_by("submission__submitted_at", "pk")
        .values_list(
            "line__action__ref",
            "line__quarterly_return__period",
            "submission__submitted_at",
            "status",
        )
    )
    events: dict[str, list[Event]] = defaultdict(list)
    reported: dict[str, set[int]] = defaultdict(set)
    for ref, period, at, status in rows:
        events[ref].append((at, status))
        reported[ref].add(period)
    return {ref: events[ref] + _silences(periods, reported[ref]) for ref in refs}


def _up_to_now(statuses: Statuses) -> tuple[Period, ...]:
    standpoint = statuses.standpoint
    if standpoint.period is None:
        return ()
    return standpoint.periods[standpoint.periods.index(standpoint.period) :]


def _silences(periods: Iterable[Period], reported: set[int]) -> list[Event]:
    """Return the closing of each quarter in which nothing was said (R31)."""
    return [
        (period.closed_at, "")
        for period in periods
        if period.closed_at is not None and period.pk not in reported
    ]


def _opinions(
    scopes: Iterable[Scope], statuses: Statuses, scales: Scales
) -> dict[Scope, list[Given]]:
    """Return every opinion on each scope, with how good its level was."""
    wanted = reduce(or_, (_on(*scope) for scope in scopes))
    rows = (
        Opinion.objects.filter(
            wanted,
            priority__agreement=statuses.agreement,
            given_at__lte=statuses.standpoint.as_at,
        )
        .order_by("given_at", "pk")
        .values_list(
            "priority__number", "heading__code", "given_at", "expires_on", *_LEVEL
        )
    )
    found: dict[Scope, list[Given]] = defaultdict(list)
    for number, code, at, expires_on, version, level in rows:
        tone = scales.levels[version, level].tone
        found[number, code or WHOLE].append(Given(at, tone, expires_on))
    return found


_LEVEL = ("scale_id", "level")


def _on(number: int, code: str) -> Q:
    heading = Q(heading=None) if code == WHOLE else Q(heading__code=code)
    return Q(priority__number=number) & heading
