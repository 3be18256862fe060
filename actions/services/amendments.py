"""Amendments: an accepted line is not edited; one side proposes, the other agrees."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max

from actions import events
from actions.choices import ReturnState
from actions.models import Amendment, ReportedLine, Return, ReturnLine
from actions.models.lines import LineWords
from actions.return_choices import AmendmentState
from actions.selectors import amendments as read
from actions.selectors import words as line_words
from actions.selectors.handling import is_sensitive
from actions.selectors.sentences import standing
from actions.services.amended_versions import file_version
from actions.services.changes import fit_texts
from actions.services.faults import Faults
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.personal_data import guard
from hcss.kernel.templatetags.show import moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User

WAITING_ALREADY = "An amendment to this line has been proposed already and waits."
#: How the fields that hold a day are called.
_DAYS = ("_on", "_by")
_NOTHING_CHANGED = "Change something: these are the words that were accepted."


@transaction.atomic
def propose_amendment(
    *,
    actor: User,
    line: ReturnLine,
    words: Mapping[str, Any],
    reason: str,
    now: datetime,
    is_confirmed: bool = False,
) -> Amendment:
    """Propose other words for an accepted line; ``words`` holds only what changes.

    Nothing moves until the other side agrees: an officer where the agency proposes,
    the agency where an officer does (R33, R35).

    Raises:
        NotPermitted: ``actor`` neither writes for the agency nor is an officer.
        ValidationError: no reason, nothing changed, or the words break the rules of
            the day on which the original was sent in.
        Conflict: the line is not accepted, or an amendment waits already.
    """
    policy.require(actor, "actions.propose_amendment", line)
    original = _require_accepted(line)
    if line.amendments.proposed().exists():
        raise Conflict(WAITING_ALREADY, code="waiting")
    amendment = _drafted(actor, line, original, words, now)
    amendment.reason = reason.strip()
    _refuse(amendment, original)
    _guard(amendment, original, actor, now, is_confirmed=is_confirmed)
    try:
        with transaction.atomic():
            amendment.save(force_insert=True)
    except IntegrityError:
        raise Conflict(WAITING_ALREADY, code="waiting") from None
    _write_down(events.AMENDMENT_PROPOSED, amendment, actor, now, why=amendment.reason)
    return amendment


@transaction.atomic
def decide_amendment(
    *,
    actor: User,
    amendment: Amendment,
    approve: bool,
    now: datetime,
    comment: str = "",
    is_confirmed: bool = False,
) -> Amendment:
    """Agree to an amendment, or refuse it and say why.

    Agreed, it is the next version of the return, signed by the person of the agency
    who proposed it or agreed to it. The return stays accepted, the original stays
    readable, and when the action was last reviewed does not move.

    Raises:
        NotPermitted: ``actor`` is not of the other side, or proposed it.
        ValidationError: a refusal says nothing.
        Conflict: it has been decided, or the line has changed since.
    """
    _require_the_other_side(actor, amendment)
    if amendment.state != AmendmentState.PROPOSED:
        raise _decided(amendment)
    comment = _fitting(comment, approve)
    guard(
        actor=actor,
        subject=amendment.quarterly_return,
        texts={"comment": comment},
        is_confirmed=is_confirmed,
        now=now,
    )
    version = amendment.quarterly_return.version
    result = (
        file_version(amendment=amendment, actor=actor, now=now) if approve else None
    )
    state = AmendmentState.APPROVED if approve else AmendmentState.REFUSED
    saved = compare_and_set(
        amendment,
        expected={"state": AmendmentState.PROPOSED},
        state=state,
        decided_by=actor,
        decided_at=now,
        comment=comment,
        result=result,
    )
    if not saved:
        raise _decided(amendment)
    verb = events.AMENDMENT_APPROVED if approve else events.AMENDMENT_REFUSED
    moved = {"version": [version, version + 1]} if approve else {}
    _write_down(verb, amendment, actor, now, why=comment, changes=moved)
    return amendment


def _require_accepted(line: ReturnLine) -> ReportedLine:
    """Hold the return's row, and return what was accepted for the line."""
    held = Return.objects.filter(
        pk=line.quarterly_return_id, state=ReturnState.ACCEPTED
    ).update(version=F("version"))
    fresh = ReturnLine.objects.with_action().get(pk=line.pk)
    if not held or fresh.reported is None:
        raise Conflict(
            f"{standing(fresh.quarterly_return)} Only an accepted line is amended.",
            code="not_accepted",
        )
    original: ReportedLine = fresh.reported
    return original


def _drafted(
    actor: User,
    line: ReturnLine,
    original: ReportedLine,
    words: Mapping[str, Any],
    now: datetime,
) -> Amendment:
    """Return the amendment as it would be kept, its words checked for their shape."""
    if unknown := sorted(set(words) - set(LineWords.WORDS)):
        raise ValidationError(dict.fromkeys(unknown, "There is no such field."))
    amendment = Amendment(
        quarterly_return=line.quarterly_return,
        line=line,
        number=_next_number(line.quarterly_return),
        original=original,
        proposed_by=actor,
        proposed_at=now,
        by_agency=policy.allows(actor, "actions.write_line", line),
        marking=max(original.marking, line.marking, key=_sensitivity),
    )
    for name, value in {**original.words, **words}.items():
        is_blank = isinstance(value, str) and not value.strip()
        setattr(amendment, name, "" if is_blank else value)
    others = {field.name for field in Amendment._meta.fields} - set(words)
    amendment.clean_fields(exclude=others)
    for name in line_words.kept_back(amendment):
        setattr(amendment, name, None if name.endswith(_DAYS) else "")
    return amendment


def _sensitivity(marking: str) -> bool:
    return marking == "official_sensitive"


def _next_number(quarterly_return: Return) -> int:
    last = quarterly_return.amendments.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _refuse(amendment: Amendment, original: ReportedLine) -> None:
    """Raise everything that is wrong with the proposal."""
    faults = Faults()
    faults.need("reason", amendment.reason, "Say why it is amended.")
    faults.need("status", amendment.status, "Choose how the action stood.")
    if amendment.words == original.words:
        faults.add("__all__", _NOTHING_CHANGED)
    action = amendment.line.action
    wrong = line_words.misshapen(_texts(amendment))
    wrong |= read.wrong_with(amendment, original=original, action=action)
    for field, texts in wrong.items():
        for text in texts if field != "status" or amendment.status else ():
            faults.add(field, text)
    faults.stop()


def _guard(
    amendment: Amendment,
    original: ReportedLine,
    actor: User,
    now: datetime,
    *,
    is_confirmed: bool,
) -> None:
    guard(
        actor=actor,
        subject=amendment.line,
        texts=_texts(amendment),
        before={name: str(value) for name, value in original.words.items()},
        is_confirmed=is_confirmed,
        now=now,
    )


def _texts(amendment: Amendment) -> dict[str, str]:
    """Return what is free text in the proposal, by field."""
    words = {
        name: value
        for name, value in amendment.words.items()
        if isinstance(value, str) and name != "status"
    }
    return {**words, "reason": amendment.reason}


def _require_the_other_side(actor: User, amendment: Amendment) -> None:
    if policy.allows(actor, "actions.decide_amendment", amendment):
        return
    policy.require(actor, "actions.amend_returns")
    raise NotPermitted(
        "The agency proposed this: an officer who is not of the agency decides."
        if amendment.by_agency
        else "An officer proposed this: somebody who speaks for the agency decides."
    )


def _fitting(comment: str, approve: bool) -> str:  # noqa: FBT001 -- the answer itself
    faults, comment = Faults(), comment.strip()
    if not approve:
        faults.need("comment", comment, "Say why it is refused.")
    fit_texts(faults, comment=comment)
    faults.stop()
    return comment


def _is_narrow(amendment: Amendment) -> bool:
    """Say whether the words, those they amend or the action are sensitive (R57)."""
    line = amendment.line
    both = (amendment, amendment.original)
    return any(is_sensitive(words, line=line) for words in both)


def _write_down(
    verb: str,
    amendment: Amendment,
    actor: User,
    now: datetime,
    *,
    why: str,
    changes: audit.Changes | None = None,
) -> None:
    """Write it into the history of the return; the words stay in the amendment."""
    audit.record(
        verb,
        actor=actor,
        subject=amendment.quarterly_return,
        now=now,
        why="" if _is_narrow(amendment) else why,
        changes={
            "amendment": [None, f"{amendment.number}, {amendment.line.action.ref}"],
            **(changes or {}),
        },
    )


def _decided(amendment: Amendment) -> Conflict:
    stored = Amendment.objects.select_related("decided_by").get(pk=amendment.pk)
    if stored.decided_at is None:
        return Conflict("This amendment has just been decided.", code="decided")
    return Conflict(
        f"{stored.decided_by} decided this on {moment(stored.decided_at)}: "
        f"{stored.get_state_display().lower()}.",
        code="decided",
    )
