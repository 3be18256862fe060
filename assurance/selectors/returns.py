"""Who has returned for a quarter, and who has not for two running."""

from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from actions.choices import RECEIVED
from actions.models import Period, Return
from assurance.selectors.moments import Standpoint
from assurance.selectors.shapes import ReturnFacts, ReturnsFacts, StatusCount
from hcss.kernel import policy
from partnerships.models import User

#: How many agencies of each kind are named.
NAMED = 20

ON_TIME, LATE, NOT_YET, NONE = "on_time", "late", "not_yet_returned", "no_return"
KINDS = {
    ON_TIME: "On time",
    LATE: "Late",
    NOT_YET: "Not yet returned",
    NONE: "No return",
}
#: Which two quarters are meant, by whether the one shown is still open.
_TWICE = {
    False: "No return two quarters running",
    True: "No return in either of the two quarters before this one",
}
#: Who is named first.
_ORDER = (NONE, NOT_YET, LATE, ON_TIME)


def returns_of(*, standpoint: Standpoint, person: User) -> ReturnsFacts:
    """Return the quarter's returns by how they came in, with those who did not.

    One query, whatever the number of agencies. The agencies are named to those who
    may see the board; anybody else sees the counts.
    """
    rows = list(_rows(standpoint))
    sorts = {(row.kind, row.is_nil, row.missing_before, row.twice): row for row in rows}
    counted = {
        kind: sum(row.alike for row in sorts.values() if row.kind == kind)
        for kind in KINDS
    }
    total = sum(counted.values())
    named = rows if policy.allows(person, "actions.view_board") else []
    return ReturnsFacts(
        total=total,
        summary=_summary(counted, total),
        counts=tuple(
            StatusCount(status=kind, label=label, number=counted[kind])
            for kind, label in KINDS.items()
        ),
        nil=sum(row.alike for row in sorts.values() if row.is_nil),
        missing_twice=sum(row.alike for row in sorts.values() if row.twice),
        missing_twice_label=_TWICE[standpoint.is_open],
        agencies=tuple(_facts(row) for row in sorted(named, key=_first)),
    )


def _rows(standpoint: Standpoint) -> QuerySet:
    """Return up to NAMED of each sort, each with how many are of its sort."""
    sort = [F("kind"), F("is_nil"), F("missing_before"), F("twice")]
    last, before = (_missing(each) for each in standpoint.two_running)
    order = [F("agency_name"), F("pk")]
    rows: QuerySet = (
        Return.objects.filter(period=standpoint.period)
        .annotate(kind=_kind(standpoint), missing_before=_missing(standpoint.previous))
        .annotate(twice=Case(When(last & before, then=True), default=False))
        .annotate(
            alike=Window(Count("pk"), partition_by=sort),
            place=Window(RowNumber(), partition_by=sort, order_by=order),
        )
        .select_related("agency")
    )
    return rows if standpoint.names_all else rows.filter(place__lte=NAMED)


def _kind(standpoint: Standpoint) -> Case:
    received = Q(state__in=RECEIVED)
    return Case(
        When(received & Q(is_late=True), then=Value(LATE)),
        When(received, then=Value(ON_TIME)),
        default=Value(NOT_YET if standpoint.is_open else NONE),
        output_field=CharField(),
    )


def _missing(period: Period | None) -> Exists:
    """Say whether the agency gave no return in the period."""
    owed = Return.objects.filter(agency=OuterRef("agency"), period=period)
    return Exists(owed.exclude(state__in=RECEIVED))


def _first(row: Any) -> tuple[int, str, str]:
    return (_ORDER.index(row.kind), row.agency_name, row.agency.slug)


def _summary(counted: dict[str, int], total: int) -> str:
    if not total:
        return "No return is asked for"
    received = counted[ON_TIME] + counted[LATE]
    words = f"{received} of {total} returned"
    return f"{words}, {counted[LATE]} late" if counted[LATE] else words


def _facts(row: Any) -> ReturnFacts:
    return ReturnFacts(
        agency=row.agency_name,
        agency_slug=row.agency.slug,
        kind=row.kind,
        label=KINDS[row.kind],
        is_nil=row.kind in (ON_TIME, LATE) and row.is_nil,
        sent_at=row.submitted_at if row.kind in (ON_TIME, LATE) else None,
        missing_before=bool(row.missing_before),
        missing_twice=bool(row.twice),
    )
