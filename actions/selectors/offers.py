"""The lines of a return that can be ticked as still true, all on one page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from actions.selectors.sheet import Row
from actions.selectors.still_true import (
    answer_of,
    has_other_words,
    is_offered,
    times_again,
    why_not,
)
from partnerships.models import User


@dataclass(frozen=True)
class Offer:
    """A line that nobody has decided on, and why its earlier words cannot be true."""

    row: Row
    why_not: list[str]

    @property
    def times(self) -> int:
        """How often it would then be said in a row, where that is too often."""
        earlier = self.row.earlier
        return times_again(earlier.words) if earlier else 0


def offers(rows: Iterable[Row], *, reader: User, on: date) -> list[Offer]:
    """Return the lines with earlier words that nobody has written on yet.

    Those with words of their own are not among them: nobody gives up words that
    are not before their eyes.
    """
    return [
        Offer(row=row, why_not=_texts(row, reader=reader, on=on))
        for row in rows
        if _is_undecided(row) and is_offered(row.earlier, reader=reader)
    ]


def _is_undecided(row: Row) -> bool:
    line = row.line
    begun = answer_of(line) or has_other_words(line.words, row.earlier)
    return not row.is_accepted and not begun


def _texts(row: Row, *, reader: User, on: date) -> list[str]:
    faults = why_not(row.line, row.earlier, reader=reader, on=on)
    return [text for texts in faults.values() for text in texts]
