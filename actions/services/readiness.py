"""Whether a return may go: to its approver or, signed, to the group."""

from collections.abc import Iterable
from datetime import date

from actions.choices import DeliveryStatus
from actions.models import Query, Return, ReturnLine
from actions.selectors import words as line_words
from hcss.kernel.errors import Conflict


def owed_lines(quarterly_return: Return) -> list[ReturnLine]:
    """Return the lines that the agency still reports on, with what is filed of them."""
    lines = ReturnLine.objects.owed().filter(quarterly_return=quarterly_return)
    beside = ("action__contact", "action__priority", "carried_from", "reported")
    people = ("edited_by", "written_for_by", "confirmed_by")
    return list(lines.select_related(*beside, *people).order_by("action__ref", "pk"))


def refuse_unread(lines: Iterable[ReturnLine], seen: int | None) -> None:
    """Refuse a signature under lines that changed since their reader had them.

    Raises:
        Conflict: ``seen``, the sum of the versions read, is not that of today.
    """
    if seen is not None and sum(line.version for line in lines) != seen:
        raise Conflict(
            "A line has changed since you opened this page. Read the answers again, "
            "then send them in.",
            code="unread",
        )


def faults_of_lines(
    quarterly_return: Return, lines: list[ReturnLine], *, on: date
) -> line_words.Faults:
    """Return what keeps the lines back, keyed by the reference of the action."""
    faults = unanswered(quarterly_return)
    for line in lines:
        if line.accepted_at is None:
            faults |= _faults_of(line, on)
    if not lines:
        faults["lines"] = ["There is nothing to report on: send in a nil return."]
    return faults


def faults_of_nil(
    quarterly_return: Return, lines: list[ReturnLine]
) -> line_words.Faults:
    """Return what keeps a nil return back: a question, or a line that says more."""
    faults = unanswered(quarterly_return)
    taken = [
        line.action.ref
        for line in lines
        if line.accepted_at is not None
        and line.reported is not None
        and line.reported.status != DeliveryStatus.NOTHING_DUE
    ]
    if taken:
        refs = ", ".join(taken)
        text = (
            f"An officer has accepted what you reported on {refs}: send in the lines."
        )
        faults["lines"] = [text]
    return faults


def unanswered(quarterly_return: Return) -> line_words.Faults:
    """Return the fault of a return with a question that nobody has answered."""
    waiting = Query.objects.open().filter(quarterly_return=quarterly_return)
    if not waiting.exists():
        return {}
    return {"queries": ["Answer each question that came back, then send it in."]}


def _faults_of(line: ReturnLine, on: date) -> line_words.Faults:
    ref = line.action.ref
    faults = line_words.unfinished(line, on=on)
    texts = [f"{ref}: {text}" for texts in faults.values() for text in texts]
    return {ref: texts} if texts else {}
