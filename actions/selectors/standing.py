"""Why a return is refused: where it stands, and what keeps it from being changed."""

from datetime import date, datetime, time

from actions.models import Return, ReturnLine
from actions.selectors.locks import lock_of
from actions.selectors.sentences import standing
from actions.selectors.windows import LONDON

__all__ = ["standing", "why_it_cannot_be_changed"]


def why_it_cannot_be_changed(
    thing: Return | ReturnLine, *, on: date | None = None, now: datetime | None = None
) -> str:
    """Say why the agency cannot write in it, since when, until when, who can help.

    Told only the day, it speaks of the day's end.
    """
    at = now or datetime.combine(on or date.max, time.max, LONDON)
    lock = lock_of(thing, at=at)
    if lock is not None:
        return lock.words
    quarterly_return = thing if isinstance(thing, Return) else thing.quarterly_return
    return standing(quarterly_return)
