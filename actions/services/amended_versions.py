"""The version of a return that an approved amendment makes: one line, signed."""

from datetime import datetime

from actions.choices import DeliveryStatus, ReturnState
from actions.models import Amendment, ReportedLine, Return, ReturnLine, Submission
from actions.selectors.sentences import standing
from hcss.kernel.errors import Conflict
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User


def file_version(*, amendment: Amendment, actor: User, now: datetime) -> ReportedLine:
    """Keep the amended line as the next version; the return stays accepted (R33).

    ``actor`` is the one who agrees. What was reviewed, sent in and late stays as it
    was: an amendment corrects a report and makes no new one.

    Raises:
        Conflict: the line or its return has changed since it was proposed.
    """
    quarterly_return = amendment.quarterly_return
    is_nothing = amendment.status == DeliveryStatus.NOTHING_DUE
    raised = compare_and_set(
        quarterly_return,
        expected={"state": ReturnState.ACCEPTED, "version": quarterly_return.version},
        version=quarterly_return.version + 1,
        is_nil=quarterly_return.is_nil and is_nothing,
    )
    if not raised:
        raise _changed(quarterly_return)
    signs = amendment.proposed_by if amendment.by_agency else actor
    submission = _signed(quarterly_return, signs, now)
    kept = ReportedLine(**_kept(amendment, actor, now), submission=submission)
    kept.validate_constraints()
    kept.save(force_insert=True)
    line = ReturnLine.objects.filter(
        pk=amendment.line_id, reported=amendment.original_id
    )
    if not line.update(reported=kept):
        raise _changed(quarterly_return)
    amendment.line.reported = kept
    return kept


def _signed(quarterly_return: Return, signs: User, now: datetime) -> Submission:
    submission = Submission(
        quarterly_return=quarterly_return,
        version=quarterly_return.version,
        submitted_at=now,
        submitted_by=signs,
        signed_name=signs.name,
        signed_post=signs.post_title or "No post given",
        agency_name=quarterly_return.agency_name,
        is_late=quarterly_return.is_late,
        is_nil=quarterly_return.is_nil,
        is_amendment=True,
    )
    submission.save(force_insert=True)
    return submission


def _kept(amendment: Amendment, actor: User, now: datetime) -> dict[str, object]:
    """Return the amended line as it is kept, with the dates of the original."""
    original = amendment.original
    kept: dict[str, object] = {
        **amendment.words,
        "line": amendment.line,
        "marking": amendment.marking,
        "baseline_on": original.baseline_on,
        "forecast_on": original.forecast_on,
        "written_by": amendment.proposed_by,
        "owner_name": original.owner_name,
        "action_title": original.action_title,
    }
    if not amendment.by_agency:
        kept |= {
            "written_for_by": amendment.proposed_by,
            "confirmed_by": actor,
            "confirmed_at": now,
        }
    return kept


def _changed(quarterly_return: Return) -> Conflict:
    fresh = Return.objects.with_agency().get(pk=quarterly_return.pk)
    words = f"{standing(fresh)} It has changed since this was proposed: look again."
    return Conflict(words, code="changed")
