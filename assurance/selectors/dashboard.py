"""Where everything stands: what the dashboard shows and the API answers."""

from collections.abc import Sequence
from datetime import datetime

from actions.models import Period
from assurance.selectors import delivery as by_status
from assurance.selectors import matrix as grid
from assurance.selectors.ask_shapes import LateAsks
from assurance.selectors.asks import late_asks
from assurance.selectors.counts import Counts, counts
from assurance.selectors.escalations import escalations_at
from assurance.selectors.gaps import gaps
from assurance.selectors.issues import contributor_issues
from assurance.selectors.lines import asks_of, exceptions_and_worse, listed
from assurance.selectors.matrix import PriorityFacts
from assurance.selectors.matters import last_meeting
from assurance.selectors.moments import Standpoint, stand
from assurance.selectors.opinions import opinions_at
from assurance.selectors.returns import returns_of
from assurance.selectors.shapes import (
    DateChangeFacts,
    HeadingFacts,
    LineFacts,
    MatrixRow,
    PeriodFacts,
    Position,
    ToDecide,
    Worse,
)
from assurance.selectors.statuses import Statuses
from assurance.selectors.today import NOT_KNOWN, known_today
from assurance.selectors.waiting import date_changes_and_held
from hcss.kernel.quarters import Quarter
from partnerships.models import User
from priorities.models import Agreement, Heading


def position(
    *,
    quarter: Quarter | None,
    person: User,
    now: datetime,
    names_all: bool = False,
) -> Position:
    """Return the position of ``quarter``, or of the latest one that has begun.

    As many queries however many actions and agencies there are, and lists of bounded
    length unless it ``names_all``. Every count includes what ``person`` may not read;
    words do not (R57).

    Raises:
        Period.DoesNotExist: that quarter's period has not begun.
        Agreement.DoesNotExist: no agreement is loaded.
    """
    standpoint = stand(quarter=quarter, now=now, names_all=names_all)
    headings = _headings()
    agreement = headings[0].agreement
    priorities = grid.priorities_of(agreement)
    boards = grid.boards_chaired_by(person, agreement)
    statuses = Statuses(standpoint, agreement)
    counted = counts(statuses=statuses, boards=boards)
    opinions = opinions_at(agreement=agreement, standpoint=standpoint)
    rows = grid.matrix(
        priorities=priorities,
        headings=headings,
        opinions=opinions,
        counts=counted,
        boards=boards,
    )
    exceptions, worse = exceptions_and_worse(statuses=statuses, person=person)
    changes, held = date_changes_and_held(statuses=statuses, person=person)
    returns = returns_of(standpoint=standpoint, person=person)
    delivery = by_status.delivery(priorities=priorities, counts=counted)
    order = {row.number: place for place, row in enumerate(rows)}
    return Position(
        agreement=agreement.title,
        period=_facts(standpoint.period) if standpoint.period else None,
        periods=tuple(_facts(period) for period in standpoint.periods),
        as_at=standpoint.as_at,
        is_latest=standpoint.is_latest,
        to_decide=_to_decide(
            exceptions,
            late_asks(standpoint=standpoint, agreement=agreement, person=person),
            changes,
            priorities,
            counted,
        ),
        worse=_worse(standpoint, worse, rows, counted),
        unknown=gaps(
            standpoint=standpoint,
            priorities=priorities,
            rows=rows,
            counts=counted,
            returns=returns,
        ),
        headings=_heading_facts(headings),
        matrix=rows,
        opinions=grid.count_states(grid.cells_of(rows), opinions.scales),
        cells_total=len(grid.cells_of(rows)),
        delivery=tuple(sorted(delivery, key=lambda row: order[row.number or 0])),
        delivery_total=by_status.delivery_of_all(counts=counted),
        exceptions=listed(exceptions + held, total=by_status.exceptions_total(counted)),
        contributor_issues=contributor_issues(statuses=statuses, person=person),
        weak_opinions=grid.weak(rows),
        current_opinions=len(grid.current(rows)),
        returns=returns,
        last_meeting=last_meeting(
            standpoint=standpoint, agreement=agreement, person=person
        ),
        escalations=escalations_at(standpoint=standpoint, person=person),
        **(known_today(standpoint) if standpoint.is_latest else NOT_KNOWN),
    )


def _headings() -> Sequence[Heading]:
    """Return the headings of the current agreement, with it. One query."""
    current = Agreement.objects.current().values("pk")[:1]
    headings = list(
        Heading.objects.filter(agreement=current)
        .select_related("agreement")
        .order_by("order")
    )
    if not headings:
        raise Agreement.DoesNotExist("no agreement is loaded")
    return headings


def _facts(period: Period) -> PeriodFacts:
    return PeriodFacts(
        slug=period.slug,
        label=str(period),
        state=period.state,
        state_label=period.get_state_display(),
        due_at=period.due_at,
        closes_at=period.closes_at,
    )


def _heading_facts(headings: Sequence[Heading]) -> tuple[HeadingFacts, ...]:
    return tuple(
        HeadingFacts(code=each.code, label=each.label, question=each.question)
        for each in headings
        if not each.is_ownership
    )


def _to_decide(
    exceptions: list[LineFacts],
    late: LateAsks,
    changes: list[DateChangeFacts],
    priorities: Sequence[PriorityFacts],
    counted: Counts,
) -> ToDecide:
    return ToDecide(
        asks=listed(asks_of(exceptions), total=by_status.off_track_total(counted)),
        late_asks=late,
        date_changes=tuple(changes),
        date_changes_total=counted.date_changes,
        date_changes_waiting=counted.date_changes_waiting,
        ownership_to_develop=by_status.ownership_to_develop(priorities),
        owned_without_action=by_status.owned_without_action(priorities, counted),
    )


def _worse(
    standpoint: Standpoint,
    worse: list[LineFacts],
    rows: Sequence[MatrixRow],
    counted: Counts,
) -> Worse:
    return Worse(
        compared_with=str(standpoint.previous) if standpoint.previous else "",
        actions=listed(worse, total=by_status.worse_total(counted)),
        opinions=grid.gone_down(rows),
        movement=by_status.movement(counted),
    )
