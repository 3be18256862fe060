"""Officers and agencies at the same moment (must hold on both databases)."""

import pytest

from actions.models import Query, Return, ReturnLine
from actions.services.acceptance import accept_lines
from actions.services.queries import answer_query, ask
from hcss.kernel.errors import Conflict
from hcss.kernel.models import AuditEvent
from partnerships.models import User
from tests.actions.services.test_returns_at_once import all_at_once
from tests.factories import QueryFactory, ReturnFactory, ReturnLineFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 10


def told(act):
    def tell():
        try:
            act()
        except Conflict as conflict:
            return conflict.messages[0]
        return "done"

    return tell


def test_of_ten_officers_one_accepts_a_line_and_nine_are_told_by_whom(now):
    sent = ReturnFactory(submitted=True)
    lines = ReturnLineFactory.create_batch(2, quarterly_return=sent, reported=True)
    officers = UserFactory.create_batch(PEOPLE, officer=True, name="Olive Officer")

    def prepare(number):
        actor = User.objects.get(pk=officers[number].pk)
        mine = Return.objects.with_agency().get()
        line = ReturnLine.objects.get(pk=lines[0].pk)
        return told(
            lambda: accept_lines(
                actor=actor, quarterly_return=mine, lines=[line], version=1, now=now
            )
        )

    said = all_at_once(PEOPLE, prepare)

    ref = lines[0].action.ref
    words = f"{ref} was accepted by Olive Officer on 20 October 2026 at 10:00am."
    assert sorted(said) == sorted(["done", *[words] * (PEOPLE - 1)])
    assert AuditEvent.objects.filter(verb="actions.line_accepted").count() == 1


def test_of_accepting_and_asking_about_a_line_at_once_one_wins(now):
    sent = ReturnFactory(submitted=True)
    line = ReturnLineFactory(quarterly_return=sent, reported=True)
    ReturnLineFactory(quarterly_return=sent, reported=True)
    officers = UserFactory.create_batch(PEOPLE, officer=True)

    def prepare(number):
        actor = User.objects.get(pk=officers[number].pk)
        mine = Return.objects.with_agency().get()
        if number % 2:
            return told(
                lambda: accept_lines(
                    actor=actor, quarterly_return=mine, lines=[line], version=1, now=now
                )
            )
        questions = [(ReturnLine.objects.get(pk=line.pk), "Who?")]
        return told(
            lambda: ask(
                actor=actor, quarterly_return=mine, questions=questions, now=now
            )
        )

    said = all_at_once(PEOPLE, prepare)

    accepted = ReturnLine.objects.get(pk=line.pk).accepted_at is not None
    assert accepted is (Query.objects.count() == 0)
    assert said.count("done") == (1 if accepted else Query.objects.count())


def test_of_ten_answers_at_once_one_is_kept_and_nine_are_told(now):
    query = QueryFactory(quarterly_return=ReturnFactory(queried=True))
    people = UserFactory.create_batch(
        PEOPLE, contact=query.quarterly_return.agency, name="Jo Hart"
    )

    def prepare(number):
        actor = User.objects.get(pk=people[number].pk)
        mine = Query.objects.with_return().get()
        return told(
            lambda: answer_query(actor=actor, query=mine, answer=f"{number}", now=now)
        )

    said = all_at_once(PEOPLE, prepare)

    words = "Jo Hart answered this question on 20 October 2026 at 10:00am."
    assert sorted(said) == sorted(["done", *[words] * (PEOPLE - 1)])
    assert Query.objects.get().answer == str(said.index("done"))
