"""*Still true*: words of an earlier report, attested again, and how often (R38a)."""

from datetime import date

from actions.choices import DeliveryStatus
from actions.models import ReportedLine, ReturnLine
from actions.models.lines import LineWords
from actions.return_choices import LineAnswer
from actions.selectors import words as line_words
from actions.selectors.comparison import Earlier
from actions.selectors.handling import words_for
from actions.selectors.words import Faults
from partnerships.models import User

#: From this many times in a row on, agency and officer are told.
TOO_OFTEN = 3
#: What is carried from an earlier report into a line.
CARRIED = (*LineWords.WORDS, "marking")

_NOTHING_EARLIER = "Nothing was reported on this action before: say how it stands."
_NOTHING_DUE = "Nothing was due last time: say so again, or say what changed."
_SENSITIVE = (
    "What was reported before is marked OFFICIAL-SENSITIVE, and not for you to say "
    "again: say how the action stands."
)
_COMPLETE = (
    "It was reported complete already: say what changed, or that nothing was due."
)


def answer_of(line: ReturnLine) -> str:
    """Return what the agency says of the line; empty while it has not decided."""
    if line.carried_from_id is not None:
        return LineAnswer.STILL_TRUE
    if line.status == DeliveryStatus.NOTHING_DUE:
        return LineAnswer.NOTHING_DUE
    return LineAnswer.CHANGED if line.status else ""


def times_still_true(words: LineWords) -> int:
    """Return how many times in a row the words were attested; 0 for new ones.

    A draft counts as it would be sent in.
    """
    if isinstance(words, ReportedLine):
        return words.times_still_true
    carried = words.carried_from if isinstance(words, ReturnLine) else None
    return carried.times_still_true + 1 if carried is not None else 0


def is_too_often(words: LineWords) -> bool:
    """Say whether agency and officer are told that nothing seems to move."""
    return times_still_true(words) >= TOO_OFTEN


def times_again(earlier: ReportedLine) -> int:
    """Return how often in a row it would be said now, where that is too often."""
    times = earlier.times_still_true + 1
    return times if times >= TOO_OFTEN else 0


def carried_words(earlier: ReportedLine) -> dict[str, object]:
    """Return what *still true* puts into a line."""
    return {name: getattr(earlier, name) for name in CARRIED}


def has_other_words(words: dict[str, object], earlier: Earlier | None) -> bool:
    """Say whether something was written that is not what was reported before."""
    before = carried_words(earlier.words) if earlier else {}
    return any(
        value and value != before.get(name)
        for name, value in words.items()
        if name in LineWords.WORDS
    )


def why_not(
    line: ReturnLine, earlier: Earlier | None, *, reader: User, on: date
) -> Faults:
    """Return, by field, why ``reader`` cannot say the earlier words again on the day.

    Empty where they can. The line has its action at hand.
    """
    if earlier is None:
        return {"answer": [_NOTHING_EARLIER]}
    if not may_read(earlier, reader=reader):
        return {"answer": [_SENSITIVE]}
    status = earlier.words.status
    if status == DeliveryStatus.NOTHING_DUE:
        return {"answer": [_NOTHING_DUE]}
    if status == DeliveryStatus.COMPLETE:
        return {"status": [_COMPLETE]}
    return line_words.everything_wrong(earlier.words, action=line.action, on=on)


def may_read(earlier: Earlier, *, reader: User) -> bool:
    """Say whether the earlier words are for the reader (R57)."""
    words = words_for(earlier.words, line=earlier.words.line, reader=reader)
    return not getattr(words, "is_hidden", False)


def is_offered(earlier: Earlier | None, *, reader: User) -> bool:
    """Say whether there is anything earlier that could be still true."""
    return (
        earlier is not None
        and may_read(earlier, reader=reader)
        and earlier.words.status != DeliveryStatus.NOTHING_DUE
    )
