"""What a workbook of lines is made of: its sheets, its columns and their order."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from actions.choices import DeliveryStatus, Marking
from actions.return_choices import LineAnswer
from actions.selectors.words import LABELS, LONGEST

#: Of this shape. One that was made in another shape is not read.
FORMAT = "1"
#: The sheets, by what they are for.
LINES, HOW_TO, DEFINITIONS, KEY = "Lines", "How to", "Definitions", "Key"
#: The row of the headings, and the first row of a line, as a spreadsheet counts.
HEADINGS_ROW, FIRST_ROW = 2, 3
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A cell holds 32,767 units of UTF-16, of which a character takes two at most.
MOST_IN_CELL = 16_000
LINE_LENGTH, LINK_LENGTH = 200, 500


class Kind(StrEnum):
    """What is written in the cells of a column."""

    TEXT = "text"
    LINE = "line"
    LINK = "link"
    DAY = "day"
    CHOICE = "choice"


@dataclass(frozen=True)
class Column:
    """One column. ``name`` is the field; ``heading`` is how the sheet calls it."""

    name: str
    heading: str
    kind: Kind = Kind.TEXT
    width: int = 30
    is_locked: bool = False
    is_hidden: bool = False
    #: What may be chosen: the value by its label.
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""

    @property
    def most(self) -> int:
        """The most characters that a cell takes."""
        return {Kind.LINE: LINE_LENGTH, Kind.LINK: LINK_LENGTH}.get(self.kind, LONGEST)

    @property
    def values(self) -> Mapping[str, str]:
        """The values that may be chosen, by their labels in small letters."""
        return {label.casefold(): value for value, label in self.choices}

    @property
    def labels(self) -> Mapping[str, str]:
        return dict(self.choices)


def _locked(name: str, heading: str, width: int, kind: Kind = Kind.TEXT) -> Column:
    return Column(name, heading, kind, width, is_locked=True)


def _words(
    name: str, kind: Kind = Kind.TEXT, *, width: int = 40, hint: str = ""
) -> Column:
    return Column(name, LABELS[name], kind, width, hint=hint)


def _choice(name: str, heading: str, choices: type, hint: str) -> Column:
    offered = tuple(choices.choices)  # type: ignore[attr-defined]
    return Column(name, heading, Kind.CHOICE, 20, choices=offered, hint=hint)


_DAY_HINT = "A date, such as 31/10/2026."
#: What is given with the line, to be read and not written.
GIVEN = (
    _locked("ref", "Reference", 12),
    _locked("title", "Action", 34),
    _locked("due", "Due", 13, Kind.DAY),
    _locked("last_status", "Reported last time", 20),
    _locked("last_words", "Words of last time", 44),
)
#: What the agency writes, in the order of the page.
WRITTEN = (
    _choice("answer", "Answer", LineAnswer, "Choose one, or leave it for later."),
    _choice("status", LABELS["status"], DeliveryStatus, "See the sheet Definitions."),
    _words("progress", width=44, hint="What has changed since last time."),
    _words("reported_to", Kind.LINE, width=24, hint="If another board has it already."),
    _words("reported_on", Kind.DAY, width=14, hint=_DAY_HINT),
    _words("issue", hint="At risk: what threatens the date or the result."),
    _words("recovery_step", hint="At risk: what is being done about it."),
    _words("recovery_on", Kind.DAY, width=14, hint=_DAY_HINT),
    _words("cause", hint="Off track: why it will not be done as agreed."),
    _words("ask", hint="Off track: one decision or one resource."),
    _words("ask_of", Kind.LINE, width=24, hint="Off track: who can give it."),
    _words("ask_by", Kind.DAY, width=14, hint=_DAY_HINT),
    _words("completed_on", Kind.DAY, width=14, hint=_DAY_HINT),
    _words("evidence", hint="A minute, a plan, a report. Never about a person."),
    _words("evidence_link", Kind.LINK, width=30, hint="Such as https://example.org."),
    _choice("marking", "Marking", Marking, "OFFICIAL unless it must be kept closer."),
)
#: What ties a row to its line. Nobody needs to see it.
HIDDEN = (
    Column("key", "Row key", Kind.LINE, 12, is_locked=True, is_hidden=True),
    Column("version", "Version", Kind.LINE, 12, is_locked=True, is_hidden=True),
)
COLUMNS = (*GIVEN, *WRITTEN, *HIDDEN)
BY_NAME = {column.name: column for column in COLUMNS}

#: What the hidden sheet says of the whole, in its order.
KEY_ROWS = (
    ("format", "Format"),
    ("return", "Return"),
    ("period", "Quarter"),
    ("agency", "Agency"),
    ("made_at", "Made at"),
    ("made_for", "Made for"),
    ("stamp", "Stamp"),
)


def letters(number: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    found = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
