"""Every free text of the site, with the services that keep it.

``writes("actions.Query.question")`` registers a way to write that field: a function of
the text and the moment, in one of the modules beside this one. A field of characters
that is neither registered nor in ``EXEMPT`` fails
``test_every_text_is_guarded_or_says_why_not``.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from actions.models import ReturnLine
from tests import factories as make

Write = Callable[[str, datetime], Any]
WRITES: dict[str, list[Write]] = {}

TEXTS = (
    "progress",
    "issue",
    "recovery_step",
    "cause",
    "ask",
    "ask_of",
    "evidence",
    "evidence_link",
    "reported_to",
)
_NAME = "a name of a body, a post or a colleague"
_SOURCE = "the words of the published Agreement, loaded from its file"
_SIGNED = "the signature of a colleague under a return"
_MACHINE = "written by the site itself"
_COPY = "copied from a text that was guarded when it was written"
#: What need not be guarded, and why.
EXEMPT = {
    "partnerships.Agency.name": _NAME,
    "partnerships.Agency.short_name": _NAME,
    "partnerships.AgencyName.name": _NAME,
    "partnerships.Partnership.name": _NAME,
    "partnerships.Partnership.short_name": _NAME,
    "partnerships.Post.title": _NAME,
    "partnerships.User.password": _MACHINE,
    "partnerships.User.name": _NAME,
    "partnerships.User.post_title": _NAME,
    "partnerships.Invitation.name": _NAME,
    "partnerships.Invitation.post_title": _NAME,
    "partnerships.Invitation.digest": _MACHINE,
    "kernel.ClockLease.name": _MACHINE,
    "kernel.ClockLease.holder": _MACHINE,
    "kernel.JobRun.name": _MACHINE,
    "kernel.JobRun.last_outcome": _MACHINE,
    "actions.Action.ref": _MACHINE,
    "actions.Period.slug": _MACHINE,
    "actions.Return.agency_name": _MACHINE,
    "actions.Submission.signed_name": _SIGNED,
    "actions.Submission.signed_post": _SIGNED,
    "actions.Submission.agency_name": _MACHINE,
    **{f"actions.ReportedLine.{name}": _COPY for name in TEXTS},
    "actions.ReportedLine.owner_name": _NAME,
    "actions.ReportedLine.action_title": _COPY,
    "actions.ReportedLine.told_by": _COPY,
    "actions.Ask.of_name": _COPY,
    "actions.Delegation.to_name": _NAME,
    "actions.CalendarAddress.digest": _MACHINE,
    "actions.Delegation.token_digest": _MACHINE,
    "actions.Proposal.reported_to": "never proposed, only written by the agency",
    "actions.Proposal.written_by_name": _NAME,
    "actions.Evidence.media_type": _MACHINE,
    "actions.Evidence.sha256": _MACHINE,
    "actions.Upload.file_name": "kept with the file, as it was sent, for its agency",
    "actions.Upload.sha256": _MACHINE,
    "actions.Reminder.kind": _MACHINE,
    "actions.Reminder.occasion": _MACHINE,
    "actions.Reminder.stage": _MACHINE,
    "actions.Reminder.stopped_because": _MACHINE,
    "actions.Reminder.error": _MACHINE,
    "actions.StageChange.stage": _MACHINE,
    "actions.Digest.subject": "the words of a mail; shown anew, from the ledger",
    "actions.Digest.message_id": _MACHINE,
    "actions.Digest.error": _MACHINE,
    "assurance.Decision.number": _MACHINE,
    "assurance.Decision.recorded_by_name": _NAME,
    "assurance.Escalation.replied_by_name": _NAME,
    "assurance.Opinion.level": _MACHINE,
    "assurance.Opinion.given_by_name": _NAME,
    "assurance.Opinion.given_by_post": _NAME,
    "assurance.Opinion.warning": _MACHINE,
    "assurance.Pack.fault": _MACHINE,
    "assurance.Pack.sha256": _MACHINE,
    "assurance.Pack.step": _MACHINE,
    "assurance.Seal.content": _COPY,
    "assurance.Seal.sealed_by_name": _NAME,
    "assurance.Seal.sealed_by_post": _NAME,
    "assurance.Seal.sha256": _MACHINE,
    "kernel.AuditEvent.verb": _MACHINE,
    "kernel.AuditEvent.actor_name": _NAME,
    "kernel.AuditEvent.subject_type": _MACHINE,
    "kernel.AuditEvent.subject_label": _COPY,
}
#: Models that hold nothing but what is loaded from the Agreement's file.
FROM_THE_SOURCE = {"priorities": _SOURCE}


def writes(*fields: str) -> Callable[[Write], Write]:
    """Register a way to write ``fields``, of which each is tried by itself."""

    def register(write: Write) -> Write:
        for field in fields:
            WRITES.setdefault(field, []).append(write)
        return write

    return register


def officer() -> Any:
    return make.UserFactory(officer=True)


def contact_of(line: ReturnLine) -> Any:
    return make.UserFactory(contact=line.quarterly_return.agency)


def as_address(name: str, text: str) -> str:
    return f"https://example.org/{text}".replace(" ", "") if "link" in name else text
