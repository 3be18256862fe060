"""Inside the agency: a return goes to its approver, who signs it or sends it back.

Signing is sending in: :func:`actions.services.returns.submit_return`.
"""

import copy
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from actions import events
from actions.choices import ReturnState
from actions.models import Return, SignOff
from actions.return_choices import SignOffOutcome
from actions.selectors import signatories
from actions.selectors.windows import london_day
from actions.selectors.words import LONGEST
from actions.services import readiness
from actions.services.locking import locked
from actions.services.returns import moved_on
from hcss.kernel import audit, personal_data, policy
from hcss.kernel.errors import NotPermitted
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User


@transaction.atomic
def send_for_sign_off(
    *,
    actor: User,
    quarterly_return: Return,
    now: datetime,
    note: str = "",
    seen: int | None = None,
    is_nil: bool = False,
    is_confirmed: bool = False,
) -> SignOff:
    """Send the return to the agency's approver; nobody writes in it meanwhile.

    It must be as finished as what is sent in. With ``is_nil`` it goes as the
    statement that there is nothing to report. ``seen`` is as in ``submit_return``;
    ``is_confirmed`` says that the note holds no personal data (R55).

    Raises:
        NotPermitted: ``actor`` does not write for the agency, or the agency needs
            no sign-off.
        ValidationError: nobody there can sign today; lines that are not finished
            or not confirmed, keyed by their reference; the note.
        Conflict: it is not being drafted, or a line changed since it was read.
    """
    _require_sender(actor, quarterly_return)
    asked = SignOff(
        quarterly_return=quarterly_return,
        asked_by=actor,
        asked_at=now,
        note=_text("note", note),
        is_nil=is_nil,
    )
    claimed = _claim(quarterly_return, now)
    _refuse_unfinished(claimed, asked, seen)
    personal_data.guard(
        actor=actor,
        subject=quarterly_return,
        texts={"note": asked.note},
        is_confirmed=is_confirmed,
        now=now,
    )
    asked.save()
    _record(events.RETURN_SENT_FOR_SIGN_OFF, actor, quarterly_return, claimed, now)
    return asked


@transaction.atomic
def send_back(
    *,
    actor: User,
    quarterly_return: Return,
    comment: str,
    now: datetime,
    is_confirmed: bool = False,
) -> Return:
    """Send the return back to its writers, saying what has to change.

    Raises:
        NotPermitted: ``actor`` is no approver of the agency.
        ValidationError: the comment is missing or too long.
        Conflict: it does not wait for sign-off, or not any more.
    """
    policy.require(actor, "actions.write_return", quarterly_return)
    if not policy.allows(actor, "actions.send_back", quarterly_return):
        on = london_day(now)
        raise NotPermitted(signatories.who_signs(quarterly_return, on=on))
    text = _text("comment", comment)
    if not text:
        raise ValidationError({"comment": "Say what has to change."})
    _refuse_elsewhere(quarterly_return, now, ReturnState.AWAITING)
    personal_data.guard(
        actor=actor,
        subject=quarterly_return,
        texts={"comment": text},
        is_confirmed=is_confirmed,
        now=now,
    )
    claimed = copy.copy(quarterly_return)
    _move(claimed, ReturnState.AWAITING, state=ReturnState.DRAFT)
    claimed.sign_offs.filter(outcome=SignOffOutcome.WAITING).update(
        outcome=SignOffOutcome.SENT_BACK,
        decided_by=actor,
        decided_at=now,
        comment=text,
    )
    _record(events.RETURN_SENT_BACK, actor, quarterly_return, claimed, now)
    return quarterly_return


def _require_sender(actor: User, quarterly_return: Return) -> None:
    policy.require(actor, "actions.write_return", quarterly_return)
    if not policy.allows(actor, "actions.send_for_sign_off", quarterly_return):
        raise NotPermitted(
            f"{quarterly_return.agency} needs no sign-off: sign the return and send "
            "it in."
        )


def _text(name: str, text: str) -> str:
    if len(text) > LONGEST:
        raise ValidationError({name: f"Keep this to {LONGEST:,} characters."})
    return text.strip()


def _claim(quarterly_return: Return, now: datetime) -> Return:
    """Move the return to its approver if nobody else has; return it as it then is."""
    _refuse_elsewhere(quarterly_return, now, *signatories.SENDABLE)
    claimed = copy.copy(quarterly_return)
    _move(
        claimed,
        *signatories.SENDABLE,
        state=ReturnState.AWAITING,
        started_at=quarterly_return.started_at or now,
    )
    return claimed


def _refuse_elsewhere(
    quarterly_return: Return, now: datetime, *states: ReturnState
) -> None:
    """Refuse a return that is in none of the states, or out of its time."""
    if quarterly_return.state == ReturnState.NO_RETURN or (
        quarterly_return.state in states and not quarterly_return.is_signable(at=now)
    ):
        raise locked(thing=quarterly_return, now=now)
    if quarterly_return.state not in states:
        raise moved_on(quarterly_return=quarterly_return)


def _move(claimed: Return, *states: ReturnState, **changes: object) -> None:
    if not compare_and_set(claimed, expected={"state__in": states}, **changes):
        raise moved_on(quarterly_return=claimed)


def _refuse_unfinished(claimed: Return, asked: SignOff, seen: int | None) -> None:
    on = london_day(asked.asked_at)
    if not signatories.approvers(claimed, on=on):
        text = signatories.nobody_signs(claimed, on=on)
        raise ValidationError(text, code="no_approver")
    lines = readiness.owed_lines(claimed)
    readiness.refuse_unread(lines, seen)
    if asked.is_nil:
        faults = readiness.faults_of_nil(claimed, lines)
    else:
        faults = readiness.faults_of_lines(claimed, lines, on=on)
    if faults:
        raise ValidationError(faults)


def _record(
    verb: str, actor: User, before: Return, claimed: Return, now: datetime
) -> None:
    """Write down the change of state, and give it to the caller's object."""
    audit.record(
        verb,
        actor=actor,
        subject=claimed,
        now=now,
        changes={"state": [str(before.state), str(claimed.state)]},
    )
    before.state, before.started_at = claimed.state, claimed.started_at
