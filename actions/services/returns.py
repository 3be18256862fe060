"""Sending in a return, as lines or as nil; accepting it; the officer's own notes."""

import copy
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from actions import events
from actions.choices import DeliveryStatus, ReturnState
from actions.models import (
    Action,
    OfficerNote,
    Query,
    ReportedLine,
    Return,
    ReturnLine,
    Submission,
)
from actions.selectors import standing
from actions.selectors import words as line_words
from actions.selectors.windows import london_day
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User

#: What sending in changes on a return.
_MOVED = ("state", "version", "submitted_at", "started_at", "is_nil", "is_late")


@transaction.atomic
def submit_return(
    *,
    actor: User,
    quarterly_return: Return,
    signed_name: str,
    signed_post: str,
    now: datetime,
    seen: int | None = None,
) -> Submission:
    """Send in the return with all its lines, signed with name and post (R38).

    Every line is held against the rules of today once more. ``seen`` is the sum of
    the lines' versions that the person read before signing.

    Raises:
        NotPermitted: ``actor`` does not write for the agency.
        ValidationError: unsigned; lines that are not finished, keyed by their
            reference; questions without an answer.
        Conflict: it has been sent in already, or a line changed since it was read.
    """
    policy.require(actor, "actions.write_return", quarterly_return)
    claimed = _claim(quarterly_return, now=now, is_nil=False)
    lines = _owed_lines(claimed)
    _refuse_unread(lines, seen)
    faults = _unsigned(signed_name, signed_post) | _unanswered(claimed)
    for line in lines:
        faults |= _faults_of(line, now)
    if not lines:
        faults["lines"] = ["There is nothing to report on: send in a nil return."]
    if faults:
        raise ValidationError(faults)
    submission = _sign(claimed, actor, signed_name, signed_post, now)
    _file(submission, lines, [line_words.sent_words(line) for line in lines])
    return _finish(submission, actor, quarterly_return, claimed)


@transaction.atomic
def submit_nil(
    *,
    actor: User,
    quarterly_return: Return,
    is_confirmed: bool,
    signed_name: str,
    signed_post: str,
    now: datetime,
) -> Submission:
    """Send in the signed statement that there is nothing to report (R32).

    Every line goes in as *nothing due*; what was drafted on it stays in the draft.

    Raises:
        NotPermitted: ``actor`` does not write for the agency.
        ValidationError: not confirmed, unsigned, or a question has no answer.
        Conflict: it has been sent in already.
    """
    policy.require(actor, "actions.write_return", quarterly_return)
    claimed = _claim(quarterly_return, now=now, is_nil=True)
    faults = _unsigned(signed_name, signed_post) | _unanswered(claimed)
    if not is_confirmed:
        faults["is_confirmed"] = ["Confirm that there is nothing to report."]
    if faults:
        raise ValidationError(faults)
    submission = _sign(claimed, actor, signed_name, signed_post, now)
    lines = _owed_lines(claimed)
    nothing: dict[str, object] = {"status": DeliveryStatus.NOTHING_DUE}
    _file(submission, lines, [nothing for _ in lines])
    return _finish(submission, actor, quarterly_return, claimed)


@transaction.atomic
def accept_return(
    *, actor: User, quarterly_return: Return, version: int, now: datetime
) -> Return:
    """Take the return as it was sent in; from then on nobody edits it (R33).

    Raises:
        NotPermitted: ``actor`` is no officer, or sent it in.
        Conflict: it is not waiting to be checked, or is not at ``version`` any more.
    """
    policy.require(actor, "actions.check_return", quarterly_return)
    if quarterly_return.submissions.filter(submitted_by=actor).exists():
        raise NotPermitted("Who sends in a return does not accept it.")
    if quarterly_return.state != ReturnState.SUBMITTED:
        raise moved_on(quarterly_return=quarterly_return)
    accepted = compare_and_set(
        quarterly_return,
        expected={"state": ReturnState.SUBMITTED, "version": version},
        state=ReturnState.ACCEPTED,
        accepted_at=now,
        accepted_by=actor,
    )
    if not accepted:
        raise moved_on(quarterly_return=quarterly_return)
    audit.record(
        events.RETURN_ACCEPTED,
        actor=actor,
        subject=quarterly_return,
        now=now,
        changes={"state": [ReturnState.SUBMITTED.value, ReturnState.ACCEPTED.value]},
    )
    return quarterly_return


@transaction.atomic
def add_officer_note(
    *, actor: User, line: ReturnLine, text: str, now: datetime
) -> OfficerNote:
    """Set the officer's own view beside a line, signed; the line stays (R35).

    Raises:
        NotPermitted: ``actor`` is no officer, or writes for that agency.
        ValidationError: it says nothing.
    """
    policy.require(actor, "actions.check_return", line.quarterly_return)
    note = OfficerNote(line=line, text=text.strip(), written_by=actor, written_at=now)
    if not note.text:
        raise ValidationError({"text": "Write the note."})
    if len(note.text) > line_words.LONGEST:
        raise ValidationError({"text": "Keep the note to 10,000 characters."})
    note.save()
    audit.record(events.OFFICER_NOTE_ADDED, actor=actor, subject=line, now=now)
    return note


def moved_on(*, quarterly_return: Return) -> Conflict:
    """Say what has become of a return that was not where it was thought to be."""
    fresh = Return.objects.with_agency().get(pk=quarterly_return.pk)
    return Conflict(standing.standing(fresh), code=fresh.state)


def _claim(quarterly_return: Return, *, now: datetime, is_nil: bool) -> Return:
    """Move the return to *submitted* if nobody else has; return it as it then is.

    The caller's own object stays as it was until everything is in.
    """
    if not quarterly_return.is_writable:
        raise moved_on(quarterly_return=quarterly_return)
    claimed = copy.copy(quarterly_return)
    first = quarterly_return.version == 0
    late = quarterly_return.period.is_late(at=now)
    moved = compare_and_set(
        claimed,
        expected={
            "state": quarterly_return.state,
            "version": quarterly_return.version,
        },
        state=ReturnState.SUBMITTED,
        version=quarterly_return.version + 1,
        submitted_at=now,
        started_at=quarterly_return.started_at or now,
        is_nil=is_nil,
        # An answer to a question is not late; a late return stays late (R38).
        is_late=late if first else quarterly_return.is_late,
    )
    if not moved:
        raise moved_on(quarterly_return=quarterly_return)
    return claimed


def _owed_lines(quarterly_return: Return) -> list[ReturnLine]:
    lines = ReturnLine.objects.owed().filter(quarterly_return=quarterly_return)
    return list(lines.select_related("action").order_by("action__ref", "pk"))


def _refuse_unread(lines: Iterable[ReturnLine], seen: int | None) -> None:
    if seen is not None and sum(line.version for line in lines) != seen:
        raise Conflict(
            "A line has changed since you opened this page. Read the answers again, "
            "then send them in.",
            code="unread",
        )


def _unsigned(name: str, post: str) -> line_words.Faults:
    faults = {}
    if not name.strip():
        faults["signed_name"] = ["Sign with your name."]
    if not post.strip():
        faults["signed_post"] = ["Give the post in which you sign."]
    return faults


def _unanswered(quarterly_return: Return) -> line_words.Faults:
    waiting = Query.objects.open().filter(quarterly_return=quarterly_return)
    if not waiting.exists():
        return {}
    return {"queries": ["Answer each question that came back, then send it in."]}


def _faults_of(line: ReturnLine, now: datetime) -> line_words.Faults:
    on = london_day(now)
    faults = line_words.everything_wrong(line, action=line.action, on=on)
    ref = line.action.ref
    texts = [f"{ref}: {text}" for texts in faults.values() for text in texts]
    return {ref: texts} if texts else {}


def _sign(
    claimed: Return, actor: User, name: str, post: str, now: datetime
) -> Submission:
    submission = Submission(
        quarterly_return=claimed,
        version=claimed.version,
        submitted_at=now,
        submitted_by=actor,
        signed_name=name.strip(),
        signed_post=post.strip(),
        agency_name=claimed.agency_name,
        is_late=claimed.is_late,
        is_nil=claimed.is_nil,
    )
    submission.clean_fields(exclude={"quarterly_return", "submitted_by"})
    submission.save()
    return submission


def _file(
    submission: Submission, lines: list[ReturnLine], words: list[dict[str, object]]
) -> None:
    """Keep the lines as they were sent in, and note that their owner reviewed them."""
    reported = ReportedLine.objects.bulk_create(
        ReportedLine(
            submission=submission,
            line=line,
            baseline_on=line.action.baseline_on,
            forecast_on=line.action.forecast_on,
            **said,
        )
        for line, said in zip(lines, words, strict=True)
    )
    for line, kept in zip(lines, reported, strict=True):
        line.reported = kept
    ReturnLine.objects.bulk_update(lines, ["reported"])
    Action.objects.filter(pk__in=[line.action_id for line in lines]).update(
        reviewed_at=submission.submitted_at
    )


def _finish(
    submission: Submission, actor: User, quarterly_return: Return, claimed: Return
) -> Submission:
    audit.record(
        events.RETURN_SUBMITTED,
        actor=actor,
        subject=claimed,
        now=submission.submitted_at,
        changes={
            "state": [quarterly_return.state, ReturnState.SUBMITTED.value],
            "version": [quarterly_return.version, claimed.version],
            "is_late": [quarterly_return.is_late, claimed.is_late],
            "is_nil": [quarterly_return.is_nil, claimed.is_nil],
        },
    )
    for field in _MOVED:
        setattr(quarterly_return, field, getattr(claimed, field))
    return submission
