"""Questions about a return: the officer asks, the agency answers (domain 3.5)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from actions import events
from actions.choices import CHECKABLE, ReturnState
from actions.models import Query, Return, ReturnLine
from actions.selectors.words import LONGEST
from actions.services.acceptance import (
    accept_lines,
    hold_for_checking,
    refuse_accepted,
    settle,
)
from actions.services.returns import moved_on
from hcss.kernel import audit, personal_data, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User

Question = tuple[ReturnLine | None, str]


#: Under which name a question on the whole return is spoken of.
WHOLE = "whole"


def box_of(line: ReturnLine | None) -> str:
    """Return the name of the box in which a line is asked about."""
    return WHOLE if line is None else f"line_{line.pk}"


@transaction.atomic
def ask(
    *,
    actor: User,
    quarterly_return: Return,
    questions: Sequence[Question],
    now: datetime,
    version: int | None = None,
    is_confirmed: bool = False,
) -> list[Query]:
    """Send the return back to its agency with questions, on lines or on the whole.

    What is accepted stays accepted, and the rest may be accepted meanwhile; more may
    be asked while the return is back. ``version`` is the one that the officer read:
    today's unless it is given.

    Raises:
        NotPermitted: ``actor`` is no officer, or writes for that agency.
        ValidationError: there is no question, one is about another return or about a
            line that was not sent in, or may be about a person who is helped.
        Conflict: the return does not wait to be checked, moved on meanwhile, or a
            line that is asked about was accepted.
    """
    policy.require(actor, "actions.check_return", quarterly_return)
    asked = [(line, text.strip()) for line, text in questions if text.strip()]
    if quarterly_return.state not in CHECKABLE:
        raise moved_on(quarterly_return=quarterly_return)
    _refuse_questions(quarterly_return, asked)
    read = quarterly_return.version if version is None else version
    hold_for_checking(quarterly_return=quarterly_return, version=read)
    _refuse_lines(line for line, _ in asked if line is not None)
    personal_data.guard(
        actor=actor,
        subject=quarterly_return,
        texts={box_of(line): text for line, text in asked},
        is_confirmed=is_confirmed,
        now=now,
    )
    _send_back(actor, quarterly_return, read, now)
    return Query.objects.bulk_create(
        Query(
            quarterly_return=quarterly_return,
            line=line,
            version=quarterly_return.version,
            question=text,
            asked_by=actor,
            asked_at=now,
        )
        for line, text in asked
    )


@transaction.atomic
def check_lines(
    *,
    actor: User,
    quarterly_return: Return,
    accepted: Sequence[ReturnLine],
    questions: Sequence[Question],
    version: int,
    now: datetime,
    is_confirmed: bool = False,
) -> Return:
    """Accept these lines and ask about those: all of it in one go, or nothing.

    Raises:
        NotPermitted, ValidationError, Conflict: as :func:`ask` and
            :func:`accept_lines` do; or a line is both accepted and asked about.
    """
    asked = [(line, text) for line, text in questions if text.strip()]
    both = {line.pk for line in accepted} & {line.pk for line, _ in asked if line}
    if both:
        refs = ", ".join(line.action.ref for line in accepted if line.pk in both)
        raise ValidationError(
            {"lines": f"You accept {refs} and ask about it: do one of the two."}
        )
    if not asked and not accepted:
        raise ValidationError({"lines": "Choose a line to accept, or ask a question."})
    if asked:
        ask(
            actor=actor,
            quarterly_return=quarterly_return,
            questions=asked,
            version=version,
            is_confirmed=is_confirmed,
            now=now,
        )
    if accepted:
        accept_lines(
            actor=actor,
            quarterly_return=quarterly_return,
            lines=accepted,
            version=version,
            now=now,
        )
    return quarterly_return


@transaction.atomic
def answer_query(
    *,
    actor: User,
    query: Query,
    answer: str,
    now: datetime,
    is_confirmed: bool = False,
) -> Query:
    """Answer a question that came back. The return is then sent in again.

    Raises:
        NotPermitted: ``actor`` does not write for the agency.
        ValidationError: the answer is empty, or may be about a person who is helped.
        Conflict: it has been answered, or the return is not with the agency.
    """
    policy.require(actor, "actions.answer_query", query)
    text = answer.strip()
    if not text:
        raise ValidationError({"answer": "Write the answer."})
    if len(text) > LONGEST:
        raise ValidationError({"answer": "Keep the answer to 10,000 characters."})
    _hold_for_answering(query.quarterly_return)
    personal_data.guard(
        actor=actor,
        subject=query,
        texts={"answer": text},
        is_confirmed=is_confirmed,
        now=now,
    )
    answered = compare_and_set(
        query,
        expected={"answered_at": None},
        answer=text,
        answered_by=actor,
        answered_at=now,
    )
    if not answered:
        raise _answered_already(query)
    audit.record(events.QUERY_ANSWERED, actor=actor, subject=query, now=now)
    return query


def _hold_for_answering(quarterly_return: Return) -> None:
    """Hold the return's row; two people who answer at once take turns."""
    held = Return.objects.filter(
        pk=quarterly_return.pk, state=ReturnState.QUERIED
    ).update(version=F("version"))
    if not held:
        raise moved_on(quarterly_return=quarterly_return)


def _send_back(
    actor: User, quarterly_return: Return, version: int, now: datetime
) -> None:
    settle(
        actor=actor,
        quarterly_return=quarterly_return,
        version=version,
        verb=events.RETURN_QUERIED,
        now=now,
        state=ReturnState.QUERIED,
    )


def _refuse_lines(lines: Iterable[ReturnLine]) -> None:
    """Refuse to ask about what was not sent in, or was accepted."""
    keys = [line.pk for line in lines]
    found = ReturnLine.objects.filter(pk__in=keys).select_related(
        "action", "accepted_by"
    )
    there = list(found.order_by("action__ref", "pk"))
    unsent = [line.action.ref for line in there if line.reported_id is None]
    if unsent:
        refs = ", ".join(unsent)
        raise ValidationError(
            {"questions": f"Nothing was sent in on {refs}: ask about the whole return."}
        )
    refuse_accepted(lines=there)


def _refuse_questions(quarterly_return: Return, asked: Sequence[Question]) -> None:
    if not asked:
        raise ValidationError({"questions": "Write at least one question."})
    for line, text in asked:
        if line is not None and line.quarterly_return_id != quarterly_return.pk:
            raise ValidationError({"questions": "That line is of another return."})
        if len(text) > LONGEST:
            raise ValidationError(
                {"questions": "Keep each question to 10,000 characters."}
            )


def _answered_already(query: Query) -> Conflict:
    fresh = Query.objects.select_related("answered_by").get(pk=query.pk)
    if fresh.answered_at is None:
        return moved_on(quarterly_return=query.quarterly_return)
    return Conflict(
        f"{fresh.answered_by} answered this question on {moment(fresh.answered_at)}.",
        code="answered",
    )
