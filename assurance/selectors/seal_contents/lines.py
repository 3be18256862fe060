"""What agencies sent in on the quarter's actions, with all that hangs on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch

from actions.choices import RECEIVED, Marking, ReturnState
from actions.models import (
    ContributorReport,
    EvidenceUse,
    OfficerNote,
    ReportedLine,
    ReturnLine,
)
from actions.selectors.comparison import unchanged
from assurance.selectors.seal_contents.sealing import Sealing
from assurance.selectors.seal_shapes import SealedEvidence, SealedLine
from hcss.kernel.templatetags.show import day


@dataclass(frozen=True)
class Standing:
    """How an action stands by its line; ``words`` is None where nothing came in."""

    status: str
    was: str
    days_overdue: int
    words: SealedLine | None
    #: The agency in whose return it has a line, by its slug.
    return_of: str = ""


def lines_by_action(sealing: Sealing, same: Collection[int]) -> dict[int, Standing]:
    """Return, by action, how its line stands in the position. Four queries.

    ``same`` are the lines that are :func:`repeated`.
    """
    found: list[Any] = list(_lines(sealing))
    return {line.action_id: _standing(line, sealing, same) for line in found}


def repeated(sealing: Sealing) -> set[int]:
    """Return the lines that say what was said before: attested, or typed alike."""
    sent = ReturnLine.objects.filter(
        quarterly_return__period=sealing.period,
        quarterly_return__state__in=RECEIVED,
        reported__isnull=False,
    )
    attested = sent.filter(reported__times_still_true__gt=0).values_list("pk")
    return {pk for (pk,) in attested.union(unchanged(sent).values_list("pk"))}


def _lines(sealing: Sealing) -> Any:
    overdue = ExpressionWrapper(sealing.statuses.overdue(), BooleanField())
    once = ReportedLine.objects.filter(line=OuterRef("pk"), marking=Marking.SENSITIVE)
    uses = EvidenceUse.objects.select_related("evidence")
    said = ContributorReport.objects.newest().select_related("agency")
    return (
        sealing.statuses.lines()
        .annotate(is_overdue=overdue, was_sensitive=Exists(once))
        .select_related(
            "action",
            "quarterly_return__agency",
            "reported__submission",
            "reported__written_for_by",
        )
        .prefetch_related(
            Prefetch("evidence_uses", uses),
            Prefetch("contributor_reports", said),
            Prefetch("officer_notes", OfficerNote.objects.select_related("written_by")),
        )
    )


def _standing(line: Any, sealing: Sealing, same: Collection[int]) -> Standing:
    is_received = line.quarterly_return.state in RECEIVED
    words = line.reported if is_received else None
    dated = line.action if sealing.standpoint.is_latest else line.reported
    overdue = line.is_overdue and dated is not None
    return Standing(
        status=line.shown,
        was=line.was,
        days_overdue=(sealing.on - dated.forecast_on).days if overdue else 0,
        words=_words(line, words, is_unchanged=line.pk in same) if words else None,
        return_of=line.quarterly_return.agency.slug,
    )


def _words(line: Any, words: ReportedLine, *, is_unchanged: bool) -> SealedLine:
    owed, submission = line.quarterly_return, words.submission
    is_accepted = owed.state == ReturnState.ACCEPTED or line.accepted_at is not None
    said = sorted(line.contributor_reports.all(), key=_by_agency)
    return SealedLine(
        agency=owed.agency_name,
        agency_slug=owed.agency.slug,
        version=submission.version,
        status=words.status,
        status_label=words.get_status_display(),
        progress=words.progress,
        issue=words.issue,
        recovery_step=words.recovery_step,
        recovery_on=words.recovery_on,
        cause=words.cause,
        ask=words.ask,
        ask_of=words.ask_of,
        ask_by=words.ask_by,
        completed_on=words.completed_on,
        evidence_words=words.evidence,
        evidence_link=words.evidence_link,
        reported_to=words.reported_to,
        reported_on=words.reported_on,
        marking=words.marking,
        is_accepted=is_accepted,
        is_unchanged=is_unchanged,
        times_still_true=words.times_still_true,
        sent_at=submission.submitted_at,
        is_late=owed.is_late,
        signed_name=submission.signed_name,
        signed_post=submission.signed_post,
        written_for_by=words.written_for_by.name if words.written_for_by else "",
        officer_notes=_notes(line),
        contributions=tuple(_said(each) for each in said if not each.is_sensitive),
        sensitive_contributions=tuple(
            _said(each) for each in said if each.is_sensitive
        ),
        evidence=_evidence(line, submission.submitted_at),
        was_sensitive=line.was_sensitive or line.is_sensitive,
    )


def _went_in(use: EvidenceUse, sent_at: datetime) -> bool:
    """The same as the rule ``actions.view_evidence`` has it."""
    is_on = use.removed_at is None or use.removed_at > sent_at
    return use.added_at <= sent_at and is_on


def _notes(line: Any) -> tuple[str, ...]:
    """Return the officer's remarks, each signed, the first one first (R35)."""
    notes = sorted(line.officer_notes.all(), key=lambda it: (it.written_at, it.text))
    return tuple(
        f"{each.written_by.name}, {day(each.written_at)}: {each.text}" for each in notes
    )


def _by_agency(report: ContributorReport) -> tuple[str, str]:
    return report.agency.name, report.agency.slug


def _said(report: ContributorReport) -> str:
    """Return what a contributor said, and that it sees a problem if it does (R37)."""
    sees = " (reports an issue)" if report.reports_issue else ""
    return f"{report.agency.name}{sees}: {report.text}"


def _evidence(line: Any, sent_at: datetime) -> tuple[SealedEvidence, ...]:
    """Return what went in with the report: what was added since is the agency's own."""
    uses = [each for each in line.evidence_uses.all() if _went_in(each, sent_at)]
    items = [use.evidence for use in uses]
    return tuple(
        SealedEvidence(
            number=each.pk,
            title=each.title,
            kind_label=each.get_kind_display(),
            dated_on=each.dated_on,
            url=each.url,
            holder=each.holder,
            sha256=each.sha256,
            marking=each.marking,
        )
        for each in sorted(items, key=lambda it: (it.title, it.added_at, it.pk))
    )
