"""Sending in a return, as lines or as nil."""

import copy
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from actions import events
from actions.choices import ReturnState
from actions.models import Return, ReturnLine, SignOff, Submission
from actions.return_choices import SignOffOutcome
from actions.selectors import signatories, standing
from actions.selectors import words as line_words
from actions.selectors.windows import london_day
from actions.services import filing, readiness
from actions.services.locking import locked
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

    Every line is held against the rules of today once more; one that the officer
    took keeps the report that was taken. ``seen`` is the sum of the lines' versions
    that the person read before signing.

    Raises:
        NotPermitted: ``actor`` does not write for the agency, or an approver signs
            there; the words name them.
        ValidationError: unsigned; lines that are not finished or not confirmed,
            keyed by their reference; questions without an answer.
        Conflict: it has been sent in already, a line changed since it was read, or
            what waits for sign-off is a nil return.
    """
    require_signatory(actor=actor, quarterly_return=quarterly_return, now=now)
    claimed = _claim(quarterly_return, now=now, is_nil=False)
    _close_round(quarterly_return, claimed, actor, now)
    lines = readiness.owed_lines(claimed)
    readiness.refuse_unread(lines, seen)
    faults = _unsigned(signed_name, signed_post)
    faults |= readiness.faults_of_lines(claimed, lines, on=london_day(now))
    if faults:
        raise ValidationError(faults)
    submission = _sign(claimed, actor, signed_name, signed_post, now)
    filing.file_lines(submission, _not_taken(lines))
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
        NotPermitted: ``actor`` does not write for the agency, or an approver signs
            there; the words name them.
        ValidationError: not confirmed, unsigned, a question has no answer, or the
            officer has taken a line that says something.
        Conflict: it has been sent in already, or what waits for sign-off has lines.
    """
    require_signatory(actor=actor, quarterly_return=quarterly_return, now=now)
    claimed = _claim(quarterly_return, now=now, is_nil=True)
    _close_round(quarterly_return, claimed, actor, now)
    lines = readiness.owed_lines(claimed)
    faults = _unsigned(signed_name, signed_post)
    faults |= readiness.faults_of_nil(claimed, lines)
    if not is_confirmed:
        faults["is_confirmed"] = ["Confirm that there is nothing to report."]
    if faults:
        raise ValidationError(faults)
    submission = _sign(claimed, actor, signed_name, signed_post, now)
    filing.file_nothing_due(submission, _not_taken(lines))
    return _finish(submission, actor, quarterly_return, claimed)


def moved_on(*, quarterly_return: Return) -> Conflict:
    """Say what has become of a return that was not where it was thought to be."""
    fresh = Return.objects.with_agency().get(pk=quarterly_return.pk)
    return Conflict(standing.standing(fresh), code=fresh.state)


def require_signatory(*, actor: User, quarterly_return: Return, now: datetime) -> None:
    """Refuse whoever may not sign, and say who may.

    Raises:
        NotPermitted: ``actor`` does not write for the agency, or an approver signs.
    """
    policy.require(actor, "actions.write_return", quarterly_return)
    if not policy.allows(actor, "actions.sign_return", quarterly_return):
        raise NotPermitted(signatories.who_signs(quarterly_return, on=london_day(now)))


def _claim(quarterly_return: Return, *, now: datetime, is_nil: bool) -> Return:
    """Move the return to *submitted* if nobody else has; return it as it then is.

    The caller's own object stays as it was until everything is in.
    """
    if not quarterly_return.is_signable(at=now):
        raise locked(thing=quarterly_return, now=now)
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


def _close_round(before: Return, claimed: Return, actor: User, now: datetime) -> None:
    """Put down that the approver signed what waited for them, and nothing else."""
    waiting = SignOff.objects.filter(
        quarterly_return=claimed, outcome=SignOffOutcome.WAITING
    ).first()
    if waiting is None:
        return
    if before.state == ReturnState.AWAITING and waiting.is_nil != claimed.is_nil:
        what = "a nil return" if waiting.is_nil else "a return with its lines"
        raise Conflict(
            f"What waits for your signature is {what}. Sign that, or send it back.",
            code="other_return",
        )
    compare_and_set(
        waiting,
        expected={"outcome": SignOffOutcome.WAITING},
        outcome=SignOffOutcome.SIGNED,
        decided_by=actor,
        decided_at=now,
    )


def _not_taken(lines: list[ReturnLine]) -> list[ReturnLine]:
    """Keep what the officer has not accepted: the rest keeps its report."""
    return [line for line in lines if line.accepted_at is None]


def _unsigned(name: str, post: str) -> line_words.Faults:
    faults = {}
    if not name.strip():
        faults["signed_name"] = ["Sign with your name."]
    if not post.strip():
        faults["signed_post"] = ["Give the post in which you sign."]
    return faults


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
