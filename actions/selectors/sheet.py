"""A return as one person may read it: line by line, with what belongs beside each."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch

from actions.models import OfficerNote, Query, Return, ReturnLine
from actions.models.returns import LineWords
from actions.selectors.actions import status_label
from actions.selectors.comparison import Earlier, last_quarter, same_as_last_quarter
from actions.selectors.words import LABELS, Progress, progress_of, sent_with
from hcss.kernel import policy
from partnerships.models import User

#: Lines stand in the order of the Agreement.
_ORDER = ("action__priority__number", "action__ref", "pk")


@dataclass(frozen=True)
class Said:
    """One answer of a line, named as on the page."""

    label: str
    value: object
    is_date: bool
    is_link: bool


@dataclass(frozen=True)
class Row:
    """One line. ``words`` is None where the reader may not read any."""

    line: ReturnLine
    words: LineWords | None
    earlier: Earlier | None
    progress: Progress
    queries: list[Query]
    notes: list[OfficerNote]
    overdue_days: int

    @property
    def status_label(self) -> str:
        return label_of(self.words, self.line) if self.words else ""

    @property
    def answers(self) -> list[Said]:
        return answers_of(self.words) if self.words else []

    @property
    def earlier_answers(self) -> list[Said]:
        return answers_of(self.earlier.words) if self.earlier else []

    @property
    def earlier_label(self) -> str:
        return label_of(self.earlier.words, self.line) if self.earlier else ""

    @property
    def is_unchanged(self) -> bool:
        """R38a: the texts only repeat those of last time."""
        return self.words is not None and same_as_last_quarter(self.words, self.earlier)


@dataclass(frozen=True)
class Sheet:
    """The whole return, for one reader on one day."""

    quarterly_return: Return
    is_writing: bool
    may_read: bool
    rows: list[Row]
    queries: list[Query] = field(default_factory=list)

    @property
    def unfinished(self) -> list[Row]:
        return [row for row in self.rows if not row.progress.is_finished]

    @property
    def line_count(self) -> int:
        return len(self.rows)

    @property
    def finished_count(self) -> int:
        return self.line_count - len(self.unfinished)

    @property
    def open_queries(self) -> list[Query]:
        return [query for query in self.queries if query.answered_at is None]

    @property
    def is_ready(self) -> bool:
        return bool(self.rows) and not self.unfinished and not self.open_queries

    @property
    def seen(self) -> int:
        """What a signature under these lines vouches for: their versions, summed."""
        return sum(row.line.version for row in self.rows)

    @property
    def whole_queries(self) -> list[Query]:
        return [query for query in self.queries if query.line_id is None]


def sheet(quarterly_return: Return, *, reader: User, on: date) -> Sheet:
    """Return the lines of a return as ``reader`` may see them. Five queries at most.

    Its agency sees what it is writing; anybody else what was sent in, if that.
    """
    may_read = policy.allows(reader, "actions.read_words", quarterly_return)
    is_writing = quarterly_return.is_writable and policy.allows(
        reader, "actions.write_return", quarterly_return
    )
    lines = _lines(quarterly_return, reader, is_writing=is_writing)
    beside = last_quarter(lines) if may_read else {}
    queries = _queries(quarterly_return) if may_read else []
    return Sheet(
        quarterly_return=quarterly_return,
        is_writing=is_writing,
        may_read=may_read,
        rows=[
            Row(
                line=line,
                words=_words(line, is_writing=is_writing, may_read=may_read),
                earlier=beside.get(line.pk),
                progress=progress_of(line, on=on),
                queries=[query for query in queries if query.line_id == line.pk],
                notes=list(line.officer_notes.all()) if may_read else [],
                overdue_days=overdue_days(line, on),
            )
            for line in lines
        ],
        queries=queries,
    )


def next_unfinished(line: ReturnLine, *, on: date) -> ReturnLine | None:
    """Return the line that comes next, round the return, and is not finished."""
    owed = ReturnLine.objects.owed().filter(quarterly_return=line.quarterly_return)
    lines = list(
        owed.select_related("action").order_by(*_ORDER),
    )
    keys = [each.pk for each in lines]
    here = keys.index(line.pk) if line.pk in keys else 0
    in_turn = lines[here + 1 :] + lines[:here]
    unfinished = (each for each in in_turn if not progress_of(each, on=on).is_finished)
    return next(unfinished, None)


def answers_of(words: LineWords) -> list[Said]:
    """Return the answers that the status asks for or that were given, in order."""
    return [
        Said(
            label=LABELS[name],
            value=value,
            is_date=isinstance(value, date),
            is_link=name == "evidence_link",
        )
        for name in sent_with(words.status)
        if name != "status" and (value := getattr(words, name))
    ]


def label_of(words: LineWords, line: ReturnLine) -> str:
    """Return the status in words; complete is "Reported complete" until verified."""
    return status_label(words.status, life=line.action.life)


def _lines(
    quarterly_return: Return, reader: User, *, is_writing: bool
) -> list[ReturnLine]:
    lines = quarterly_return.lines.visible_to(reader).with_action()
    if is_writing:
        lines = lines.owed()
    elif quarterly_return.is_received:
        lines = lines.filter(reported__isnull=False)
    notes = OfficerNote.objects.select_related("written_by").order_by("pk")
    found = list(
        lines.prefetch_related(Prefetch("officer_notes", notes)).order_by(*_ORDER)
    )
    for line in found:
        line.quarterly_return = quarterly_return
    return found


def _queries(quarterly_return: Return) -> list[Query]:
    queries = quarterly_return.queries.select_related(
        "asked_by", "answered_by", "line__action"
    )
    return list(queries.order_by("pk"))


def _words(line: ReturnLine, *, is_writing: bool, may_read: bool) -> LineWords | None:
    if is_writing:
        return line
    return line.reported if may_read else None


def overdue_days(line: ReturnLine, on: date) -> int:
    """Return by how many days the action is overdue; 0 if it is not (R19)."""
    due = line.action.forecast_on
    if due is None or not line.action.is_overdue(on=on):
        return 0
    return (on - due).days
