"""What was reported about an action over time, as far as somebody may read it."""

from dataclasses import dataclass

from actions.choices import DeliveryStatus, ReturnState
from actions.models import Action, Query, ReportedLine, Return, ReturnLine
from actions.selectors.actions import status_label
from actions.selectors.handling import held_back, texts_for, words_for
from hcss.kernel import policy
from partnerships.models import User

NOT_READABLE = "Sent in, not yet readable"


@dataclass(frozen=True, slots=True)
class Report:
    """One quarter of an action. ``words`` is None where nothing may be read."""

    line: ReturnLine
    quarterly_return: Return
    status: str
    status_label: str
    words: ReportedLine | None
    queries: tuple[Query, ...]
    url: str


def reports(action: Action, *, reader: User) -> list[Report]:
    """Return the quarters in which ``action`` was to be reported, newest first.

    Four queries, however many quarters there are.
    """
    lines = (
        action.lines.select_related(
            "quarterly_return__period",
            "quarterly_return__agency",
            "reported__submission",
            "reported__written_for_by",
            "reported__confirmed_by",
        )
        .prefetch_related("queries__asked_by", "queries__answered_by")
        .order_by("-quarterly_return__period__starts_on")
    )
    for line in lines:
        line.action = action
    hidden = held_back(lines, reader=reader)
    found = (_report(line, hidden, reader) for line in lines)
    return [report for report in found if report is not None]


def _report(line: ReturnLine, hidden: set[int], reader: User) -> Report | None:
    """Return the quarter as ``reader`` may know it; None if not even that."""
    quarterly_return = line.quarterly_return
    may_see = policy.allows(reader, "actions.view_return", quarterly_return)
    if not (may_see or quarterly_return.is_received):
        return None
    may_read = policy.allows(reader, "actions.read_words", quarterly_return)
    words = line.reported if may_read and quarterly_return.is_received else None
    if words is not None:
        words = words_for(words, line=line, reader=reader)
    queries = texts_for(
        line.queries.all() if may_read else [],
        "question",
        "answer",
        reader=reader,
        hidden=hidden,
    )
    status, label = _status(quarterly_return, words, line.action)
    return Report(
        line=line,
        quarterly_return=quarterly_return,
        status=status,
        status_label=label,
        words=words,
        queries=tuple(queries),
        url=line.get_absolute_url() if may_see else "",
    )


def _status(
    quarterly_return: Return, words: ReportedLine | None, action: Action
) -> tuple[str, str]:
    if words:
        return words.status, status_label(words.status, life=action.life)
    if quarterly_return.state == ReturnState.NO_RETURN:
        return ReturnState.NO_RETURN, status_label(ReturnState.NO_RETURN, life="")
    if quarterly_return.is_received:
        return "", NOT_READABLE
    return "", "Not sent in yet"


def evidence(found: list[Report]) -> list[Report]:
    """Keep the quarters in which evidence was given."""
    return [
        report
        for report in found
        if report.words
        and (
            report.words.evidence
            or report.words.evidence_link
            or report.words.status == DeliveryStatus.COMPLETE
        )
    ]
