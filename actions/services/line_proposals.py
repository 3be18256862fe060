"""Words that somebody else writes for a line; its owner takes them over or not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from actions import events
from actions.models import Delegation, Proposal, ReturnLine
from actions.models.lines import LineWords
from actions.return_choices import ProposalState
from actions.selectors import words as line_words
from actions.selectors.delegation import OPEN, WHY_NOT, standing_of
from actions.selectors.windows import london_day
from actions.services.lines import save_line
from hcss.kernel import audit, personal_data, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User

#: What may be proposed: the words of a line, not its handling.
PROPOSABLE = tuple(
    name for name in LineWords.WORDS if name not in ("reported_to", "reported_on")
)
_TEXTS = (
    "progress",
    "issue",
    "recovery_step",
    "cause",
    "ask",
    "ask_of",
    "evidence",
    "evidence_link",
)


@transaction.atomic
def propose(
    *,
    actor: User,
    delegation: Delegation,
    words: Mapping[str, Any],
    now: datetime,
    is_confirmed: bool = False,
) -> Proposal:
    """Propose words for a line that was passed to ``actor``. It works once.

    Raises:
        NotPermitted: the line was passed to somebody else.
        ValidationError: at its field, what cannot be; or nothing was written.
        Conflict: it was used, taken back, or its time is over; the line is locked.
    """
    policy.require(actor, "actions.propose_line", delegation)
    return _propose(
        delegation,
        words,
        actor=actor,
        name=actor.name,
        now=now,
        is_confirmed=is_confirmed,
    )


@transaction.atomic
def propose_by_link(
    *,
    delegation: Delegation,
    words: Mapping[str, Any],
    now: datetime,
    is_confirmed: bool = False,
) -> Proposal:
    """Propose words through a link. No account is used, made or brought back.

    Nobody signed in acts: holding the secret is the permission.

    Raises:
        ValidationError: at its field, what cannot be; or nothing was written.
        Conflict: it was used, taken back, or its time is over; the line is locked.
    """
    if not delegation.is_by_link:
        raise Conflict(WHY_NOT["locked"], code="locked")
    return _propose(
        delegation,
        words,
        actor=None,
        name=delegation.to_name,
        now=now,
        is_confirmed=is_confirmed,
    )


@transaction.atomic
def take_over(
    *,
    actor: User,
    proposal: Proposal,
    version: int,
    now: datetime,
    is_confirmed: bool = False,
) -> ReturnLine:
    """Put the proposed words into the draft; what was not proposed stays as it is.

    ``version`` is that of the line as ``actor`` read it beside the proposal. Who
    wrote the words stays with the proposal and in the audit trail.

    Raises:
        NotPermitted: ``actor`` does not write for the agency.
        LineConflict: the line was saved meanwhile; it carries that text.
        ValidationError: the words cannot be kept (R55).
        Conflict: it was decided already, or the line cannot be written on.
    """
    policy.require(actor, "actions.decide_proposal", proposal)
    line = proposal.delegation.line
    _decide(proposal, ProposalState.TAKEN, actor, now)
    saved: ReturnLine = save_line(
        actor=actor,
        line=line,
        version=version,
        words=proposed(proposal=proposal),
        now=now,
        finish=False,
        is_confirmed=is_confirmed,
    )
    _record(events.PROPOSAL_TAKEN_OVER, actor, proposal, now)
    return saved


@transaction.atomic
def decline(*, actor: User, proposal: Proposal, now: datetime) -> Proposal:
    """Leave the draft as it is; the proposed words stay readable.

    Raises:
        NotPermitted: ``actor`` does not write for the agency.
        Conflict: it was decided already.
    """
    policy.require(actor, "actions.decide_proposal", proposal)
    _decide(proposal, ProposalState.DECLINED, actor, now)
    _record(events.PROPOSAL_DECLINED, actor, proposal, now)
    return proposal


def proposed(*, proposal: Proposal) -> dict[str, Any]:
    """Return what was written, without the boxes that were left empty."""
    return {name: value for name in PROPOSABLE if (value := getattr(proposal, name))}


def _propose(
    delegation: Delegation,
    words: Mapping[str, Any],
    *,
    actor: User | None,
    name: str,
    now: datetime,
    is_confirmed: bool,
) -> Proposal:
    standing = standing_of(delegation, at=now)
    if standing != OPEN:
        raise Conflict(WHY_NOT[standing], code=standing)
    line = delegation.line
    proposal = _checked(delegation, name, words, now)
    personal_data.guard(
        actor=actor,
        subject=line,
        texts={field: getattr(proposal, field) for field in _TEXTS},
        is_confirmed=is_confirmed,
        now=now,
    )
    unused = {"used_at": None, "withdrawn_at": None, "expires_at__gt": now}
    if not compare_and_set(delegation, expected=unused, used_at=now):
        fresh = Delegation.objects.with_line().get(pk=delegation.pk)
        standing = standing_of(fresh, at=now)
        raise Conflict(WHY_NOT[standing], code=standing)
    proposal.save()
    _record(events.PROPOSAL_MADE, actor, proposal, now)
    return proposal


def _checked(
    delegation: Delegation, name: str, words: Mapping[str, Any], now: datetime
) -> Proposal:
    """Return the proposal, each field checked for its shape and for being possible."""
    line = delegation.line
    if unknown := sorted(set(words) - set(PROPOSABLE)):
        raise ValidationError(dict.fromkeys(unknown, "There is no such field."))
    if faults := line_words.misshapen(words):
        raise ValidationError(faults)
    proposal = Proposal(
        delegation=delegation,
        line_version=line.version,
        written_by_name=name,
        written_at=now,
        marking=line.marking,
        **{field: _plain(value) for field, value in words.items()},
    )
    others = {field.name for field in Proposal._meta.fields} - set(words)
    proposal.clean_fields(exclude=others)
    faults = line_words.contradictions(proposal, action=line.action, on=london_day(now))
    if not proposed(proposal=proposal):
        faults = {"status": ["Write something first, or leave the page."]}
    if faults:
        raise ValidationError(faults)
    return proposal


def _plain(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _decide(
    proposal: Proposal, state: ProposalState, actor: User, now: datetime
) -> None:
    waiting = {"state": ProposalState.WAITING}
    if not compare_and_set(
        proposal, expected=waiting, state=state, decided_by=actor, decided_at=now
    ):
        fresh = Proposal.objects.select_related("decided_by").get(pk=proposal.pk)
        what = fresh.get_state_display().lower()
        raise Conflict(f"{fresh.decided_by} decided this: {what}.", code="decided")


def _record(verb: str, actor: User | None, proposal: Proposal, now: datetime) -> None:
    """Write down whose words, never the words."""
    audit.record(
        verb,
        actor=actor,
        subject=proposal.delegation.line,
        now=now,
        changes={"written_by": ["", proposal.written_by_name]},
    )
