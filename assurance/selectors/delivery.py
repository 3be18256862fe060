"""Actions by status, always with what they are counted from (R30)."""

from collections import Counter
from collections.abc import Iterable, Sequence

from assurance.choices import NOT_REPORTED, Direction, Shown
from assurance.selectors.counts import Counts, LineCount
from assurance.selectors.matrix import PriorityFacts
from assurance.selectors.shapes import DeliveryRow, OwnershipFacts, StatusCount
from assurance.selectors.statuses import direction_of, is_worse
from priorities.choices import OwnershipGrade

STRONG = (OwnershipGrade.STRONG, OwnershipGrade.STRONG_JOINT)
UNOWNED = (OwnershipGrade.TO_BE_DEVELOPED, OwnershipGrade.NONE_RECORDED)


def delivery(
    *, priorities: Iterable[PriorityFacts], counts: Counts
) -> tuple[DeliveryRow, ...]:
    """Return a row per priority, in their order. No query."""
    return tuple(
        _row(
            number=each.number,
            title=each.title,
            lines=[line for line in counts.lines if line.priority == each.pk],
            proposed=counts.priorities[each.pk].proposed,
            note=note_on(each, counts),
        )
        for each in priorities
    )


def delivery_of_all(*, counts: Counts) -> DeliveryRow:
    """Return all actions together."""
    return _row(
        number=None,
        title="All priorities",
        lines=counts.lines,
        proposed=counts.all.proposed,
        note="",
    )


def note_on(priority: PriorityFacts, counts: Counts) -> str:
    """Return what the chair must know of a priority that has no agreed action.

    R15: ownership to be developed; R16: strong ownership and nothing agreed.
    """
    if priority.grade in UNOWNED:
        return f"Ownership: {priority.grade_label.lower()}"
    if counts.priorities[priority.pk].agreed or priority.grade not in STRONG:
        return ""
    return _without_action(priority, counts)


def ownership_to_develop(
    priorities: Iterable[PriorityFacts],
) -> tuple[OwnershipFacts, ...]:
    """Return the priorities that nobody owns yet (R15)."""
    return tuple(
        _ownership(each, "No owner is recorded: who is to own this priority?")
        for each in priorities
        if each.grade in UNOWNED
    )


def owned_without_action(
    priorities: Iterable[PriorityFacts], counts: Counts
) -> tuple[OwnershipFacts, ...]:
    """Return the strongly owned priorities without an agreed action (R16)."""
    return tuple(
        _ownership(each, _without_action(each, counts))
        for each in priorities
        if each.grade in STRONG and not counts.priorities[each.pk].agreed
    )


def movement(counts: Counts) -> tuple[StatusCount, ...]:
    """Count the actions that report this quarter by direction of travel (3.4)."""
    moved: Counter[str] = Counter()
    for line in counts.lines:
        moved[direction_of(line.was, line.shown)] += line.count
    return tuple(
        StatusCount(status=each.value, label=each.label, number=moved[each])
        for each in Direction
    )


def worse_total(counts: Counts) -> int:
    """Count the actions that got worse, silence after a report among them."""
    return sum(line.count for line in counts.lines if is_worse(line.was, line.shown))


def exceptions_total(counts: Counts) -> int:
    """Count the actions off track, and those overdue that are not off track."""
    return sum(
        line.count if line.shown == Shown.OFF_TRACK else line.overdue
        for line in counts.lines
    )


def off_track_total(counts: Counts) -> int:
    """Count the actions off track: each of them asks for something (R21)."""
    return total_of(counts, Shown.OFF_TRACK)


def total_of(counts: Counts, *statuses: str) -> int:
    """Count the actions that stand in one of ``statuses``."""
    return sum(line.count for line in counts.lines if line.shown in statuses)


def _row(
    *,
    number: int | None,
    title: str,
    lines: Sequence[LineCount],
    proposed: int,
    note: str,
) -> DeliveryRow:
    counted: Counter[str] = Counter()
    for line in lines:
        counted[line.shown] += line.count
    return DeliveryRow(
        number=number,
        title=title,
        total=counted.total(),
        summary=_summary(counted),
        counts=tuple(
            StatusCount(status=each.value, label=each.label, number=counted[each])
            for each in Shown
        ),
        overdue=sum(line.overdue for line in lines),
        proposed=proposed,
        note=note,
    )


def _summary(counted: Counter[str]) -> str:
    """Return "3 of 10 on track, 6 not reported": counts, never a percentage."""
    total = counted.total()
    if not total:
        return "No agreed action to report on"
    words = f"{counted[Shown.ON_TRACK]} of {total} on track"
    silent = sum(counted[each] for each in NOT_REPORTED)
    return f"{words}, {silent} not reported" if silent else words


def _without_action(priority: PriorityFacts, counts: Counts) -> str:
    promised, proposed = counts.commitments.get(priority.pk, (0, 0))
    grade = f"{priority.grade_label} ownership"
    if not promised:
        return f"{grade}, and no commitment in the Agreement"
    plural = "commitment" if proposed == 1 else "commitments"
    return f"{grade}, {proposed} {plural} proposed and none agreed"


def _ownership(priority: PriorityFacts, text: str) -> OwnershipFacts:
    return OwnershipFacts(
        number=priority.number,
        title=priority.title,
        grade=priority.grade,
        grade_label=priority.grade_label,
        text=text,
    )
