"""What nobody knows: each gap with what it is counted from (R30)."""

from collections.abc import Sequence

from assurance.choices import NOT_REPORTED, CellState
from assurance.selectors.counts import Counts
from assurance.selectors.delivery import UNOWNED, total_of
from assurance.selectors.matrix import PriorityFacts, cells_of
from assurance.selectors.moments import Standpoint
from assurance.selectors.returns import NONE, NOT_YET
from assurance.selectors.shapes import Gap, MatrixRow, ReturnsFacts

_AGENCIES = {NOT_YET: "Agencies yet to return", NONE: "Agencies with no return"}
_ACTIONS = {NOT_YET: "Actions not reported on yet", NONE: "Actions not reported on"}


def gaps(
    *,
    standpoint: Standpoint,
    priorities: Sequence[PriorityFacts],
    rows: Sequence[MatrixRow],
    counts: Counts,
    returns: ReturnsFacts,
) -> tuple[Gap, ...]:
    """Return the gaps in the order a chair asks; those of none are there too.

    Leads, dates and contacts are known as they are today, so they stand in the
    latest position only.
    """
    found = [
        *_of_returns(standpoint, counts, returns),
        _unowned(priorities),
        *_of_opinions(rows),
    ]
    if standpoint.is_latest:
        found += _of_actions(counts)
    return tuple(found)


def _of_returns(
    standpoint: Standpoint, counts: Counts, returns: ReturnsFacts
) -> list[Gap]:
    if standpoint.period is None:
        return []
    kind = NOT_YET if standpoint.is_open else NONE
    agencies = next(each.number for each in returns.counts if each.status == kind)
    names = tuple(each.agency for each in returns.agencies if each.kind == kind)
    lines = sum(line.count for line in counts.lines)
    silent = total_of(counts, *NOT_REPORTED)
    return [
        Gap("returns", _AGENCIES[kind], agencies, returns.total, names),
        Gap("lines", _ACTIONS[kind], silent, lines, ()),
    ]


def _unowned(priorities: Sequence[PriorityFacts]) -> Gap:
    names = tuple(
        f"P{each.number} {each.title}" for each in priorities if each.grade in UNOWNED
    )
    label = "Priorities with no owner recorded"
    return Gap("owner", label, len(names), len(priorities), names)


def _of_opinions(rows: Sequence[MatrixRow]) -> list[Gap]:
    """Count the cells that stand under a heading of the source, not the wholes."""
    states = [
        cell.state for cell in cells_of(rows) if cell.state != CellState.NO_HEADING
    ]
    total = len(states)
    missing = states.count(CellState.NOT_ASSESSED)
    expired = states.count(CellState.OUT_OF_DATE)
    return [
        Gap("not_assessed", "Headings not yet assessed", missing, total, ()),
        Gap("out_of_date", "Opinions out of date", expired, total - missing, ()),
    ]


def _of_actions(counts: Counts) -> list[Gap]:
    every = counts.all
    return [
        Gap(
            "lead",
            "Commitments proposed, with no lead agreed",
            sum(proposed for _, proposed in counts.commitments.values()),
            sum(promised for promised, _ in counts.commitments.values()),
            (),
        ),
        Gap("date", "Actions with no date agreed", every.undated, every.reported, ()),
        Gap(
            "contact",
            "Actions with no contact",
            every.without_contact,
            every.reported,
            (),
        ),
    ]
