"""Every count of a position, in one statement however many actions there are."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from actions.choices import REPORTED_LIVES, DateChangeState
from actions.models import Action, DateChange
from assurance.selectors.moments import Standpoint
from assurance.selectors.statuses import Statuses
from priorities.models import Fragment, Statement

#: The columns that each part of the statement fills, in order.
COLUMNS = ("part", "of_priority", "of_heading", "stands", "stood")
FIGURES = ("first", "second", "third", "fourth", "fifth")
#: Requests from this one on go to the group (R25).
FOR_THE_GROUP = 3


@dataclass(frozen=True, slots=True)
class LineCount:
    """Actions of one priority that stand and stood alike."""

    priority: int
    shown: str
    was: str
    count: int
    overdue: int
    contradictions: int


@dataclass(slots=True)
class ActionCount:
    """The actions of one cell, or of several."""

    agreed: int = 0
    proposed: int = 0
    reported: int = 0
    undated: int = 0
    without_contact: int = 0

    def add(self, figures: list[int]) -> None:
        """Add a row of the statement."""
        self.agreed += figures[0]
        self.proposed += figures[1]
        self.reported += figures[2]
        self.undated += figures[3]
        self.without_contact += figures[4]


@dataclass(slots=True)
class Counts:
    """What the statement found; a heading's id is 0 where the source has none."""

    statements: dict[tuple[int, int], int] = field(default_factory=dict)
    cells: dict[tuple[int, int], ActionCount] = field(
        default_factory=lambda: defaultdict(ActionCount)
    )
    priorities: dict[int, ActionCount] = field(
        default_factory=lambda: defaultdict(ActionCount)
    )
    all: ActionCount = field(default_factory=ActionCount)
    #: The commitments of each priority: all, and those only proposed as actions.
    commitments: dict[int, tuple[int, int]] = field(default_factory=dict)
    lines: list[LineCount] = field(default_factory=list)
    overseen: set[int] = field(default_factory=set)
    #: Requests for a date that wait for the group, of all that wait.
    date_changes: int = 0
    date_changes_waiting: int = 0


def counts(*, statuses: Statuses, boards: set[int]) -> Counts:
    """Count statements, actions, lines and requests for dates. One query.

    ``boards`` are the partnerships whose overseen actions mark a priority as the
    reader's own. OFFICIAL-SENSITIVE actions are counted like any other (R57).
    """
    parts = [
        _statements(statuses),
        _commitments(statuses),
        _actions(statuses),
        _lines(statuses),
        _others(statuses),
        _date_changes(statuses),
    ]
    if boards:
        parts.append(_overseen(statuses, boards))
    found = Counts()
    for part, priority, heading, shown, was, *figures in parts[0].union(
        *parts[1:], all=True
    ):
        _sort_in(found, part, (priority, heading), (shown, was), figures)
    return found


def waiting_for_group(standpoint: Standpoint, path: str = "") -> Q:
    """Return the filter of requests for a date that waited for the group then."""
    return _waiting(standpoint, path) & Q(**{f"{path}number__gte": FOR_THE_GROUP})


def _waiting(standpoint: Standpoint, path: str = "") -> Q:
    """Return the filter of requests for a date that waited for anybody then."""
    return Q(**{f"{path}asked_at__lte": standpoint.as_at}) & (
        Q(**{f"{path}state": DateChangeState.WAITING})
        | Q(**{f"{path}decided_at__gt": standpoint.as_at})
    )


def _sort_in(
    found: Counts,
    part: str,
    cell: tuple[int, int],
    status: tuple[str, str],
    figures: list[int],
) -> None:
    priority = cell[0]
    if part == "statements":
        found.statements[cell] = figures[0]
    elif part == "commitments":
        found.commitments[priority] = (figures[0], figures[1])
    elif part == "actions":
        for count in (found.cells[cell], found.priorities[priority], found.all):
            count.add(figures)
    elif part == "lines":
        found.lines.append(LineCount(priority, *status, *figures[:3]))
    else:
        _sort_rest_in(found, part, priority, figures)


def _sort_rest_in(found: Counts, part: str, priority: int, figures: list[int]) -> None:
    if part == "overseen":
        found.overseen.add(priority)
    else:
        found.date_changes += figures[0]
        found.date_changes_waiting += figures[1]


def _part(name: str, rows: QuerySet, **columns: Any) -> QuerySet:
    """Return ``rows`` grouped, in the columns that all parts share.

    Grouping columns not named are empty; figures not named are 0.
    """
    nothing = Value(0, output_field=IntegerField())
    empty = {"of_heading": nothing, "stands": Value(""), "stood": Value("")}
    groups = {"part": Value(name)} | empty | columns
    grouped = rows.order_by().values(**{name: groups[name] for name in COLUMNS})
    figures = {name: columns.get(name, nothing) for name in FIGURES}
    part: QuerySet = grouped.annotate(**figures).values_list(*COLUMNS, *FIGURES)
    return part


def _number(path: str) -> Coalesce:
    return Coalesce(F(path), Value(0), output_field=IntegerField())


def _statements(statuses: Statuses) -> QuerySet:
    rows = Statement.objects.filter(priority__agreement=statuses.agreement)
    return _part(
        "statements",
        rows,
        of_priority=F("priority_id"),
        of_heading=_number("heading_id"),
        first=Count("pk"),
    )


def _commitments(statuses: Statuses) -> QuerySet:
    """Count what the agreement promises: no opportunity, and no later decision (R9)."""
    proposed = Action.objects.filter(statuses.proposed(), agreement=statuses.agreement)
    return _part(
        "commitments",
        Fragment.objects.of(statuses.agreement).commitments(),
        of_priority=F("statement__priority_id"),
        first=Count("pk"),
        second=Count("pk", filter=Q(pk__in=proposed.values("fragments"))),
    )


def _actions(statuses: Statuses) -> QuerySet:
    on = statuses.standpoint.on
    reported = Q(life__in=REPORTED_LIVES)
    undated = reported & Q(forecast_on=None, review_on=None)
    vacant = Q(pk__in=Action.objects.without_contact(on=on).values("pk"))
    return _part(
        "actions",
        Action.objects.filter(agreement=statuses.agreement),
        of_priority=F("priority_id"),
        of_heading=_number("heading_id"),
        first=Count("pk", filter=statuses.agreed()),
        second=Count("pk", filter=statuses.proposed()),
        third=Count("pk", filter=reported),
        fourth=Count("pk", filter=undated),
        fifth=Count("pk", filter=vacant),
    )


def _lines(statuses: Statuses) -> QuerySet:
    return _part(
        "lines",
        statuses.lines(),
        of_priority=F("action__priority_id"),
        stands=F("shown"),
        stood=F("was"),
        first=Count("pk"),
        second=Count("pk", filter=statuses.overdue()),
        third=Count("pk", filter=statuses.contradictions()),
    )


def _others(statuses: Statuses) -> QuerySet:
    return _part(
        "lines",
        statuses.others(),
        of_priority=F("priority_id"),
        stands=F("shown"),
        first=Count("pk"),
        second=Count("pk", filter=statuses.overdue_others()),
    )


def _date_changes(statuses: Statuses) -> QuerySet:
    rows = DateChange.objects.filter(
        _waiting(statuses.standpoint), action__agreement=statuses.agreement
    )
    return _part(
        "date_changes",
        rows,
        of_priority=F("action__priority_id"),
        first=Count("pk", filter=waiting_for_group(statuses.standpoint)),
        second=Count("pk"),
    )


def _overseen(statuses: Statuses, boards: set[int]) -> QuerySet:
    rows = Action.objects.filter(
        Q(overseen_by__in=boards) | Q(lead_partnership__in=boards),
        agreement=statuses.agreement,
    )
    return _part("overseen", rows, of_priority=F("priority_id"), first=Count("pk"))
