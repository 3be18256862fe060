"""What is found in a workbook, each thing at its cell and in words."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from actions.workbooks.cells import Cell
from actions.workbooks.columns import letters

_SHOWN = 60


class FindingKind(StrEnum):
    """How much a finding weighs."""

    #: The row, or the whole workbook where no line is named, cannot be saved.
    FAULT = "fault"
    #: Somebody saved the line after the workbook was made.
    CHANGED = "changed"
    #: Can be saved once a person has confirmed it (R55).
    WARNING = "warning"
    #: Worth knowing.
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing that was found. Without a row it is about the sheet or the file.

    ``ref`` is the line it is about. ``yours`` and ``theirs`` are both texts of a line
    that somebody changed meanwhile.
    """

    kind: FindingKind
    text: str
    sheet: str
    row: int | None = None
    column: str = ""
    ref: str = ""
    heading: str = ""
    yours: str = ""
    theirs: str = ""

    @property
    def is_blocking(self) -> bool:
        """Say whether it keeps anything from being saved."""
        return self.kind in (FindingKind.FAULT, FindingKind.CHANGED)

    @property
    def cell(self) -> str:
        """The address of the cell; the row alone, or the whole, where there is none."""
        if self.row is None:
            return "The whole"
        return f"{self.column}{self.row}" if self.column else f"Row {self.row}"

    @property
    def column_words(self) -> str:
        """The letter of the column, and its heading."""
        return " ".join(filter(None, [self.column, self.heading]))

    @property
    def order(self) -> tuple[bool, int, int, str]:
        """Where it stands: what is about the whole first, then by row and column."""
        return (self.row is not None, self.row or 0, len(self.column), self.column)

    @property
    def as_kept(self) -> dict[str, Any]:
        """The finding as it is kept with the upload."""
        return asdict(self)


@dataclass(frozen=True)
class Spot:
    """A place in a sheet, at which things are found."""

    sheet: str
    row: int | None = None
    ref: str = ""

    def fault(self, text: str, column: int | None = None) -> Finding:
        return self.find(FindingKind.FAULT, text, column)

    def note(self, text: str, column: int | None = None) -> Finding:
        return self.find(FindingKind.NOTE, text, column)

    def find(
        self, kind: FindingKind, text: str, column: int | None = None, **texts: str
    ) -> Finding:
        """Return a finding here, at the column of that number if it has one."""
        return Finding(
            kind,
            text,
            self.sheet,
            self.row,
            letters(column) if column else "",
            self.ref,
            **texts,
        )


def quoted(cell: Cell) -> str:
    """Return the beginning of what stands in a cell, in quotation marks."""
    flat = " ".join(cell.text[: 2 * _SHOWN].split())
    readable = "".join(each if each.isprintable() else "\ufffd" for each in flat)
    cut = readable if len(readable) <= _SHOWN else f"{readable[:_SHOWN]}…"
    return f"“{cut}”"


def from_kept(kept: list[dict[str, Any]]) -> list[Finding]:
    """Return findings that were kept with an upload."""
    return [Finding(**each | {"kind": FindingKind(each["kind"])}) for each in kept]


def by_kind(findings: list[Finding]) -> dict[str, list[Finding]]:
    """Return findings by their kind, each kind in the order of the sheet."""
    return {
        kind.value: [each for each in findings if each.kind is kind]
        for kind in FindingKind
    }
