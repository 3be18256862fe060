"""A return as one person may read it: line by line, with what belongs beside each."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch

from actions.choices import CHECKABLE, ReturnState
from actions.models import (
    ContributorReport,
    EvidenceUse,
    OfficerNote,
    Query,
    Return,
    ReturnLine,
)
from actions.models.lines import LineWords
from actions.selectors.answers import Said, answers_of, label_of, overdue_days
from actions.selectors.checks import has_sent_in, why_not_accepted
from actions.selectors.comparison import Earlier, last_quarter
from actions.selectors.contributions import contributions_beside
from actions.selectors.evidence import Shown, evidence_of_lines
from actions.selectors.flags import flags_of
from actions.selectors.handling import (
    earlier_for,
    held_back,
    texts_for,
    words_for,
)
from actions.selectors.reading import Row, Sheet
from actions.selectors.windows import london_day
from actions.selectors.words import progress_of
from hcss.kernel import policy
from partnerships.models import User

__all__ = [
    "Row",
    "Said",
    "Sheet",
    "answers_of",
    "label_of",
    "next_unfinished",
    "overdue_days",
    "sheet",
]

#: In these states a return is read as it was sent in, by its agency too.
_AS_SENT_IN = (ReturnState.SUBMITTED, ReturnState.ACCEPTED)
#: Who is named on a line besides whoever edited it.
_PEOPLE = (
    "accepted_by",
    "written_for_by",
    "confirmed_by",
    "reported__written_for_by",
    "reported__confirmed_by",
)
#: Lines stand in the order of the Agreement.
_ORDER = ("action__priority__number", "action__ref", "pk")


def sheet(quarterly_return: Return, *, reader: User, now: datetime) -> Sheet:
    """Return the lines of a return as ``reader`` may see them. Ten queries at most.

    Its agency sees its draft until that is sent in, and while it is back; anybody
    else what was sent in, if that.
    """
    may_write = policy.allows(reader, "actions.write_return", quarterly_return)
    may_read = policy.allows(reader, "actions.read_words", quarterly_return)
    is_draft = may_write and quarterly_return.state not in _AS_SENT_IN
    lines = _lines(quarterly_return, reader, is_draft=is_draft)
    hidden = held_back(lines, reader=reader)
    beside = _Beside(
        reader=reader,
        on=london_day(now),
        is_draft=is_draft,
        may_read=may_read,
        is_checking=_is_checking(quarterly_return, reader),
        earlier=_earlier(lines, reader) if may_read else {},
        queries=_queries(quarterly_return, reader, hidden) if may_read else [],
        notes=_notes(lines, reader, hidden) if may_read else [],
        given=evidence_of_lines(lines, reader=reader, on=london_day(now)),
        said=contributions_beside(lines, reader=reader),
    )
    return Sheet(
        quarterly_return=quarterly_return,
        is_writing=may_write and quarterly_return.is_writable(at=now),
        may_read=may_read,
        rows=[_row(line, beside) for line in lines],
        queries=beside.queries,
        is_checking=beside.is_checking,
    )


@dataclass(frozen=True)
class _Beside:
    """Who reads, when, and what belongs to the lines."""

    reader: User
    on: date
    is_draft: bool
    may_read: bool
    is_checking: bool
    earlier: dict[int, Earlier]
    queries: list[Query]
    notes: list[OfficerNote]
    given: dict[int, list[Shown]]
    said: dict[int, list[ContributorReport]]


def _row(line: ReturnLine, beside: _Beside) -> Row:
    words = _words(line, beside)
    earlier = beside.earlier.get(line.pk)
    overdue = overdue_days(line, beside.on)
    queries = [query for query in beside.queries if query.line_id == line.pk]
    return Row(
        line=line,
        words=words,
        earlier=earlier,
        progress=progress_of(line, on=beside.on),
        queries=queries,
        notes=[note for note in beside.notes if note.line_id == line.pk],
        overdue_days=overdue,
        given=beside.given[line.pk],
        contributions=beside.said.get(line.pk, []),
        flags=flags_of(
            line,
            words,
            earlier=earlier,
            overdue_days=overdue,
            has_evidence=getattr(line, "has_evidence", False),
        ),
        why_not=why_not_accepted(line, officer=beside.reader, queries=queries)
        if beside.is_checking
        else None,
    )


def _is_checking(quarterly_return: Return, reader: User) -> bool:
    return (
        quarterly_return.state in CHECKABLE
        and policy.allows(reader, "actions.check_return", quarterly_return)
        and not has_sent_in(reader, quarterly_return)
    )


def next_unfinished(line: ReturnLine, *, on: date) -> ReturnLine | None:
    """Return the line that comes next, round the return, and is not finished."""
    owed = ReturnLine.objects.owed().filter(quarterly_return=line.quarterly_return)
    lines = list(
        owed.filter(accepted_at=None)
        .select_related("action__priority")
        .order_by(*_ORDER)
    )
    keys = [each.pk for each in lines]
    here = keys.index(line.pk) if line.pk in keys else 0
    in_turn = lines[here + 1 :] + lines[:here]
    unfinished = (each for each in in_turn if not progress_of(each, on=on).is_finished)
    return next(unfinished, None)


def _lines(
    quarterly_return: Return, reader: User, *, is_draft: bool
) -> list[ReturnLine]:
    lines = quarterly_return.lines.visible_to(reader).with_action()
    if is_draft:
        lines = lines.owed()
    elif quarterly_return.is_received:
        lines = lines.filter(reported__isnull=False)
    notes = OfficerNote.objects.select_related("written_by").order_by("pk")
    used = EvidenceUse.objects.filter(line=OuterRef("pk"), removed_at=None)
    found: list[ReturnLine] = list(
        lines.select_related(*_PEOPLE)
        .annotate(has_evidence=Exists(used))
        .prefetch_related(Prefetch("officer_notes", notes))
        .order_by(*_ORDER)
    )
    for line in found:
        line.quarterly_return = quarterly_return
    return found


def _earlier(lines: list[ReturnLine], reader: User) -> dict[int, Earlier]:
    """Return what was said before, by line, as far as the reader may read it (R57)."""
    found = last_quarter(lines)
    for line in lines:
        if earlier := found.get(line.pk):
            earlier.words.line.action = line.action
            found[line.pk] = earlier_for(earlier, reader=reader)
    return found


def _queries(quarterly_return: Return, reader: User, hidden: set[int]) -> list[Query]:
    visible = quarterly_return.queries.visible_to(reader)
    people = visible.select_related("asked_by", "answered_by", "line__action")
    return texts_for(
        people.order_by("pk"), "question", "answer", reader=reader, hidden=hidden
    )


def _notes(
    lines: list[ReturnLine], reader: User, hidden: set[int]
) -> list[OfficerNote]:
    notes = [note for line in lines for note in line.officer_notes.all()]
    return texts_for(notes, "text", reader=reader, hidden=hidden)


def _words(line: ReturnLine, beside: _Beside) -> LineWords | None:
    """Return the draft for its agency, but what was accepted as it was sent in."""
    if beside.is_draft and line.accepted_at is None:
        return line
    if not beside.may_read:
        # Of a draft an officer reads what officers typed for the agency (R35).
        may = policy.allows(beside.reader, "actions.read_draft", line)
        return line if may else None
    if line.reported is None:
        return None
    return words_for(line.reported, line=line, reader=beside.reader)
