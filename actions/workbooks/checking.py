"""The dry run of a whole workbook: what it would change, and every fault in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from actions.models import Return
from actions.workbooks.columns import LINES
from actions.workbooks.contents import Line, lines_of
from actions.workbooks.findings import Finding, Spot
from actions.workbooks.judging import CheckedRow, Verdict, judged
from actions.workbooks.reading import Book
from actions.workbooks.rows import FoundRow, rows_of
from actions.workbooks.shape import shape_of
from partnerships.models import User


@dataclass(frozen=True)
class Check:
    """Everything that was found in a workbook. Nothing has been written."""

    rows: list[CheckedRow]
    #: About the sheet or the file.
    whole: list[Finding]
    #: About rows that belong to no line, and lines that have no row.
    loose: list[Finding]
    is_foreign: bool

    @property
    def findings(self) -> list[Finding]:
        """Everything that was found, in the order of the sheet."""
        of_rows = (each for row in self.rows for each in row.findings)
        found = [*self.whole, *self.loose, *of_rows]
        return sorted(found, key=lambda each: each.order)

    @property
    def is_refused(self) -> bool:
        """Say whether nothing of it can be saved, whatever the rows say."""
        return any(each.is_blocking for each in self.whole)

    @property
    def is_all_clean(self) -> bool:
        return not any(each.is_blocking for each in self.findings)

    @property
    def needs_confirming(self) -> bool:
        """Say whether words that would be saved wait for a confirmation (R55)."""
        return any(row.needs_confirming for row in self.clean)

    @property
    def faulty(self) -> list[CheckedRow]:
        return self.those(Verdict.FAULTY)

    @property
    def changed(self) -> list[CheckedRow]:
        return self.those(Verdict.CHANGED)

    @property
    def unchanged(self) -> list[CheckedRow]:
        return self.those(Verdict.UNCHANGED)

    def those(self, verdict: Verdict) -> list[CheckedRow]:
        """Return the rows of one verdict."""
        return [row for row in self.rows if row.verdict is verdict]

    @property
    def clean(self) -> list[CheckedRow]:
        """The rows that can be saved."""
        return [] if self.is_refused else self.those(Verdict.CLEAN)

    @property
    def clean_refs(self) -> list[str]:
        return [row.ref for row in self.clean]


def check(
    book: Book, quarterly_return: Return, *, reader: User, now: datetime
) -> Check:
    """Hold a workbook against the lines of a return as they are now.

    Raises:
        NotAWorkbook: a sheet is broken or larger than any of ours.
    """
    shape = shape_of(book, quarterly_return)
    if shape.is_foreign:
        return Check(rows=[], whole=shape.findings, loose=[], is_foreign=True)
    lines = {each.line.pk: each for each in lines_of(quarterly_return, reader=reader)}
    found, loose = rows_of(shape, lines)
    rows = [judged(row, shape, reader=reader, now=now) for row in found]
    left_out = _left_out(lines, found, now) if shape.at("key") else []
    return Check(
        rows=rows,
        whole=shape.findings,
        loose=[*loose, *left_out],
        is_foreign=False,
    )


def _left_out(
    lines: Mapping[int, Line], found: list[FoundRow], now: datetime
) -> list[Finding]:
    """Return a note for each line that the workbook says nothing about."""
    there = {row.line.line.pk for row in found}
    absent = [
        line
        for pk, line in lines.items()
        if pk not in there and line.is_owed and line.line.is_writable(at=now)
    ]
    return [
        Spot(LINES, ref=line.ref).note(
            f"{line.ref} has no row in this workbook. It stays as it is."
        )
        for line in absent
    ]
