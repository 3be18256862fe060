"""One cell of a sealed quarter, read from its seal (R46)."""

import copy
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from actions.choices import Marking
from assurance.choices import WHOLE, WHOLE_LABEL
from assurance.models import Seal
from assurance.selectors.cell import Scoped, opinions_on
from assurance.selectors.cell_shapes import (
    CellAction,
    CellEvidence,
    CellLine,
    CellPage,
)
from assurance.selectors.matrix import NO_WORDS
from assurance.selectors.seal_reading import read, readable
from assurance.selectors.seal_shapes import (
    Sealed,
    SealedAction,
    SealedEvidence,
    SealedLine,
)
from assurance.selectors.shapes import Cell, MatrixRow
from partnerships.models import User
from priorities.models import Heading, Priority, Statement

_WORDS = (
    "sent_at",
    "signed_name",
    "signed_post",
    "progress",
    "reported_to",
    "reported_on",
    "issue",
    "recovery_step",
    "recovery_on",
    "cause",
    "ask",
    "ask_of",
    "ask_by",
    "evidence_words",
    "evidence_link",
    "is_hidden",
)


def sealed_cell(*, scope: Scoped, seal: Seal, person: User) -> CellPage:
    """Return what the cell rested on when the quarter was sealed.

    Counts are of everything; words are what ``person`` may read (R57). The sentences
    of an agreement and the opinions given never change, so they are read as rows.

    Raises:
        Priority.DoesNotExist: the seal has no such priority.
    """
    priority, heading = scope
    whole = read(seal)
    position = whole.position
    row = _row(whole, priority)
    statements = _statements(scope)
    named = [it for it in readable(whole, person).actions if _is_under(it, scope)]
    return CellPage(
        quarter=whole.quarter,
        as_at=position.as_at,
        on=timezone.localtime(position.as_at).date(),
        is_latest=False,
        is_sealed=True,
        priority_title=row.title,
        grade_label=row.grade_label,
        owners=row.owners,
        heading=_worded(heading, whole),
        cell=_cell(row, scope, len(statements), _agreed(whole.actions, scope)),
        definition=_definition(whole, scope),
        worst=None if heading else row.worst,
        statements=statements,
        actions=tuple(_action(each) for each in named),
        actions_more=0,
        opinions=opinions_on(scope, by=position.as_at),
        scales=whole.scales,
    )


def _worded(heading: Heading | None, sealed: Sealed) -> Heading | None:
    """Return the heading with its words of then, for showing."""
    then = {each.code: each for each in sealed.position.headings}
    if heading is None or heading.code not in then:
        return heading
    worded = copy.copy(heading)
    worded.label = then[heading.code].label
    worded.question = then[heading.code].question
    return worded


def _row(sealed: Sealed, priority: Priority) -> MatrixRow:
    for row in sealed.position.matrix:
        if row.number == priority.number:
            return row
    raise Priority.DoesNotExist(f"priority {priority.number} was not sealed")


def _statements(scope: Scoped) -> list[Statement]:
    priority, heading = scope
    found = Statement.objects.filter(priority=priority).order_by("order")
    return list(found.filter(heading=heading) if heading else found)


def _code(heading: Heading | None) -> str:
    return heading.code if heading else WHOLE


def _is_under(action: SealedAction, scope: Scoped) -> bool:
    priority, heading = scope
    is_there = action.priority_number == priority.number
    return is_there and (heading is None or action.heading_code == heading.code)


def _agreed(actions: Iterable[SealedAction], scope: Scoped) -> int:
    """Count those that had been agreed: what is only proposed has no status."""
    return sum(bool(each.status) and _is_under(each, scope) for each in actions)


def _cell(row: MatrixRow, scope: Scoped, statements: int, agreed: int) -> Cell:
    """Return the cell as it was sealed; ownership is graded, and has no cell."""
    code = _code(scope[1])
    for each in (row.whole, *row.cells):
        if each.code == code:
            return each
    return Cell(
        priority_number=row.number,
        code=code,
        label=scope[1].label if scope[1] else WHOLE_LABEL,
        state=row.grade,
        state_label=row.grade_label,
        tone="",
        direction="",
        direction_label="",
        direction_note="",
        was="",
        was_label="",
        statements=statements,
        agreed_actions=agreed,
        **NO_WORDS,
    )


def _definition(sealed: Sealed, scope: Scoped) -> str:
    place = scope[0].number, _code(scope[1])
    found = (
        each.definition
        for each in sealed.opinions
        if (each.priority_number, each.code) == place
    )
    return next(found, "")


def _action(action: SealedAction) -> CellAction:
    line = action.line
    return CellAction(
        ref=action.ref,
        title=action.title,
        lead=action.lead or action.lead_partnership,
        forecast_on=action.forecast_on,
        status=action.status or action.life,
        status_label=action.status_label or action.life_label,
        line_of=line.agency_slug if line else "",
        line=_line(line) if line else None,
        evidence=tuple(_item(each) for each in (line.evidence if line else ())),
    )


def _line(line: SealedLine) -> CellLine:
    words: dict[str, Any] = {name: getattr(line, name) for name in _WORDS}
    return CellLine(is_sensitive=line.marking == Marking.SENSITIVE, **words)


def _item(evidence: SealedEvidence) -> CellEvidence:
    return CellEvidence(
        number=evidence.number,
        title=evidence.title,
        kind_label=evidence.kind_label,
        dated_on=evidence.dated_on,
        holder=evidence.holder,
        is_sensitive=evidence.marking == Marking.SENSITIVE,
    )
