"""Seven priorities by the headings of the agreement, and who owns each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assurance.choices import (
    WHOLE,
    WHOLE_LABEL,
    CellState,
    Confidence,
    Direction,
)
from assurance.meeting_choices import WEAK_TONES
from assurance.models import Opinion
from assurance.selectors.counts import Counts
from assurance.selectors.opinions import Opinions
from assurance.selectors.scales import Scales
from assurance.selectors.shapes import Cell, MatrixRow, OwnerFacts, StatusCount
from assurance.selectors.worst import worst_of
from partnerships.choices import Role
from partnerships.models import User
from priorities.choices import OwnershipGrade
from priorities.models import Agreement, Heading, Priority

_OWNER = "ownership__owners"
_OWNER_NAMES = (
    f"{_OWNER}__agency__name",
    f"{_OWNER}__partnership__name",
    f"{_OWNER}__post__title",
)


@dataclass(slots=True)
class PriorityFacts:
    """A priority with its grade and all its owners (R13, R15)."""

    pk: int
    number: int
    title: str
    grade: str
    owners: list[OwnerFacts] = field(default_factory=list)
    boards: set[int] = field(default_factory=set)

    @property
    def grade_label(self) -> str:
        return OwnershipGrade(self.grade).label


def priorities_of(agreement: Agreement) -> list[PriorityFacts]:
    """Return the priorities in order with who owns them. One query."""
    found: dict[int, PriorityFacts] = {}
    rows = (
        Priority.objects.of(agreement)
        .order_by("number", f"{_OWNER}__order")
        .values_list(
            "pk",
            "number",
            "short_title",
            "ownership__grade",
            f"{_OWNER}__is_lead",
            f"{_OWNER}__partnership",
            *_OWNER_NAMES,
        )
    )
    for pk, number, title, grade, is_lead, board, *names in rows:
        facts = found.setdefault(
            pk,
            PriorityFacts(
                pk, number, title, grade or OwnershipGrade.NONE_RECORDED.value
            ),
        )
        name = next(filter(None, names), None)
        if name:
            facts.owners.append(OwnerFacts(name=name, is_lead=bool(is_lead)))
        if board:
            facts.boards.add(board)
    return list(found.values())


def boards_chaired_by(person: User, agreement: Agreement) -> set[int]:
    """Return the thematic boards that the person chairs; not the group itself."""
    chaired = {
        held.partnership_id
        for held in person.standing
        if held.role == Role.CHAIR and held.partnership_id
    }
    return chaired - {agreement.group_id}


def matrix(
    *,
    priorities: Sequence[PriorityFacts],
    headings: Iterable[Heading],
    opinions: Opinions,
    counts: Counts,
    boards: set[int],
) -> tuple[MatrixRow, ...]:
    """Return a row per priority, the reader's own first. No query."""
    assessed = [heading for heading in headings if not heading.is_ownership]
    rows = [
        MatrixRow(
            number=each.number,
            title=each.title,
            grade=each.grade,
            grade_label=each.grade_label,
            owners=tuple(each.owners),
            is_mine=bool(each.boards & boards) or each.pk in counts.overseen,
            whole=_whole(each, opinions, counts),
            worst=worst_of(cells, opinions.scales),
            cells=cells,
        )
        for each in priorities
        for cells in [tuple(_cell(each, it, opinions, counts) for it in assessed)]
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_mine, row.number)))


def cells_of(rows: Iterable[MatrixRow]) -> list[Cell]:
    """Return the cells under headings, row by row, without the wholes."""
    return [cell for row in rows for cell in row.cells]


def count_states(cells: Iterable[Cell], scales: Scales) -> tuple[StatusCount, ...]:
    """Count the cells by state; each state is there, with 0 too (R41).

    Levels of an earlier version of the scale are counted apart, where there are any:
    ``limited@1`` is not the Limited of version 2 (3.4).
    """
    counted = Counter(
        (cell.scale_version if cell.tone else None, cell.state) for cell in cells
    )
    found = []
    for version in scales.versions:
        for level in scales.of_version(version):
            number = counted[version, level.code]
            if version == scales.in_force:
                found.append(StatusCount(level.code, level.label, number))
            elif number:
                label = f"{level.label} (version {version} of the scale)"
                found.append(StatusCount(f"{level.code}@{version}", label, number))
    states = [(state.value, state.label) for state in CellState]
    rest = (StatusCount(*each, number=counted[None, each[0]]) for each in states)
    return (*found, *rest)


def weak(rows: Iterable[MatrixRow]) -> tuple[Cell, ...]:
    """Return the current opinions of a poor or bad level, wholes too."""
    every = [cell for row in rows for cell in (row.whole, *row.cells)]
    return tuple(cell for cell in every if cell.tone in WEAK_TONES)


def current(rows: Iterable[MatrixRow]) -> tuple[Cell, ...]:
    """Return the scopes with an opinion in date, wholes too."""
    every = [cell for row in rows for cell in (row.whole, *row.cells)]
    return tuple(cell for cell in every if cell.tone)


def gone_down(rows: Iterable[MatrixRow]) -> tuple[Cell, ...]:
    """Return the scopes whose opinion is worse than in the position before."""
    every = [cell for row in rows for cell in (row.whole, *row.cells)]
    return tuple(cell for cell in every if cell.direction == Direction.DETERIORATING)


def cell_of(
    *,
    priority: PriorityFacts,
    heading: Heading | None,
    opinions: Opinions,
    statements: int,
    agreed: int,
) -> Cell:
    """Return what one cell says; ``heading=None`` is the whole priority. No query."""
    scope = (priority.pk, heading.pk if heading else None)
    opinion, level = opinions.now.get(scope), opinions.level(scope)
    state = opinions.state(scope)
    if heading and heading.is_ownership:
        state = priority.grade, priority.grade_label
    elif heading and not statements and opinion is None:
        state = CellState.NO_HEADING.value, CellState.NO_HEADING.label
    direction, was = opinions.direction(scope), opinions.was(scope)
    return Cell(
        priority_number=priority.number,
        code=heading.code if heading else WHOLE,
        label=heading.label if heading else WHOLE_LABEL,
        state=state[0],
        state_label=state[1],
        tone=level.tone if level else "",
        direction=str(direction),
        direction_label=Direction(direction).label if direction else "",
        direction_note=opinions.direction_note(scope),
        was=was[0],
        was_label=was[1],
        statements=statements,
        agreed_actions=agreed,
        **_words(opinion, opinions),
    )


def _whole(priority: PriorityFacts, opinions: Opinions, counts: Counts) -> Cell:
    statements = sum(
        count for (pk, _), count in counts.statements.items() if pk == priority.pk
    )
    return cell_of(
        priority=priority,
        heading=None,
        opinions=opinions,
        statements=statements,
        agreed=counts.priorities[priority.pk].agreed,
    )


def _cell(
    priority: PriorityFacts, heading: Heading, opinions: Opinions, counts: Counts
) -> Cell:
    place = (priority.pk, heading.pk)
    return cell_of(
        priority=priority,
        heading=heading,
        opinions=opinions,
        statements=counts.statements.get(place, 0),
        agreed=counts.cells[place].agreed,
    )


def _words(opinion: Opinion | None, opinions: Opinions) -> dict[str, Any]:
    """Return what the opinion says of itself; empty words where there is none."""
    if opinion is None:
        return NO_WORDS
    on = opinions.standpoint.on
    return {
        "level": opinion.level,
        "level_label": opinions.scales.level_of(opinion).label,
        "scale_version": opinion.scale_id,
        "confidence": opinion.confidence,
        "confidence_label": Confidence(opinion.confidence).word,
        "evidence_sources": opinion.evidence_sources,
        "evidence_on": opinion.evidence_on,
        "evidence_age_days": age_in_days(opinion.evidence_on, on=on),
        "giver": opinion.giver_label,
        "is_self_assessment": opinion.is_self_assessment,
        "given_by": opinion.given_by_name,
        "given_on": opinion.given_on,
        "expires_on": opinion.expires_on,
        "age_days": age_in_days(opinion.given_on, on=on),
        "opinion": opinion.pk,
    }


NO_WORDS: dict[str, Any] = {
    **dict.fromkeys(
        ("level", "level_label", "confidence", "confidence_label", "giver", "given_by"),
        "",
    ),
    **dict.fromkeys(
        (
            "scale_version",
            "evidence_sources",
            "evidence_on",
            "evidence_age_days",
            "given_on",
            "expires_on",
            "age_days",
            "opinion",
        )
    ),
    "is_self_assessment": False,
}


def age_in_days(day: date | None, *, on: date) -> int | None:
    """Return how old what is of ``day`` was ``on`` a day; None for no day."""
    return (on - day).days if day else None
