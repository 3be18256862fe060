"""A report that is sent in off track raises its ask by itself (R21)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from actions import events
from actions.choices import DeliveryStatus, Marking
from actions.models import Ask, AskReply, ReportedLine
from actions.return_choices import AskReplyKind, AskState
from actions.selectors.asks import agency_named
from hcss.kernel import audit
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User


def raise_from_reports(
    *, actor: User, reported: Iterable[ReportedLine], now: datetime
) -> list[Ask]:
    """Raise what the lines that are off track ask for; return the asks, old and new.

    Call it in the transaction that files the lines: whoever may send them in asks.
    While an ask of that action by that agency is not settled, no second one is
    raised: other words, or an answer that did not help, join the conversation. It
    is asked of the agency that is called so today, else of the group.
    """
    asking = [each for each in reported if each.status == DeliveryStatus.OFF_TRACK]
    return [_of_line(actor, each, now) for each in asking]


def _of_line(actor: User, said: ReportedLine, now: datetime) -> Ask:
    standing = _unsettled(said)
    if standing is None:
        return _raise(actor, said, now)
    if standing.text != said.ask or standing.state == AskState.ANSWERED:
        _ask_again(actor, standing, said, now)
    return standing


def _unsettled(said: ReportedLine) -> Ask | None:
    """Return the ask that this repeats: with the same words if there is one."""
    line = said.line
    unsettled = Ask.objects.unsettled().filter(
        action=line.action_id, agency=line.quarterly_return.agency_id
    )
    found = list(unsettled.order_by("-raised_at", "-pk"))
    same = (each for each in found if each.text == said.ask)
    return next(same, found[0] if found else None)


def _raise(actor: User, said: ReportedLine, now: datetime) -> Ask:
    line = said.line
    agency = line.quarterly_return.agency
    of_agency = agency_named(said.ask_of)
    needed: Any = said.ask_by  # off track has it, by a constraint (R21)
    ask = Ask(
        action=line.action,
        line=line,
        reported=said,
        agency=agency,
        raised_by=actor,
        raised_at=now,
        text=said.ask,
        of_agency=None if of_agency == agency else of_agency,
        of_name=said.ask_of,
        need_by=needed,
        marking=_marking(said),
    )
    ask.save()
    audit.record(events.ASK_RAISED, actor=actor, subject=ask, now=now)
    return ask


def _ask_again(actor: User, ask: Ask, said: ReportedLine, now: datetime) -> None:
    """Add the words of the new report; what was answered waits for an answer again.

    Of an ask without an answer the date stays: it has been late since then.
    """
    before = ask.state
    answered = ask.state == AskState.ANSWERED
    again: dict[str, Any] = (
        {"need_by": said.ask_by, "state": AskState.OPEN} if answered else {}
    )
    if _marking(said) == Marking.SENSITIVE:
        again["marking"] = Marking.SENSITIVE
    moved = compare_and_set(
        ask, expected={"version": ask.version}, version=ask.version + 1, **again
    )
    if not moved:
        return  # somebody moved it at this moment, and the report has the words
    AskReply.objects.create(
        ask=ask,
        kind=AskReplyKind.ASKED_AGAIN,
        text=said.ask,
        written_by=actor,
        written_at=now,
    )
    audit.record(
        events.ASK_RAISED_AGAIN,
        actor=actor,
        subject=ask,
        now=now,
        changes={"state": [str(before), str(ask.state)]},
    )


def _marking(said: ReportedLine) -> str:
    """R57: an ask is as sensitive as its line and its action."""
    is_sensitive = said.is_sensitive or said.line.action.is_sensitive
    return Marking.SENSITIVE if is_sensitive else Marking.OFFICIAL
