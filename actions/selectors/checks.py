"""What stands between an officer and accepting a line, and how far they have got."""

from dataclasses import dataclass

from actions.choices import ReturnState
from actions.models import Query, Return, ReturnLine
from actions.selectors.words import sent_words
from partnerships.models import User


@dataclass(frozen=True)
class Tally:
    """How far the officer has got with a return."""

    accepted: int
    sent_in: int

    @property
    def left(self) -> int:
        return self.sent_in - self.accepted


def is_being_changed(line: ReturnLine) -> bool:
    """Say whether the agency has written on a line since it was sent in.

    That can be so only while the return is back with it. Such a line is not
    accepted: what is accepted would not be what its agency says any more.
    """
    if line.quarterly_return.state != ReturnState.QUERIED or line.reported is None:
        return False
    sent_at = line.reported.submission.submitted_at
    if line.edited_at is None or line.edited_at <= sent_at:
        return False
    return sent_words(line) != sent_words(line.reported)


def why_not_accepted(line: ReturnLine, *, officer: User, queries: list[Query]) -> str:
    """Say why this officer cannot accept the line now; empty if they can."""
    if line.reported is None:
        return "Nothing was sent in."
    if officer.pk in (line.written_for_by_id, line.reported.written_for_by_id):
        return "You wrote it for the agency: another officer accepts it."
    if any(query.answered_at is None for query in queries):
        return "It waits for an answer."
    if is_being_changed(line):
        return "The agency is changing it: it comes with the next version."
    return ""


def tally(lines: list[ReturnLine]) -> Tally:
    """Count the lines that were sent in, and those of them that are accepted."""
    sent_in = [line for line in lines if line.reported_id is not None]
    accepted = [line for line in sent_in if line.accepted_at is not None]
    return Tally(accepted=len(accepted), sent_in=len(sent_in))


def has_sent_in(person: User, quarterly_return: Return) -> bool:
    """Say whether the person signed any version of it: who submits does not accept."""
    return quarterly_return.submissions.filter(submitted_by=person).exists()


def rounds_before(query: Query) -> list[Query]:
    """Return the earlier questions on the same line, or on the whole, in order."""
    same = Query.objects.filter(
        quarterly_return=query.quarterly_return_id, line=query.line_id, pk__lt=query.pk
    )
    return list(same.select_related("asked_by", "answered_by").order_by("pk"))
