"""The conversation about an ask, until who asked agrees or a chair overrules."""

from datetime import datetime
from typing import Any

from django.db import transaction

from actions import events
from actions.models import Ask, AskReply
from actions.return_choices import OPEN_ASKS, AskReplyKind, AskState
from actions.services.asks import change_ask
from actions.services.faults import Faults
from hcss.kernel import audit, personal_data, policy
from partnerships.models import User


@transaction.atomic
def answer_ask(
    *,
    actor: User,
    ask: Ask,
    text: str,
    version: int,
    now: datetime,
    is_confirmed: bool = False,
) -> Ask:
    """Answer it. Whether that is enough is for the agency that asked to say.

    Raises:
        NotPermitted: it was not asked of ``actor``, nor of their agency or group.
        ValidationError: the answer is empty, too long, or holds personal data.
        Conflict: it is answered or settled already.
    """
    policy.require(actor, "actions.answer_ask", ask)
    _reply(
        ask,
        AskReplyKind.ANSWER,
        verb=events.ASK_ANSWERED,
        actor=actor,
        text=_checked(text, "Write the answer."),
        version=version,
        allowed=(AskState.OPEN,),
        now=now,
        is_confirmed=is_confirmed,
        state=AskState.ANSWERED,
    )
    return ask


@transaction.atomic
def say_not_enough(
    *,
    actor: User,
    ask: Ask,
    text: str,
    version: int,
    now: datetime,
    is_confirmed: bool = False,
) -> Ask:
    """Send an answer back: what is still needed. It waits for an answer again.

    Raises:
        NotPermitted: ``actor`` does not speak for the agency that asked.
        ValidationError: it does not say what is missing.
        Conflict: there is no answer, or it is settled.
    """
    policy.require(actor, "actions.settle_ask", ask)
    _reply(
        ask,
        AskReplyKind.NOT_ENOUGH,
        verb=events.ASK_REOPENED,
        actor=actor,
        text=_checked(text, "Say what is still needed."),
        version=version,
        allowed=(AskState.ANSWERED,),
        now=now,
        is_confirmed=is_confirmed,
        state=AskState.OPEN,
    )
    return ask


@transaction.atomic
def close_ask(
    *,
    actor: User,
    ask: Ask,
    version: int,
    now: datetime,
    text: str = "",
    is_confirmed: bool = False,
) -> Ask:
    """Agree that it is settled. Without an answer, say why it is not needed any more.

    Raises:
        NotPermitted: ``actor`` does not speak for the agency that asked.
        ValidationError: it has no answer and no reason is given.
        Conflict: it is settled already, or has moved on since it was read.
    """
    policy.require(actor, "actions.settle_ask", ask)
    needed = "" if ask.state == AskState.ANSWERED else "Say why it is settled."
    _reply(
        ask,
        AskReplyKind.CLOSED,
        verb=events.ASK_CLOSED,
        actor=actor,
        text=_checked(text, needed),
        version=version,
        allowed=OPEN_ASKS,
        now=now,
        is_confirmed=is_confirmed,
        state=AskState.CLOSED,
        closed_at=now,
    )
    return ask


@transaction.atomic
def overrule_ask(
    *,
    actor: User,
    ask: Ask,
    text: str,
    version: int,
    now: datetime,
    is_confirmed: bool = False,
) -> Ask:
    """Close it over the asker's head, with the reason.

    Raises:
        NotPermitted: ``actor`` is not a chair, or is the one who was asked.
        ValidationError: no reason is given.
        Conflict: it is settled already, or has moved on since it was read.
    """
    policy.require(actor, "actions.overrule_ask", ask)
    _reply(
        ask,
        AskReplyKind.OVERRULED,
        verb=events.ASK_OVERRULED,
        actor=actor,
        text=_checked(text, "Give the reason: the agency reads it."),
        version=version,
        allowed=OPEN_ASKS,
        now=now,
        is_confirmed=is_confirmed,
        state=AskState.OVERRULED,
        closed_at=now,
    )
    return ask


def _checked(text: str, needed: str) -> str:
    faults = Faults()
    text = text.strip()
    faults.need_words("text", text, needed)
    faults.stop()
    return text


def _reply(
    ask: Ask,
    kind: AskReplyKind,
    *,
    verb: str,
    actor: User,
    text: str,
    version: int,
    allowed: tuple[AskState, ...],
    now: datetime,
    is_confirmed: bool,
    **changes: Any,
) -> None:
    """Add one entry to the conversation and move the ask with it."""
    personal_data.guard(
        actor=actor,
        subject=ask,
        texts={"text": text},
        is_confirmed=is_confirmed,
        now=now,
    )
    before = ask.state
    change_ask(ask, version=version, allowed=allowed, **changes)
    AskReply.objects.create(
        ask=ask, kind=kind, text=text, written_by=actor, written_at=now
    )
    audit.record(
        verb,
        actor=actor,
        subject=ask,
        now=now,
        changes={"state": [str(before), str(ask.state)]},
    )
