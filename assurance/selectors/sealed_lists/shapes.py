"""What a list of a seal is made of."""

from dataclasses import dataclass
from datetime import date, datetime

Value = str | int | bool | date | datetime | None
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a list: its name for programs, and its heading for people."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class SealedList:
    """A list as it stood; each row has every column, long texts whole."""

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
