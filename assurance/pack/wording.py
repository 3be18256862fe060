"""How a paper says things: dates, counts, whose words these are, and what is not known.

Nothing is left blank (domain 4.5): what nobody said is said to be unknown.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from actions.choices import Marking
from assurance.pack.blocks import Block, Fact, Quote, Words
from assurance.selectors.seal_shapes import SealedLine
from hcss.kernel.templatetags.show import day as shown_day

NOT_KNOWN = "Not known"
NOT_GIVEN = "Not given"
NO_DATE = "No date agreed"
NOBODY = "Nobody is recorded"
NOTHING_WRITTEN = "Nothing was written under this heading."
#: What stands in the open part where words are marked OFFICIAL-SENSITIVE (R57).
HELD_BACK = "Held back: in the closed part."
UNACCEPTED = "Not accepted when the position was sealed: in the closed part."


def day(value: date | datetime | None, unknown: str = NOT_KNOWN) -> str:
    """Return "21 July 2026", or the words for a date that nobody knows."""
    return shown_day(value) or unknown


def counted(number: int, one: str, many: str = "") -> str:
    """Return "1 action" or "3 actions"."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def joined(parts: Iterable[str], *, by: str = ", ", unknown: str = NOT_KNOWN) -> str:
    """Return what there is of the parts, or the word for nothing."""
    return by.join(each for each in parts if each) or unknown


def known(text: str, marking: str = Marking.OFFICIAL, unknown: str = NOT_GIVEN) -> str:
    """Return the text; where there is none, why."""
    if text:
        return text
    return HELD_BACK if marking == Marking.SENSITIVE else unknown


def named(ref: str, title: str) -> str:
    """Return an action as it is cited; the open part may not have its title."""
    return f"{ref} {title}" if title else f"{ref} (its title is held back)"


def signature(line: SealedLine) -> str:
    """Return whose words a line's are: agency and signatory (R35)."""
    signed = joined((line.signed_name, line.signed_post), unknown="")
    by = f"signed by {signed}" if signed else "the signatory is not known"
    typed = f", typed by {line.written_for_by}" if line.written_for_by else ""
    return f"{line.agency}, {by}, {day(line.sent_at)}{typed}"


def why_no_words(line: SealedLine) -> str:
    """Say why a line has no words in this part."""
    if not line.is_hidden:
        return NOT_GIVEN
    return HELD_BACK if line.marking == Marking.SENSITIVE else UNACCEPTED


def quoted(text: str, source: str, label: str = "") -> Quote:
    """Return words of one kind as a quotation."""
    return Quote(parts=(Fact(label, text),), source=source)


def said(
    answers: Iterable[tuple[str, str]], line: SealedLine | None
) -> Iterator[Block]:
    """Give an agency's words as theirs, and then what it did not say."""
    given = list(answers)
    parts = tuple(Fact(label, text) for label, text in given if text)
    if line is not None and parts:
        yield Quote(parts=parts, source=signature(line))
    nothing = why_no_words(line) if line else NOT_GIVEN
    for label, text in given:
        if not text:
            yield Fact(label, nothing)


def attributed(text: str) -> tuple[str, str]:
    """Return the words and whose they are, of "Police, 3 July 2026: the words"."""
    source, _, words = text.partition(": ")
    return (words, source) if words else (text, NOT_KNOWN)


def or_words(blocks: Iterable[Block], text: str) -> tuple[Block, ...]:
    """Return the blocks, or a sentence where there is none."""
    return tuple(blocks) or (Words(text),)
