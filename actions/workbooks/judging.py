"""What becomes of one row of a workbook, with every fault at its cell."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError

from actions.models import ReturnLine
from actions.selectors import words as line_words
from actions.selectors.still_true import why_not
from actions.selectors.windows import london_day
from actions.workbooks.answers import Answered, answered
from actions.workbooks.cells import Cell, Holds
from actions.workbooks.columns import BY_NAME, WRITTEN, Column, Kind
from actions.workbooks.contents import Held, even
from actions.workbooks.findings import Finding, FindingKind
from actions.workbooks.rows import FoundRow
from actions.workbooks.shape import Shape
from actions.workbooks.values import Unfit, value_of
from hcss.kernel import personal_data
from hcss.kernel.templatetags.show import day, moment
from partnerships.models import User

_FREE_TEXT = (Kind.TEXT, Kind.LINE, Kind.LINK)


class Verdict(StrEnum):
    """What can become of a row."""

    CLEAN = "clean"
    UNCHANGED = "unchanged"
    FAULTY = "faulty"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One cell that says something else than the line: both, as words."""

    heading: str
    before: str
    after: str


@dataclass
class CheckedRow:
    """One row, what it would change, and what stands in the way."""

    number: int
    line: ReturnLine
    verdict: Verdict
    findings: list[Finding]
    changes: list[Change] = field(default_factory=list)
    #: What is to be saved; nothing where the earlier words are attested again.
    words: Mapping[str, Any] = field(default_factory=dict)
    is_still_true: bool = False
    #: What is still missing before the line can be sent in.
    to_finish: list[str] = field(default_factory=list)

    @property
    def ref(self) -> str:
        return self.line.action.ref

    @property
    def needs_confirming(self) -> bool:
        return any(each.kind == FindingKind.WARNING for each in self.findings)


def judged(row: FoundRow, shape: Shape, *, reader: User, now: datetime) -> CheckedRow:
    """Return what becomes of a row. Nothing is written."""
    return _Row(shape, row, reader=reader, now=now).checked()


class _Row:
    """One row while it is being checked."""

    def __init__(
        self, shape: Shape, row: FoundRow, *, reader: User, now: datetime
    ) -> None:
        self.shape, self.row = shape, row
        self.line = row.line.line
        self.reader, self.now = reader, now
        self.findings = list(row.findings)
        self.stored = row.line.written
        self.typed: dict[str, Held] = {}
        self.unfit: list[str] = []

    def checked(self) -> CheckedRow:
        """Return what becomes of the row."""
        self._read()
        said = answered(self.row.line, typed=self.typed, stored=self.stored)
        changes = self._changes(said)
        if changes:
            self._look_at_lock()
            self._look_at_version()
            self._look_at_answer(said)
            self._look_at_words(said)
        verdict = self._verdict(is_changed=bool(changes))
        draft = _draft(self.line, said.words)
        return CheckedRow(
            number=self.row.number,
            line=self.line,
            verdict=verdict,
            findings=self.findings,
            changes=changes,
            words=said.words,
            is_still_true=said.is_still_true,
            to_finish=[] if said.is_still_true else _missing(draft),
        )

    def _read(self) -> None:
        """Take what each cell says; one that cannot be taken is a fault."""
        for column in WRITTEN:
            at = self.shape.at(column.name)
            stored = self.stored[column.name]
            cell = self.row.cells.get(at) if at else None
            if not at or _is_as_it_was(cell, stored):
                self.typed[column.name] = stored
                continue
            try:
                self.typed[column.name] = value_of(column, cell)
            except Unfit as unfit:
                self.typed[column.name] = stored
                self.unfit.append(column.name)
                self.findings.append(self._fault(column.name, unfit.words))
        if not self.typed["marking"]:
            self.typed["marking"] = self.stored["marking"]

    def _changes(self, said: Answered) -> list[Change]:
        named = [name for name in said.changed if name not in self.unfit]
        return [
            Change(
                BY_NAME[name].heading,
                _shown(BY_NAME[name], self.stored[name]),
                _shown(BY_NAME[name], said.typed[name]),
            )
            for name in named
        ]

    def _look_at_lock(self) -> None:
        """R33: what an officer accepted, or nobody asks for any more, is left alone."""
        if self.line.accepted_at is not None:
            words = (
                f"This line was accepted on {moment(self.line.accepted_at)} by "
                f"{self.line.accepted_by}. It cannot be changed now."
            )
            self.findings.append(self._fault("ref", words))
        elif not self.row.line.is_owed:
            words = (
                "This line is no longer asked for: its action was closed, put on hold "
                "or handed on."
            )
            self.findings.append(self._fault("ref", words))

    def _look_at_version(self) -> None:
        """Set both texts beside each other where somebody saved the line meanwhile."""
        if self.row.version == self.line.version or not self.row.version:
            return
        who, when = self.line.edited_by or "Somebody", moment(self.line.edited_at)
        words = f"{who} saved this line{f' on {when}' if when else ''}, after the "
        words += "workbook was made."
        for name in self._differing():
            column = BY_NAME[name]
            self.findings.append(
                self.row.spot.find(
                    FindingKind.CHANGED,
                    words,
                    self.shape.at(name),
                    heading=column.heading,
                    yours=_shown(column, self.typed[name]),
                    theirs=_shown(column, self.stored[name]),
                )
            )

    def _differing(self) -> list[str]:
        return [
            name for name in self.typed if self.typed[name] != self.stored[name]
        ] or ["answer"]

    def _look_at_answer(self, said: Answered) -> None:
        for name, words in said.faults.items():
            self.findings.append(self._fault(name, words))
        if not said.is_still_true:
            return
        faults = why_not(
            self.line,
            self.row.line.earlier,
            reader=self.reader,
            on=london_day(self.now),
        )
        for words in dict.fromkeys(text for each in faults.values() for text in each):
            self.findings.append(self._fault("answer", words))

    def _look_at_words(self, said: Answered) -> None:
        """R18 to R28 and R55, as they hold for every other door."""
        draft = _draft(self.line, said.words)
        faults = line_words.contradictions(
            draft, action=self.line.action, on=london_day(self.now)
        )
        for name, texts in faults.items():
            if name in said.words:
                self.findings += [self._fault(name, text) for text in texts]
        self.findings += self._personal(said.words)

    def _personal(self, words: Mapping[str, Any]) -> Iterator[Finding]:
        """Yield what may be about a person: an identifier stops, the rest asks."""
        texts = {
            name: words[name]
            for name in words
            if BY_NAME[name].kind in _FREE_TEXT and words[name]
        }
        try:
            personal_data.guard(
                actor=self.reader,
                subject=self.line,
                texts=texts,
                is_confirmed=False,
                now=self.now,
                before={name: getattr(self.line, name) for name in texts},
            )
        except ValidationError as error:
            for name, found in error.error_dict.items():
                for each in found:
                    is_stop = each.code == personal_data.IDENTIFIER
                    kind = FindingKind.FAULT if is_stop else FindingKind.WARNING
                    yield self.row.spot.find(
                        kind,
                        str(each.messages[0]),
                        self.shape.at(name),
                        heading=BY_NAME[name].heading,
                    )

    def _verdict(self, *, is_changed: bool) -> Verdict:
        kinds = {each.kind for each in self.findings}
        if FindingKind.FAULT in kinds:
            return Verdict.FAULTY
        if FindingKind.CHANGED in kinds:
            return Verdict.CHANGED
        if is_changed and self.row.number in self._hidden_rows:
            self.findings.append(
                self.row.spot.note(
                    "This row is hidden in your sheet. It is read like any other."
                )
            )
        return Verdict.CLEAN if is_changed else Verdict.UNCHANGED

    @property
    def _hidden_rows(self) -> set[int]:
        return self.shape.sheet.hidden_rows if self.shape.sheet else set()

    def _fault(self, name: str, words: str) -> Finding:
        return self.row.spot.find(
            FindingKind.FAULT,
            words,
            self.shape.at(name),
            heading=BY_NAME[name].heading,
        )


def _is_as_it_was(cell: Cell | None, stored: Held) -> bool:
    """Say whether a cell holds the stored text, whatever may be wrong with that."""
    if cell is None or cell.holds is not Holds.TEXT or not isinstance(stored, str):
        return False
    return even(cell.text) == stored


def _draft(line: ReturnLine, words: Mapping[str, Any]) -> ReturnLine:
    draft = copy.copy(line)
    for name, value in words.items():
        setattr(draft, name, value)
    return draft


def _missing(draft: ReturnLine) -> list[str]:
    return [text for texts in line_words.missing(draft).values() for text in texts]


def _shown(column: Column, held: Held) -> str:
    """Return what a cell holds as a person reads it."""
    if column.kind is Kind.CHOICE:
        return column.labels.get(str(held), "")
    return held if isinstance(held, str) else day(held)
