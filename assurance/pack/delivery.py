"""Section 5: actions by status, always with what they are counted from (R30)."""

from collections.abc import Sequence

from assurance.pack.blocks import (
    Block,
    Blocks,
    Bullets,
    Section,
    SubHeading,
    Table,
    Words,
)
from assurance.pack.wording import NOBODY, named
from assurance.selectors.seal_shapes import Sealed, SealedAction
from assurance.selectors.shapes import DeliveryRow


def delivery(sealed: Sealed, pictures: Blocks) -> Section:
    """Return the counts by priority, what moved, and the pictures."""
    position = sealed.position
    blocks: list[Block] = [
        Words(f"{position.delivery_total.summary}."),
        Words(
            "Status is what the lead agency reported. No return is not on track: the "
            "quarter before is history and is not carried forward."
        ),
        _counts((*position.delivery, position.delivery_total)),
        *_notes(position.delivery),
        SubHeading("Movement: was and now"),
        *_movement(sealed),
        *pictures,
    ]
    return Section(anchor="delivery", heading="5. Delivery", blocks=tuple(blocks))


def _counts(rows: Sequence[DeliveryRow]) -> Table:
    shown = [
        (each.status, each.label)
        for each in rows[-1].counts
        if any(
            count.number and count.status == each.status
            for row in rows
            for count in row.counts
        )
    ]
    heads = ("Priority", "Actions", *(label for _, label in shown), "Overdue")
    return Table(
        caption="Actions by priority and status",
        heads=heads,
        rows=tuple(_row(row, [status for status, _ in shown]) for row in rows),
        numbers=tuple(range(1, len(heads))),
    )


def _row(row: DeliveryRow, statuses: list[str]) -> tuple[str, ...]:
    counts = {each.status: each.number for each in row.counts}
    name = row.title if row.number is None else f"{row.number}. {row.title}"
    return (
        name,
        str(row.total),
        *(_of(counts.get(status, 0), row.total) for status in statuses),
        _of(row.overdue, row.total),
    )


def _of(number: int, total: int) -> str:
    return f"{number} of {total}" if total else "None"


def _notes(rows: Sequence[DeliveryRow]) -> list[Block]:
    """Say what the figures do not: no owner, nothing agreed, only proposed."""
    notes = [f"Priority {row.number}: {row.note}." for row in rows if row.note]
    notes += [
        f"Priority {row.number}: {row.proposed} proposed, not agreed and not counted."
        for row in rows
        if row.proposed
    ]
    return [Bullets(items=tuple(notes))] if notes else []


def _movement(sealed: Sealed) -> list[Block]:
    movement = sealed.position.worse.movement
    total = sum(each.number for each in movement)
    before = sealed.position.worse.compared_with or "no earlier quarter"
    counts = Table(
        caption=f"Direction of actions against {before}",
        heads=("Direction", "Actions"),
        rows=tuple((each.label, _of(each.number, total)) for each in movement),
        numbers=(1,),
    )
    moved = [each for each in sealed.actions if _has_moved(each)]
    if not moved:
        return [counts, Words("No action’s status differs from the quarter before.")]
    rows = tuple(
        (named(each.ref, each.title), each.lead or NOBODY, each.was_label, now)
        for each in moved
        for now in [each.status_label]
    )
    heads = ("Action", "Lead agency", "Was", "Now")
    return [
        counts,
        Table(caption="Actions whose status changed", heads=heads, rows=rows),
    ]


def _has_moved(action: SealedAction) -> bool:
    return bool(action.status and action.was) and action.status != action.was
