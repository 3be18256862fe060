"""Questions about a return: the officer asks, the agency answers (domain 3.5)."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from actions import events
from actions.choices import ReturnState
from actions.models import Query, Return, ReturnLine
from actions.selectors.words import LONGEST
from actions.services.returns import moved_on
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User

Question = tuple[ReturnLine | None, str]


@transaction.atomic
def ask(
    *,
    actor: User,
    quarterly_return: Return,
    questions: Sequence[Question],
    now: datetime,
    version: int | None = None,
) -> list[Query]:
    """Send the return back to its agency with questions, on lines or on the whole.

    ``version`` is the one that the officer read: today's unless it is given.

    Raises:
        NotPermitted: ``actor`` is no officer, or writes for that agency.
        ValidationError: there is no question, or one is about another return.
        Conflict: the return does not wait to be checked, or moved on meanwhile.
    """
    policy.require(actor, "actions.check_return", quarterly_return)
    asked = [(line, text.strip()) for line, text in questions if text.strip()]
    if quarterly_return.state != ReturnState.SUBMITTED:
        raise moved_on(quarterly_return=quarterly_return)
    _refuse_questions(quarterly_return, asked)
    returned = compare_and_set(
        quarterly_return,
        expected={
            "state": ReturnState.SUBMITTED,
            "version": quarterly_return.version if version is None else version,
        },
        state=ReturnState.QUERIED,
    )
    if not returned:
        raise moved_on(quarterly_return=quarterly_return)
    queries = Query.objects.bulk_create(
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
    audit.record(
        events.RETURN_QUERIED,
        actor=actor,
        subject=quarterly_return,
        now=now,
        changes={"state": [ReturnState.SUBMITTED.value, ReturnState.QUERIED.value]},
    )
    return queries


@transaction.atomic
def answer_query(*, actor: User, query: Query, answer: str, now: datetime) -> Query:
    """Answer a question that came back. The return is then sent in again.

    Raises:
        NotPermitted: ``actor`` does not write for the agency.
        ValidationError: the answer is empty.
        Conflict: it has been answered, or the return is not with the agency.
    """
    policy.require(actor, "actions.answer_query", query)
    text = answer.strip()
    if not text:
        raise ValidationError({"answer": "Write the answer."})
    if len(text) > LONGEST:
        raise ValidationError({"answer": "Keep the answer to 10,000 characters."})
    if query.quarterly_return.state != ReturnState.QUERIED:
        raise moved_on(quarterly_return=query.quarterly_return)
    answered = compare_and_set(
        query,
        expected={
            "answered_at": None,
            "quarterly_return__state": ReturnState.QUERIED,
        },
        answer=text,
        answered_by=actor,
        answered_at=now,
    )
    if not answered:
        raise _answered_already(query)
    audit.record(events.QUERY_ANSWERED, actor=actor, subject=query, now=now)
    return query


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
