"""Questions, not ping-pong: rounds are rows, and all of them stay (domain 3.5)."""

import pytest
from django.core.exceptions import ValidationError

from actions.choices import ReturnState
from actions.models import Query, Return, ReturnLine
from actions.services.acceptance import accept_lines
from actions.services.queries import answer_query, ask, check_lines
from actions.services.returns import submit_return
from hcss.kernel.errors import Conflict
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    QueryFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SIGNED = {"signed_name": "Jo Hart", "signed_post": "Partnerships manager"}


@pytest.fixture
def sent():
    police = AgencyFactory(name="Hampshire Constabulary")
    quarterly_return = ReturnFactory(agency=police, submitted=True)
    for number in (1, 2):
        ReturnLineFactory(
            quarterly_return=quarterly_return,
            action=ActionFactory(active=True, lead_agency=police, ref=f"P1-0{number}"),
            reported=True,
        )
    return quarterly_return


@pytest.fixture
def lines(sent):
    return list(sent.lines.select_related("action").order_by("action__ref"))


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Olive Officer")


@pytest.fixture
def contact(sent):
    return UserFactory(contact=sent.agency, name="Jo Hart")


@pytest.fixture
def asking(sent, officer, now):
    def asking(*questions, **changes):
        return ask(
            **{
                "actor": officer,
                "quarterly_return": sent,
                "questions": questions,
                "now": now,
                **changes,
            }
        )

    return asking


def test_every_round_stays_with_its_version(sent, lines, asking, contact, now):
    first = asking((lines[0], "Who?"))[0]
    answer_query(actor=contact, query=first, answer="The board.", now=now)
    submit_return(actor=contact, quarterly_return=sent, now=now, **SIGNED)

    asking((lines[0], "Since when?"))

    rounds = Query.objects.filter(line=lines[0]).order_by("pk")
    assert list(rounds.values_list("version", "question", "answer")) == [
        (1, "Who?", "The board."),
        (2, "Since when?", ""),
    ]


def test_more_may_be_asked_while_the_return_is_back(sent, lines, asking):
    asking((lines[0], "Who?"))

    asking((lines[1], "When?"), (None, "Why late?"))

    assert Return.objects.get().state == ReturnState.QUERIED
    assert Query.objects.open().count() == 3


def test_an_accepted_line_is_not_asked_about(sent, lines, asking, officer, now):
    accept_lines(
        actor=officer, quarterly_return=sent, lines=[lines[0]], version=1, now=now
    )

    with pytest.raises(Conflict) as caught:
        asking((lines[0], "Who?"), (lines[1], "When?"))

    assert caught.value.messages == [
        "P1-01 was accepted by Olive Officer on 20 October 2026 at 10:00am."
    ]
    assert Query.objects.count() == 0
    assert sent.state == Return.objects.get().state == ReturnState.SUBMITTED


def test_what_was_not_sent_in_is_asked_about_as_a_whole(sent, asking):
    unsent = ReturnLineFactory(quarterly_return=sent)

    with pytest.raises(ValidationError, match="ask about the whole return"):
        asking((unsent, "Why not?"))

    assert asking((None, "Why not?"))[0].line is None


def test_what_may_be_about_a_person_is_asked_only_when_confirmed(sent, lines, asking):
    """R55."""
    with pytest.raises(ValidationError) as caught:
        asking((lines[0], "Is it the boy, aged 14?"))
    assert list(caught.value.message_dict) == [f"line_{lines[0].pk}"]
    assert sent.state == ReturnState.SUBMITTED

    asking((lines[0], "Is it the boy, aged 14?"), is_confirmed=True)

    assert Query.objects.count() == 1


def test_one_press_accepts_what_is_ticked_and_sends_what_is_asked(
    sent, lines, officer, now
):
    check_lines(
        actor=officer,
        quarterly_return=sent,
        accepted=[lines[0]],
        questions=[(lines[1], "When?"), (None, "")],
        version=1,
        now=now,
    )

    assert ReturnLine.objects.get(accepted_by=officer) == lines[0]
    assert Query.objects.get().line == lines[1]
    assert Return.objects.get().state == ReturnState.QUERIED


def test_every_line_may_be_accepted_beside_a_question_on_the_whole(
    sent, lines, officer, now
):
    check_lines(
        actor=officer,
        quarterly_return=sent,
        accepted=lines,
        questions=[(None, "Who signs next time?")],
        version=1,
        now=now,
    )

    assert Return.objects.get().state == ReturnState.QUERIED
    assert ReturnLine.objects.filter(accepted_by=officer).count() == 2


def test_a_line_is_either_accepted_or_asked_about(sent, lines, officer, now):
    with pytest.raises(ValidationError, match="You accept P1-01 and ask about it"):
        check_lines(
            actor=officer,
            quarterly_return=sent,
            accepted=[lines[0]],
            questions=[(lines[0], "Who?")],
            version=1,
            now=now,
        )

    assert Query.objects.count() == 0
    assert ReturnLine.objects.filter(accepted_at__isnull=False).count() == 0


def test_nothing_ticked_and_nothing_asked_is_refused(sent, officer, now):
    with pytest.raises(ValidationError, match="Choose a line to accept, or ask"):
        check_lines(
            actor=officer,
            quarterly_return=sent,
            accepted=[],
            questions=[(None, "  ")],
            version=1,
            now=now,
        )


def test_if_a_tick_is_refused_no_question_is_sent(sent, lines, officer, now):
    first = UserFactory(officer=True)
    accept_lines(
        actor=first, quarterly_return=sent, lines=[lines[0]], version=1, now=now
    )

    with pytest.raises(Conflict):
        check_lines(
            actor=officer,
            quarterly_return=sent,
            accepted=[lines[0]],
            questions=[(lines[1], "When?")],
            version=1,
            now=now,
        )

    assert Query.objects.count() == 0
    assert Return.objects.get().state == ReturnState.SUBMITTED


def test_of_two_answers_the_second_is_told_who_was_first(sent, contact, now):
    query = QueryFactory(quarterly_return=ReturnFactory(queried=True))
    deputy = UserFactory(contact=query.quarterly_return.agency)
    first = UserFactory(contact=query.quarterly_return.agency, name="Jo Hart")
    second_tab = Query.objects.get(pk=query.pk)
    answer_query(actor=first, query=query, answer="The board.", now=now)

    with pytest.raises(Conflict) as caught:
        answer_query(actor=deputy, query=second_tab, answer="Nobody.", now=now)

    assert caught.value.messages == [
        "Jo Hart answered this question on 20 October 2026 at 10:00am."
    ]
    assert Query.objects.get(pk=query.pk).answer == "The board."
