"""The figures of the last eight quarters: what the pictures show.

For whoever builds a seal: ``history_figures(standpoint=stand(quarter=…, now=…),
agreement=…)`` is ``Sealed.history``. The page of pictures reads the same.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    JSONField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast

from actions.choices import RECEIVED, PeriodState
from actions.models import Period, Return
from assurance.choices import Shown
from assurance.models import Seal
from assurance.selectors.moments import Standpoint
from assurance.selectors.returns import KINDS, LATE, NONE, NOT_YET, ON_TIME
from assurance.selectors.seal_shapes import SealedCount, SealedGroup, SealedQuarter
from assurance.selectors.statuses import Statuses
from hcss.kernel.plain import revived
from priorities.models import Agreement, Priority

#: How many quarters a picture shows.
QUARTERS = 8
#: A nil return is a return: signed, and on time or late (R32).
NIL, NIL_LATE = "nil", "nil_late"
RETURN_KINDS = {
    ON_TIME: KINDS[ON_TIME],
    LATE: KINDS[LATE],
    NIL: "Nil return, on time",
    NIL_LATE: "Nil return, late",
    NOT_YET: KINDS[NOT_YET],
    NONE: KINDS[NONE],
}
#: By quarter's slug and group's key: how many of which code.
Counted = dict[tuple[str, str], Counter[str]]


def history_figures(
    *, standpoint: Standpoint, agreement: Agreement
) -> tuple[SealedQuarter, ...]:
    """Return up to eight quarters, the oldest first, the one stood in last.

    Four queries, however much there is. An earlier quarter that was sealed is as its
    own seal has it, names too: what changed since changes nothing in it (R46). The one
    stood in is as it is at that moment.
    Every group of delivery has a count of every status, 0 too; a return's group has
    the one count that says how it came in.
    """
    standpoints = _standpoints(standpoint)
    if not standpoints:
        return ()
    kept = _sealed_before(standpoints[:-1])
    live = [each for each in standpoints if _slug(each) not in kept]
    priorities = list(
        Priority.objects.of(agreement).order_by("number").values_list(*_PRIORITY)
    )
    delivery = _delivery(live, agreement)
    returns = _returns(live)
    return tuple(
        kept.get(_slug(each)) or _quarter(each, priorities, delivery, returns)
        for each in standpoints
    )


_PRIORITY = ("number", "short_title")


def _standpoints(standpoint: Standpoint) -> list[Standpoint]:
    """Return where each quarter was seen from, the oldest first."""
    if standpoint.period is None:
        return []
    periods = standpoint.periods
    place = periods.index(standpoint.period)
    before = range(place + 1, min(place + QUARTERS, len(periods)))
    return [standpoint, *(_earlier(periods, each) for each in before)][::-1]


def _earlier(periods: tuple[Period, ...], place: int) -> Standpoint:
    opened_at = periods[place - 1].opened_at
    if opened_at is None:
        raise ValueError(f"{periods[place - 1]} has begun and never opened")
    return Standpoint(
        as_at=opened_at,
        periods=periods,
        period=periods[place],
        previous=periods[place + 1] if place + 1 < len(periods) else None,
        is_latest=False,
    )


def _slug(standpoint: Standpoint) -> str:
    return standpoint.period.slug if standpoint.period else ""


def _sealed_before(standpoints: Sequence[Standpoint]) -> dict[str, SealedQuarter]:
    """Return the quarters whose own seal says what they were. One query."""
    rows = (
        Seal.objects.filter(period__in=[each.period for each in standpoints])
        .annotate(shown=KeyTransform("history", Cast("content", JSONField())))
        .values_list("period__slug", "shown")
    )
    return {
        slug: revived(SealedQuarter, each)
        for slug, quarters in rows
        for each in quarters or ()
        if each["slug"] == slug
    }


def _delivery(standpoints: Iterable[Standpoint], agreement: Agreement) -> Counted:
    """Count actions by quarter, priority and status. One query."""
    parts = [
        part
        for each in standpoints
        for part in (
            _part(each, Statuses(each, agreement).lines(), "action__priority__number"),
            _part(each, Statuses(each, agreement).others(), "priority__number"),
        )
    ]
    counted: Counted = defaultdict(Counter)
    if parts:
        for quarter, number, shown, total in parts[0].union(*parts[1:], all=True):
            counted[quarter, str(number)][shown] += total
    return counted


def _part(standpoint: Standpoint, rows: QuerySet, number: str) -> QuerySet:
    quarter = Value(_slug(standpoint), output_field=CharField())
    grouped = rows.order_by().values(
        quarter=quarter, number=F(number), stands=F("shown")
    )
    part: QuerySet = grouped.annotate(total=Count("pk")).values_list(
        "quarter", "number", "stands", "total"
    )
    return part


def _returns(standpoints: Iterable[Standpoint]) -> dict[str, list[Any]]:
    """Return how each return came in, by quarter, by agency's name. One query."""
    periods = [each.period for each in standpoints]
    rows = (
        Return.objects.filter(period__in=periods)
        .annotate(kind=_kind())
        .values_list("period__slug", "agency__slug", "agency_name", "kind")
    )
    found: dict[str, list[Any]] = defaultdict(list)
    for quarter, *row in rows:
        found[quarter].append(row)
    # Here and not in the database, whose collations differ.
    return {each: sorted(of, key=_by_name) for each, of in found.items()}


def _by_name(row: Sequence[str]) -> tuple[str, str]:
    slug, name, _ = row
    return name, slug


def _kind() -> Case:
    received = Q(state__in=RECEIVED)
    return Case(
        When(received & Q(is_nil=True, is_late=True), then=Value(NIL_LATE)),
        When(received & Q(is_nil=True), then=Value(NIL)),
        When(received & Q(is_late=True), then=Value(LATE)),
        When(received, then=Value(ON_TIME)),
        When(period__state=PeriodState.OPEN, then=Value(NOT_YET)),
        default=Value(NONE),
        output_field=CharField(),
    )


def _quarter(
    standpoint: Standpoint,
    priorities: Sequence[tuple[int, str]],
    delivery: Counted,
    returns: dict[str, list[Any]],
) -> SealedQuarter:
    slug = _slug(standpoint)
    return SealedQuarter(
        slug=slug,
        label=str(standpoint.period),
        delivery=tuple(
            _group(str(number), title, delivery.get((slug, str(number)), Counter()))
            for number, title in priorities
        ),
        returns=tuple(_return(*row) for row in returns.get(slug, ())),
    )


def _group(key: str, label: str, counted: Counter[str]) -> SealedGroup:
    return SealedGroup(
        key=key,
        label=label,
        total=counted.total(),
        counts=tuple(
            SealedCount(code=each.value, label=each.label, number=counted[each.value])
            for each in Shown
        ),
    )


def _return(slug: str, name: str, kind: str) -> SealedGroup:
    count = SealedCount(code=kind, label=RETURN_KINDS[kind], number=1)
    return SealedGroup(key=slug, label=name, total=1, counts=(count,))
