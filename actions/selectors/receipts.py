"""Proof that a return went: its reference, its signature, and what was sent in."""

from dataclasses import dataclass

from actions.choices import DeliveryStatus, Marking
from actions.models import ReportedLine, Return, Submission
from actions.models.lines import LineWords
from actions.selectors.answers import Said, answers_of
from actions.selectors.handling import words_for
from hcss.kernel import policy
from partnerships.models import User

#: Who is named on a line.
_PEOPLE = ("written_by", "written_for_by", "confirmed_by")
#: Complete is what the agency says; an officer verifies it later (R20).
_COMPLETE = "Reported complete"


@dataclass(frozen=True)
class Proof:
    """One sending-in, under the name by which everybody may speak of it."""

    submission: Submission
    reference: str

    @property
    def punctuality(self) -> str:
        return "late" if self.submission.is_late else "on time"

    @property
    def kind(self) -> str:
        """What was sent in, in words."""
        if self.submission.is_amendment:
            return "Amendment to the return"
        return "Nil return: nothing to report" if self.submission.is_nil else "Return"

    @property
    def file_name(self) -> str:
        return f"{self.reference}.pdf"


@dataclass(frozen=True)
class SentLine:
    """One line as it stood with that sending-in."""

    reported: ReportedLine
    words: LineWords
    version: int

    @property
    def status_label(self) -> str:
        if self.words.status == DeliveryStatus.COMPLETE:
            return _COMPLETE
        return DeliveryStatus(self.words.status).label

    @property
    def is_hidden(self) -> bool:
        """Say whether its words are held back from the reader (R57)."""
        return bool(getattr(self.words, "is_hidden", False))

    @property
    def is_sensitive(self) -> bool:
        return self.words.is_sensitive or self.reported.line.action.is_sensitive

    @property
    def answers(self) -> list[Said]:
        return answers_of(self.words)

    @property
    def authorship(self) -> list[tuple[str, str]]:
        """Return who answers for it, who wrote it, and how it was said (R38)."""
        if self.is_hidden:
            return []
        said = self.reported
        times = said.times_still_true
        facts = {
            "Still true": f"Said {times} time{'' if times == 1 else 's'} in a row"
            if times
            else "",
            "Whose action it is": said.owner_name,
            "Written by": said.written_by,
            "Written for the agency by": said.written_for_by,
            "As told by": said.told_by,
            "Confirmed by": said.confirmed_by,
        }
        return [(name, str(value)) for name, value in facts.items() if value]


@dataclass(frozen=True)
class Receipt(Proof):
    """The proof with its lines, as one person may read them."""

    lines: list[SentLine]

    @property
    def marking(self) -> str:
        """As the most sensitive of the lines shown, in words or only by their being."""
        sensitive = any(line.is_sensitive for line in self.lines)
        return Marking.SENSITIVE if sensitive else Marking.OFFICIAL


def reference_of(submission: Submission) -> str:
    """Return a name that is readable, belongs to one sending-in, and never changes.

    For example ``HCSSG-2026-Q2-hampshire-constabulary-v1``; the year is that in
    which the financial year begins.
    """
    quarterly_return = submission.quarterly_return
    quarter = quarterly_return.period.quarter
    agency = quarterly_return.agency.slug
    return f"HCSSG-{quarter.year}-Q{quarter.number}-{agency}-v{submission.version}"


def receipts_of(quarterly_return: Return, *, reader: User) -> list[Proof]:
    """Return the sendings-in that the person may have proof of, the first one first."""
    if not policy.allows(reader, "actions.read_words", quarterly_return):
        return []
    found = list(quarterly_return.submissions.order_by("version"))
    for each in found:
        each.quarterly_return = quarterly_return
    return [
        Proof(submission=each, reference=reference_of(each))
        for each in found
        if policy.allows(reader, "actions.read_receipt", each)
    ]


def receipt(submission: Submission, *, reader: User) -> Receipt:
    """Return the whole return as it stood with this sending-in. Two queries.

    A line that was not sent in again, because it was accepted before, stands as it
    was last sent in.
    """
    quarterly_return = submission.quarterly_return
    visible = quarterly_return.lines.visible_to(reader).values("pk")
    found = (
        ReportedLine.objects.filter(
            line__in=visible, submission__version__lte=submission.version
        )
        .select_related("submission", "line__action__priority", *_PEOPLE)
        .order_by("submission__version")
    )
    latest = {}
    for reported in found:
        reported.line.quarterly_return = quarterly_return
        latest[reported.line_id] = reported
    return Receipt(
        submission=submission,
        reference=reference_of(submission),
        lines=[
            SentLine(
                reported=reported,
                words=words_for(reported, line=reported.line, reader=reader),
                version=reported.submission.version,
            )
            for reported in sorted(latest.values(), key=_place)
        ],
    )


def _place(reported: ReportedLine) -> tuple[int, str, int]:
    """Lines stand in the order of the Agreement."""
    action = reported.line.action
    return (action.priority.number, action.ref, reported.line_id)
