"""The officer's page: read line by line, tick, ask, note, and lose no word."""

import html5lib
import pytest
import time_machine
from django.urls import reverse

from actions.choices import DeliveryStatus, ReturnState
from actions.models import OfficerNote, Query, Return, ReturnLine
from actions.services.acceptance import accept_lines, accept_return
from actions.services.queries import answer_query, ask
from tests.factories import (
    QUARTER,
    ActionFactory,
    AgencyFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_the_window(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def police():
    return AgencyFactory(name="Hampshire Constabulary", slug="hampshire-constabulary")


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Olive Officer")


@pytest.fixture
def contact(police):
    return UserFactory(contact=police, name="Jo Hart")


@pytest.fixture
def sent(police):
    quarterly_return = ReturnFactory(agency=police, submitted=True)
    for number in (1, 2, 3):
        action = ActionFactory(active=True, lead_agency=police, ref=f"P1-0{number}")
        ReturnLineFactory(
            quarterly_return=quarterly_return, action=action, reported=True
        )
    return quarterly_return


@pytest.fixture
def lines(sent):
    return list(sent.lines.select_related("action").order_by("action__ref"))


def where(name="return", *more):
    args = [QUARTER, "hampshire-constabulary", *more]
    return reverse(f"actions:{name}", args=args)


def text_of(response, status=200):
    assert response.status_code == status
    text = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return " ".join(text.split())


def test_ticked_lines_are_accepted_in_one_post(client, sent, lines, officer):
    client.force_login(officer)

    response = client.post(
        where("return-decide"),
        {"version": 1, "lines": [lines[0].pk, lines[2].pk]},
        follow=True,
    )

    text = text_of(response)
    assert "2 lines accepted." in text
    assert "2 of 3 lines accepted" in text
    accepted = ReturnLine.objects.filter(accepted_by=officer)
    assert set(accepted) == {lines[0], lines[2]}


def test_what_is_ticked_and_what_is_asked_go_together(client, lines, officer):
    client.force_login(officer)

    response = client.post(
        where("return-decide"),
        {"version": 1, "lines": [lines[0].pk], f"line_{lines[1].pk}": "Who?"},
        follow=True,
    )

    text = text_of(response)
    assert "1 line accepted. Hampshire Constabulary has been asked." in text
    assert "1 of 3 lines accepted, 1 question open" in text
    assert ReturnLine.objects.get(accepted_by=officer) == lines[0]
    assert Query.objects.get().line == lines[1]


def test_the_last_tick_accepts_the_return(client, sent, lines, officer):
    client.force_login(officer)

    response = client.post(
        where("return-decide"),
        {"version": 1, "lines": [line.pk for line in lines]},
        follow=True,
    )

    assert "Hampshire Constabulary, Q2 2026/27 is accepted." in text_of(response)
    assert Return.objects.get().state == ReturnState.ACCEPTED


def test_all_may_be_accepted_with_one_button(client, sent, officer):
    client.force_login(officer)
    page = text_of(client.get(where()))

    client.post(where("return-accept"), {"version": 1})

    assert f'formaction="{where("return-accept")}"' in page
    assert Return.objects.get().state == ReturnState.ACCEPTED


def test_a_question_that_was_written_is_not_lost_by_accepting_all(
    client, lines, officer
):
    client.force_login(officer)

    response = client.post(
        where("return-accept"), {"version": 1, f"line_{lines[0].pk}": "Who leads it?"}
    )

    text = text_of(response, 400)
    assert "You have written a question." in text
    assert "Who leads it?" in text
    assert Return.objects.get().state == ReturnState.SUBMITTED


def test_of_two_officers_the_second_keeps_their_question_and_ticks_anew(
    client, sent, lines, officer, now
):
    first, second = lines[:2]
    accept_lines(
        actor=officer, quarterly_return=sent, lines=[first], version=1, now=now
    )
    client.force_login(UserFactory(officer=True))

    response = client.post(
        where("return-decide"),
        {"version": 1, "lines": [first.pk], f"line_{second.pk}": "Since when?"},
    )

    text = text_of(response, 409)
    assert "P1-01 was accepted by Olive Officer on 20 October 2026 at 10:00am." in text
    assert "Since when?" in text
    assert " checked" not in text
    assert Query.objects.count() == 0


def test_when_all_was_accepted_meanwhile_the_question_is_still_shown(
    client, sent, lines, officer, now
):
    accept_return(actor=officer, quarterly_return=sent, version=1, now=now)
    client.force_login(UserFactory(officer=True))

    response = client.post(
        where("return-decide"), {"version": 1, f"line_{lines[0].pk}": "Since when?"}
    )

    text = text_of(response, 409)
    assert "What you had written was not sent" in text
    assert "Since when?" in text


@pytest.mark.parametrize(
    "lines_sent", [["x"], ["0"], ["-1"], ["9" * 40], ["1\x00"], [""]], ids=repr
)
def test_a_tick_that_is_none_is_refused(client, sent, officer, lines_sent):
    client.force_login(officer)

    response = client.post(where("return-decide"), {"version": 1, "lines": lines_sent})

    assert response.status_code == 400
    assert ReturnLine.objects.filter(accepted_at__isnull=False).count() == 0


def test_words_that_may_be_about_a_person_are_asked_about_beside_the_box(
    client, sent, lines, officer
):
    """R55."""
    client.force_login(officer)
    typed = {"version": 1, f"line_{lines[0].pk}": "Is it the boy, aged 14?"}

    refused = client.post(where("return-decide"), typed)
    client.post(where("return-decide"), typed | {"is_confirmed": "on"})

    text = text_of(refused, 400)
    assert f'href="#id_line_{lines[0].pk}"' in text
    assert 'name="is_confirmed"' in text
    assert Query.objects.get().question == "Is it the boy, aged 14?"


@pytest.mark.parametrize("name", ["return-decide", "return-accept"])
@pytest.mark.parametrize("role", ["contact", "chair", "reader"])
def test_only_officers_decide(client, sent, police, name, role):
    client.force_login(UserFactory(**{role: police if role == "contact" else True}))

    assert client.post(where(name), {"version": 1}).status_code == 403
    assert Return.objects.get().state == ReturnState.SUBMITTED


def test_another_agency_does_not_find_it(client, sent):
    client.force_login(UserFactory(contact=AgencyFactory()))

    assert client.post(where("return-decide"), {"version": 1}).status_code == 404


def test_who_sent_it_in_is_offered_no_tick(client, sent, police):
    mover = UserFactory(officer=True)
    period = PeriodFactory(quarter=QUARTER.previous)
    own = ReturnFactory(
        agency=police, period=period, submitted=True, submission__submitted_by=mover
    )
    ReturnLineFactory(quarterly_return=own, reported=True)
    client.force_login(mover)

    text = text_of(client.get(own.get_absolute_url()))

    assert "Accept" not in text.split("Sent in</h2>", maxsplit=1)[0].split("</h1>")[1]


def test_everything_that_strikes_the_eye_stands_beside_the_line(
    client, sent, police, officer, now
):
    other = UserFactory(officer=True, name="Owen Other")
    earlier = ReturnFactory(
        agency=police, period=PeriodFactory(quarter=QUARTER.previous), accepted=True
    )
    overdue = ActionFactory(
        active=True,
        lead_agency=police,
        ref="P2-01",
        forecast_on=now.date().replace(day=17),
    )
    ReturnLineFactory(quarterly_return=sent, action=overdue, reported=True)
    ReturnLineFactory(quarterly_return=earlier, action=overdue, reported=True)
    typed = {
        "reported__written_for_by": other,
        "reported__written_for_at": now,
        "reported__told_by": "J. Hale, by telephone",
    }
    ReturnLineFactory(quarterly_return=sent, reported=DeliveryStatus.AT_RISK, **typed)
    ReturnLineFactory(
        quarterly_return=sent, reported=True, reported__times_still_true=3
    )
    client.force_login(officer)

    text = text_of(client.get(where()))

    for flag in (
        "Reported on track, but overdue by 3 days.",
        "The text is the same as for Q1 2026/27.",
        "Still true, said 3 times in a row.",
        "as told by J. Hale, by telephone. The agency has not confirmed it.",
        "No evidence was given.",
    ):
        assert f">{flag}</li>" in text or f"{flag}</li>" in text


def test_every_round_is_read_in_order(client, sent, lines, officer, now):
    contact = UserFactory(contact=sent.agency)
    for question, reply in (("Who?", "The board."), ("Since when?", "May.")):
        asked = ask(
            actor=officer,
            quarterly_return=sent,
            questions=[(lines[0], question)],
            now=now,
        )
        answer_query(actor=contact, query=asked[0], answer=reply, now=now)
    client.force_login(officer)

    text = text_of(client.get(where()))

    places = [
        text.index(said) for said in ("Who?", "The board.", "Since when?", "May.")
    ]
    assert places == sorted(places)
    assert "Question 2, on version 1: Olive Officer" in text


def test_the_agency_reads_what_is_accepted_and_writes_on_the_rest(
    client, sent, lines, officer, now
):
    contact = UserFactory(contact=sent.agency)
    accept_lines(
        actor=officer, quarterly_return=sent, lines=lines[:1], version=1, now=now
    )
    ask(actor=officer, quarterly_return=sent, questions=[(lines[1], "Who?")], now=now)
    client.force_login(contact)

    text = text_of(client.get(where()))

    assert "Accepted already" in text
    assert f'id="line-{lines[0].pk}"' in text
    assert f'href="#line-{lines[0].pk}"' in text
    assert f'href="{lines[1].get_absolute_url()}"' in text


def test_a_note_is_kept_or_given_back_with_what_is_wrong(client, lines, officer):
    client.force_login(officer)
    url = where("line-note", "P1-01")

    empty = client.post(url, {"text": " "})
    personal = client.post(url, {"text": "The boy, aged 14, was rung."})
    kept = client.post(url, {"text": "Rung today."})

    assert f'href="#note-{lines[0].pk}-text"' in text_of(empty, 400)
    assert "The boy, aged 14, was rung." in text_of(personal, 400)
    assert kept.url == f"{where()}#line-{lines[0].pk}"
    assert OfficerNote.objects.get().text == "Rung today."


def test_an_answer_that_comes_second_is_shown_beside_the_first(
    client, sent, officer, contact, now
):
    asked = ask(
        actor=officer, quarterly_return=sent, questions=[(None, "Who?")], now=now
    )[0]
    answer_query(actor=contact, query=asked, answer="The board.", now=now)
    client.force_login(UserFactory(contact=sent.agency))

    response = client.post(
        where("query-answer", asked.pk), {"answer": "Nobody, so far."}
    )

    text = text_of(response, 409)
    assert "Jo Hart answered this question on 20 October 2026 at 10:00am." in text
    assert "The board." in text
    assert "Nobody, so far." in text


def test_the_board_and_the_desk_say_how_far_the_check_has_got(
    client, sent, lines, officer, now
):
    accept_lines(
        actor=officer, quarterly_return=sent, lines=lines[:1], version=1, now=now
    )
    client.force_login(officer)

    board = text_of(client.get(reverse("actions:board", args=[QUARTER])))
    desk = text_of(client.get(reverse("actions:desk")))

    assert "1 of 3 lines accepted" in board
    assert "1 of 3 lines accepted" in desk
