"""A sealed position as somebody sees it: what is named, and whose comes first."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from actions.choices import Marking
from assurance.selectors.ask_shapes import AskFacts, LateAsks
from assurance.selectors.group_shapes import Escalations, LastMeeting
from assurance.selectors.lines import UNSAID
from assurance.selectors.seal_readers import Reader
from assurance.selectors.shapes import (
    Cell,
    DeliveryRow,
    Gap,
    LineFacts,
    Listed,
    MatrixRow,
    Position,
    ToDecide,
)

#: The gap that names agencies: known to those who may see the board.
_NAMES_AGENCIES = "returns"
Placed = TypeVar("Placed", Cell, DeliveryRow)


def position_for(reader: Reader) -> Position:
    """Return the position as the reader sees it; every count stays as it is."""
    sealed = reader.sealed.position
    rows = _matrix(reader)
    order = {row.number: place for place, row in enumerate(rows)}
    returns, worse = sealed.returns, sealed.worse
    return replace(
        sealed,
        to_decide=_to_decide(sealed.to_decide, reader),
        worse=replace(
            worse,
            actions=_listed(worse.actions, reader),
            opinions=_placed(worse.opinions, order),
        ),
        unknown=tuple(_gap(each, reader) for each in sealed.unknown),
        matrix=rows,
        delivery=_placed(sealed.delivery, order),
        exceptions=_listed(sealed.exceptions, reader),
        contributor_issues=tuple(
            each for each in sealed.contributor_issues if reader.names(each.ref)
        ),
        weak_opinions=_placed(sealed.weak_opinions, order),
        returns=returns if reader.is_county else replace(returns, agencies=()),
        last_meeting=_last_meeting(sealed.last_meeting, reader),
        escalations=_escalations(sealed.escalations, reader),
    )


def _last_meeting(meeting: LastMeeting | None, reader: Reader) -> LastMeeting | None:
    if meeting is None:
        return None
    matters = tuple(
        each
        for each in meeting.matters
        if reader.is_cleared or each.marking != Marking.SENSITIVE
    )
    not_named = meeting.decisions - len(matters)
    return replace(meeting, matters=matters, not_named=not_named)


def _escalations(found: Escalations, reader: Reader) -> Escalations:
    sealed = {each.number: each for each in reader.sealed.escalations}
    seen = tuple(
        each
        for each in found.escalations
        if each.number in sealed and reader.sees_escalation(sealed[each.number])
    )
    return replace(found, escalations=seen, not_named=found.open - len(seen))


def _matrix(reader: Reader) -> tuple[MatrixRow, ...]:
    """Return the rows, those of the boards that the reader chairs first."""
    boards = {each.number: set(each.boards) for each in reader.sealed.priorities}
    rows = [
        replace(row, is_mine=bool(reader.boards & boards.get(row.number, set())))
        for row in reader.sealed.position.matrix
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_mine, row.number)))


def _placed(things: Iterable[Placed], order: dict[int, int]) -> tuple[Placed, ...]:
    """Return cells and rows in the order of their priorities; else as they were."""
    return tuple(sorted(things, key=lambda each: order.get(_number(each), 0)))


def _number(thing: Cell | DeliveryRow) -> int:
    number = thing.priority_number if isinstance(thing, Cell) else thing.number
    return number or 0


def _to_decide(decide: ToDecide, reader: Reader) -> ToDecide:
    return replace(
        decide,
        asks=_listed(decide.asks, reader),
        late_asks=_late(decide.late_asks, reader),
        date_changes=tuple(
            each for each in decide.date_changes if reader.sees_ref(each.ref)
        ),
    )


def _listed(listed: Listed, reader: Reader) -> Listed:
    lines = tuple(
        _line(each, reader) for each in listed.lines if reader.names(each.ref)
    )
    return replace(listed, lines=lines, not_named=listed.total - len(lines))


def _line(line: LineFacts, reader: Reader) -> LineFacts:
    action = reader.actions.get(line.ref)
    if action is None:
        return line
    if reader.is_narrow(action):
        return replace(line, **UNSAID | {"is_hidden": True})
    if reader.is_unpublished(action.line):
        return replace(line, **UNSAID)
    return line


def _late(late: LateAsks, reader: Reader) -> LateAsks:
    sealed = {ask.number: ask for ask in reader.sealed.asks}
    seen = [each for each in late.asks if reader.sees_ask(sealed.get(each.number))]
    asks = tuple(_ask(each, reader) for each in seen)
    return replace(late, asks=asks, not_named=late.total - len(asks))


def _ask(ask: AskFacts, reader: Reader) -> AskFacts:
    return ask if reader.sees_ref(ask.ref) else replace(ask, title="")


def _gap(gap: Gap, reader: Reader) -> Gap:
    if gap.code == _NAMES_AGENCIES and not reader.is_county:
        return replace(gap, names=())
    return gap
