"""What strikes the eye on a line: said beside it, and nothing is refused for it."""

from dataclasses import dataclass

from actions.choices import DeliveryStatus
from actions.models import ReturnLine
from actions.models.lines import LineWords
from actions.selectors.comparison import Earlier, same_as_last_quarter
from actions.selectors.still_true import is_too_often, times_still_true
from hcss.kernel.templatetags.show import moment

#: What is not said of an action whose date has passed (R18, R19).
NOT_OF_OVERDUE = (
    DeliveryStatus.ON_TRACK,
    DeliveryStatus.AT_RISK,
    DeliveryStatus.NOT_STARTED,
    DeliveryStatus.NOTHING_DUE,
)
#: What says that something was done, and should show it.
ASKS_FOR_EVIDENCE = (DeliveryStatus.ON_TRACK, DeliveryStatus.COMPLETE)


@dataclass(frozen=True)
class Flag:
    """One remark on a line. ``is_warning`` sets it apart from a plain fact."""

    text: str
    is_warning: bool = True


def flags_of(
    line: ReturnLine,
    words: LineWords | None,
    *,
    earlier: Earlier | None,
    overdue_days: int,
    has_evidence: bool,
) -> list[Flag]:
    """Return what is flagged on a line as somebody may read it (R19, R35, R38a)."""
    if words is None:
        return []
    if words.is_hidden:
        overdue = _overdue(words, overdue_days)
        return [overdue] if overdue is not None else []
    if getattr(words, "is_hidden", False):
        return [flag for flag in [_overdue(words, overdue_days)] if flag]
    found = [
        _overdue(words, overdue_days),
        _repeated(words, earlier),
        _written_for(line, words),
        _no_evidence(words, has_evidence=has_evidence),
    ]
    return [flag for flag in found if flag is not None]


def _overdue(words: LineWords, days: int) -> Flag | None:
    if not days:
        return None
    ago = f"{days} day{'' if days == 1 else 's'}"
    if words.status in NOT_OF_OVERDUE:
        said = DeliveryStatus(words.status).label.lower()
        return Flag(f"Reported {said}, but overdue by {ago}.")
    return Flag(f"Overdue by {ago}.")


def _repeated(words: LineWords, earlier: Earlier | None) -> Flag | None:
    if times := times_still_true(words):
        count = "once" if times == 1 else f"{times} times in a row"
        return Flag(f"Still true, said {count}.", is_warning=is_too_often(words))
    if earlier is not None and same_as_last_quarter(words, earlier):
        return Flag(f"The text is the same as for {earlier.quarter}.")
    return None


def _written_for(line: ReturnLine, words: LineWords) -> Flag | None:
    """Speak of the report where there is one, else of the draft."""
    author = words if hasattr(words, "submission_id") else line
    by = getattr(author, "written_for_by", None)
    told = getattr(author, "told_by", "")
    if by is None or not told:  # or the words are held back
        return None
    confirmed = getattr(author, "confirmed_by", None)
    typed_at = moment(getattr(author, "written_for_at", None))
    said = f"Typed by {by} on {typed_at}, as told by {told}"
    if confirmed is None:
        return Flag(f"{said}. The agency has not confirmed it.")
    return Flag(f"{said}; confirmed by {confirmed}.", is_warning=False)


def _no_evidence(words: LineWords, *, has_evidence: bool) -> Flag | None:
    if words.status not in ASKS_FOR_EVIDENCE or has_evidence:
        return None
    if words.evidence or words.evidence_link:
        return None
    return Flag("No evidence was given.", is_warning=False)
