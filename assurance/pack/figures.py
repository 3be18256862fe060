"""The figures of a position as one plain table: workbook and CSV begin with it."""

from collections.abc import Iterator

from assurance.selectors.seal_shapes import Sealed
from assurance.selectors.shapes import DeliveryRow, Position, StatusCount

#: Section, what is counted, how many, of how many (R30).
Figure = tuple[str, str, int, int]
HEADS = ("Section", "What is counted", "Number", "Of")


def figures(sealed: Sealed) -> list[Figure]:
    """Return every figure of the position, each with its denominator."""
    position = sealed.position
    return [
        *_assurance(position),
        *_delivery(position.delivery_total),
        *(each for row in _by_number(position) for each in _delivery(row)),
        *_returns(position),
        *_unknown(position),
        *(
            ("Standing checks", check.label, check.number, check.total)
            for check in sealed.checks
        ),
    ]


def _by_number(position: Position) -> list[DeliveryRow]:
    return sorted(position.delivery, key=lambda row: row.number or 0)


def _assurance(position: Position) -> Iterator[Figure]:
    for each in position.opinions:
        yield "Assurance by heading", each.label, each.number, position.cells_total


def _delivery(row: DeliveryRow) -> Iterator[Figure]:
    section = f"Delivery, P{row.number} {row.title}" if row.number else "Delivery"
    yield from _counts(section, row.counts, row.total)
    yield section, "Overdue", row.overdue, row.total
    yield section, "Proposed, not agreed", row.proposed, row.proposed + row.total


def _returns(position: Position) -> Iterator[Figure]:
    returns = position.returns
    yield from _counts("Returns", returns.counts, returns.total)
    yield "Returns", "Nil returns", returns.nil, returns.total
    label = returns.missing_twice_label
    yield "Returns", label, returns.missing_twice, returns.total


def _unknown(position: Position) -> Iterator[Figure]:
    for gap in position.unknown:
        yield "What we do not know", gap.label, gap.number, gap.total


def _counts(
    section: str, counts: tuple[StatusCount, ...], total: int
) -> Iterator[Figure]:
    for each in counts:
        yield section, each.label, each.number, total
