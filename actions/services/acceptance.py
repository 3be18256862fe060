"""The officer takes what was sent in, line by line, and sets notes beside it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet

from actions import events
from actions.choices import CHECKABLE, ReturnState
from actions.models import OfficerNote, Query, Return, ReturnLine
from actions.selectors import words as line_words
from actions.selectors.checks import is_being_changed
from actions.services.returns import moved_on
from hcss.kernel import audit, personal_data, policy
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.templatetags.show import moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User


@transaction.atomic
def accept_lines(
    *,
    actor: User,
    quarterly_return: Return,
    lines: Iterable[ReturnLine],
    version: int,
    now: datetime,
) -> Return:
    """Take these lines as they were sent in; from then on nobody edits them (R33).

    What was asked about does not hold up the rest. With the last line the whole
    return is accepted. All of ``lines`` are taken, or none.

    Raises:
        NotPermitted: ``actor`` is no officer, sent it in, or wrote a line for the
            agency.
        ValidationError: no line, or one of which nothing was sent in.
        Conflict: the return is not at ``version`` any more; a line was accepted
            meanwhile, waits for an answer, or is being changed by its agency.
    """
    _require_another_hand(actor, quarterly_return)
    chosen = {line.pk for line in lines}
    if not chosen:
        raise ValidationError({"lines": "Choose at least one line to accept."})
    hold_for_checking(quarterly_return=quarterly_return, version=version)
    there = {line.pk: line for line in _all_lines(quarterly_return)}
    if chosen - there.keys():
        raise ValidationError({"lines": "That line is of another return."})
    _take(actor, quarterly_return, [there[key] for key in sorted(chosen)], now)
    if _is_whole(quarterly_return):
        _complete(actor, quarterly_return, version, now)
    return quarterly_return


@transaction.atomic
def accept_return(
    *, actor: User, quarterly_return: Return, version: int, now: datetime
) -> Return:
    """Take every line that is left, and with them the whole return, nil or not (R33).

    Raises:
        NotPermitted: ``actor`` is no officer, sent it in, or wrote a line for the
            agency.
        Conflict: it is not with the officer at ``version`` any more, or a question
            has no answer yet.
    """
    _require_another_hand(actor, quarterly_return)
    hold_for_checking(quarterly_return=quarterly_return, version=version)
    if Query.objects.open().filter(quarterly_return=quarterly_return).exists():
        raise moved_on(quarterly_return=quarterly_return)
    left = _all_lines(quarterly_return).filter(reported__isnull=False, accepted_at=None)
    _take(actor, quarterly_return, list(left), now)
    _complete(actor, quarterly_return, version, now)
    return quarterly_return


def hold_for_checking(*, quarterly_return: Return, version: int) -> None:
    """Hold the return's row until the check is in; refuse what the officer outdated.

    Of two officers, or an officer and the agency, at the same moment, one waits for
    the other and then knows.

    Raises:
        Conflict: it is not with the officer, or not at ``version`` any more.
    """
    held = Return.objects.filter(
        pk=quarterly_return.pk, state__in=CHECKABLE, version=version
    ).update(version=F("version"))
    if not held:
        raise moved_on(quarterly_return=quarterly_return)


def refuse_accepted(*, lines: Iterable[ReturnLine]) -> None:
    """Say who accepted a line and when, if somebody has.

    Raises:
        Conflict: one of them is accepted.
    """
    taken = [line for line in lines if line.accepted_at is not None]
    _refuse_one_and_all("accepted", map(_accepted, taken))


@transaction.atomic
def add_officer_note(
    *,
    actor: User,
    line: ReturnLine,
    text: str,
    now: datetime,
    is_confirmed: bool = False,
) -> OfficerNote:
    """Set the officer's own view beside a line, signed; the line stays (R35).

    Raises:
        NotPermitted: ``actor`` is no officer, or writes for that agency.
        ValidationError: it says nothing, or may be about a person who is helped.
    """
    policy.require(actor, "actions.check_return", line.quarterly_return)
    note = OfficerNote(line=line, text=text.strip(), written_by=actor, written_at=now)
    if not note.text:
        raise ValidationError({"text": "Write the note."})
    if len(note.text) > line_words.LONGEST:
        raise ValidationError({"text": "Keep the note to 10,000 characters."})
    personal_data.guard(
        actor=actor,
        subject=line,
        texts={"text": note.text},
        is_confirmed=is_confirmed,
        now=now,
    )
    note.save()
    audit.record(events.OFFICER_NOTE_ADDED, actor=actor, subject=line, now=now)
    return note


def _require_another_hand(actor: User, quarterly_return: Return) -> None:
    policy.require(actor, "actions.check_return", quarterly_return)
    if quarterly_return.submissions.filter(submitted_by=actor).exists():
        raise NotPermitted("Who sends in a return does not accept it.")


def _all_lines(quarterly_return: Return) -> QuerySet[ReturnLine]:
    lines = ReturnLine.objects.filter(quarterly_return=quarterly_return)
    return lines.select_related(
        "action", "accepted_by", "reported__submission", "quarterly_return__period"
    ).order_by("action__ref", "pk")


def _take(
    actor: User, quarterly_return: Return, lines: Sequence[ReturnLine], now: datetime
) -> None:
    """Lock the lines; the row of the return is held."""
    for line in lines:
        if line.reported is None:
            raise ValidationError(
                {"lines": f"Nothing was sent in on {line.action.ref}."}
            )
        if actor.pk in (line.written_for_by_id, line.reported.written_for_by_id):
            raise NotPermitted(
                f"You wrote {line.action.ref} for the agency: another officer "
                "accepts it."
            )
    refuse_accepted(lines=lines)
    _refuse_asked(lines)
    changing = [line.action.ref for line in lines if is_being_changed(line)]
    _refuse_one_and_all("being_changed", map(_changing, changing))
    ReturnLine.objects.filter(
        pk__in=[line.pk for line in lines], accepted_at=None
    ).update(accepted_by=actor, accepted_at=now)
    audit.record_many(
        events.LINE_ACCEPTED,
        actor=actor,
        subjects=list(lines),
        now=now,
        changes={"accepted_at": [None, now.isoformat()]},
    )


def _refuse_asked(lines: Sequence[ReturnLine]) -> None:
    waiting = Query.objects.open().filter(line__in=lines)
    found = waiting.select_related("asked_by", "line__action").order_by("pk")
    _refuse_one_and_all("asked", map(_asked, found))


def _refuse_one_and_all(code: str, sentences: Iterable[str]) -> None:
    """Raise one conflict that says everything."""
    if words := " ".join(sentences):
        raise Conflict(words, code=code)


def _accepted(line: ReturnLine) -> str:
    return (
        f"{line.action.ref} was accepted by {line.accepted_by} on "
        f"{moment(line.accepted_at)}."
    )


def _asked(query: Query) -> str:
    ref = query.line.action.ref if query.line else ""
    return (
        f"{ref} waits for an answer: {query.asked_by} asked on "
        f"{moment(query.asked_at)}."
    )


def _changing(ref: str) -> str:
    return f"The agency is changing {ref}: it comes with the next version."


def _is_whole(quarterly_return: Return) -> bool:
    """Say whether every line that was sent in is accepted, and nothing asked."""
    left = _all_lines(quarterly_return).filter(reported__isnull=False, accepted_at=None)
    waiting = Query.objects.open().filter(quarterly_return=quarterly_return)
    return not left.exists() and not waiting.exists()


def _complete(
    actor: User, quarterly_return: Return, version: int, now: datetime
) -> None:
    settle(
        actor=actor,
        quarterly_return=quarterly_return,
        version=version,
        verb=events.RETURN_ACCEPTED,
        now=now,
        state=ReturnState.ACCEPTED,
        accepted_at=now,
        accepted_by=actor,
    )


def settle(
    *,
    actor: User,
    quarterly_return: Return,
    version: int,
    verb: str,
    now: datetime,
    state: ReturnState,
    **more: Any,
) -> None:
    """Move a return that is with the officer to ``state``, and write it down.

    Raises:
        Conflict: it is not with the officer at ``version`` any more.
    """
    before = str(quarterly_return.state)
    expected = {"state__in": CHECKABLE, "version": version}
    if not compare_and_set(quarterly_return, expected=expected, state=state, **more):
        raise moved_on(quarterly_return=quarterly_return)
    audit.record(
        verb,
        actor=actor,
        subject=quarterly_return,
        now=now,
        changes={"state": [before, state.value]},
    )
