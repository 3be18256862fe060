"""One cell of a workbook, as it was found: what kind of thing it holds."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from openpyxl.utils.datetime import from_excel

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MIDNIGHT = time()


class Holds(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    BOOLEAN = "boolean"
    ERROR = "error"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty. ``text`` is what stands in it, as text."""

    holds: Holds
    text: str
    day: date | None = None


def unescaped(text: str) -> str:
    """Return a text with the characters that spreadsheets spell as ``_x0007_``."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def cell_of_number(text: str, *, is_dated: bool, epoch: datetime) -> Cell:
    """Return a number, or the day or moment that it stands for in a dated cell."""
    if not is_dated:
        return Cell(Holds.NUMBER, text)
    try:
        found = from_excel(float(text), epoch)
    except (ValueError, OverflowError):
        return Cell(Holds.NUMBER, text)
    return _dated(found, text)


def cell_of_iso(text: str) -> Cell:
    """Return the day or moment that some programs write out."""
    try:
        return _dated(datetime.fromisoformat(text.removesuffix("Z")), text)
    except ValueError:
        return Cell(Holds.TEXT, text)


def _dated(found: object, text: str) -> Cell:
    if isinstance(found, datetime):
        if found.time() == _MIDNIGHT:
            return Cell(Holds.DAY, found.date().isoformat(), found.date())
        return Cell(Holds.MOMENT, f"{found:%Y-%m-%d %H:%M}")
    if isinstance(found, date):
        return Cell(Holds.DAY, found.isoformat(), found)
    return Cell(Holds.NUMBER, text)
