"""What a cell means in its column, or why it cannot be taken as it stands."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from actions.workbooks.cells import Cell, Holds
from actions.workbooks.columns import Column, Kind
from actions.workbooks.contents import Held, even
from actions.workbooks.findings import quoted
from actions.workbooks.parts import MOST_TEXT

#: The control characters that are text: a tab and a line break.
_ALLOWED = "\t\n"


class Unfit(Exception):
    """A cell cannot be taken as it stands. ``words`` say why."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def value_of(column: Column, cell: Cell | None) -> Held:
    """Return what a cell says in its column: words, the value chosen, a day.

    Raises:
        Unfit: it holds another kind of thing, or too much of it.
    """
    if cell is None:
        return None if column.kind is Kind.DAY else ""
    if cell.holds is Holds.FORMULA:
        raise Unfit(
            f"The cell holds a formula, {quoted(cell)}, and formulas are not worked "
            "out. Write the words themselves."
        )
    if cell.holds is Holds.ERROR:
        raise Unfit(f"The cell holds the error {quoted(cell)}. Write the words.")
    return _READERS[column.kind](column, cell)


def _day(column: Column, cell: Cell) -> date | None:
    if cell.holds is Holds.DAY:
        return cell.day
    if cell.holds is Holds.TEXT and not cell.text.strip():
        return None
    what = {
        Holds.TEXT: "is text, not a date",
        Holds.NUMBER: "is a number, not a date",
        Holds.MOMENT: "has a time of day",
    }.get(cell.holds, "is not a date")
    raise Unfit(
        f"{quoted(cell)} {what}. Type the date again, such as 31/10/2026, in a cell "
        "that is formatted as a date."
    )


def _choice(column: Column, cell: Cell) -> str:
    label = " ".join(cell.text.split())
    if not label:
        return ""
    if cell.holds is not Holds.TEXT or label.casefold() not in column.values:
        offered = ", ".join(column.labels.values())
        raise Unfit(
            f"{quoted(cell)} is not in the list. Choose one of: {offered}; or leave "
            "the cell empty."
        )
    return column.values[label.casefold()]


def _text(column: Column, cell: Cell) -> str:
    if cell.holds is not Holds.TEXT:
        what = {
            Holds.BOOLEAN: "TRUE or FALSE",
            Holds.DAY: "a date",
            Holds.MOMENT: "a date",
        }.get(cell.holds, "a number")
        raise Unfit(f"{quoted(cell)} is {what}, not text. Write it in words.")
    text = even(cell.text)
    _refuse_not_text(text)
    if len(text) > column.most:
        held = f"more than {MOST_TEXT:,}" if len(text) > MOST_TEXT else f"{len(text):,}"
        raise Unfit(f"Keep this to {column.most:,} characters: it has {held}.")
    return text


def _link(column: Column, cell: Cell) -> str:
    text = _text(column, cell)
    field = forms.URLField(
        required=False, max_length=column.most, assume_scheme="https"
    )
    try:
        return str(field.clean(text))
    except ValidationError:
        raise Unfit(
            f"{quoted(cell)} is not an address. Give a full one, such as "
            "https://example.org."
        ) from None


def _refuse_not_text(text: str) -> None:
    """Refuse what no database keeps and no page shows."""
    strange = next((each for each in text if _is_strange(each)), "")
    if strange:
        raise Unfit(
            f"The cell holds a character that is not text (U+{ord(strange):04X}). "
            "Type the words again."
        )


def _is_strange(character: str) -> bool:
    """Say whether XML cannot carry it but by a trick, and a page not at all."""
    if character < " ":
        return character not in _ALLOWED
    return "\ud800" <= character <= "\udfff" or character in "\ufffe\uffff"


_READERS: dict[Kind, Callable[[Column, Cell], Held]] = {
    Kind.DAY: _day,
    Kind.CHOICE: _choice,
    Kind.TEXT: _text,
    Kind.LINE: _text,
    Kind.LINK: _link,
}
