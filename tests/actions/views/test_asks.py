"""The pages of asks: list, conversation, one right button per person."""

import csv
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from actions.choices import Marking
from actions.models import Ask
from actions.return_choices import AskState
from tests.conftest import NOW
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AskFactory,
    PartnershipFactory,
    ReturnLineFactory,
    UserFactory,
)
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db

LIST = "/asks/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer(client):
    person = UserFactory(name="Olive Officer", officer=True)
    client.force_login(person)
    return person


def page(client, path, **query):
    return client.get(path, query).content.decode()


def address(ask, what=""):
    return f"/asks/{ask.pk}/{what}"


def numbers(client, **query):
    return [ask.pk for ask in client.get(LIST, query).context["asks"]]


# --- The list


def test_the_list_begins_with_what_is_not_settled(client, officer):
    open_one = AskFactory(need_by=date(2026, 11, 1))
    answered = AskFactory(answered=True, need_by=date(2026, 11, 2))
    closed = AskFactory(closed=True)
    overruled = AskFactory(overruled=True)

    assert numbers(client) == [open_one.pk, answered.pk]
    assert numbers(client, state="closed") == [closed.pk]
    assert numbers(client, state="overruled") == [overruled.pk]
    assert len(numbers(client, state="")) == 4


def test_the_list_is_narrowed_by_whom_by_of_whom_by_action_and_by_lateness(
    client, officer
):
    police = AgencyFactory(name="Solent Police", slug="police")
    late = AskFactory(need_by=date(2026, 10, 19))
    today = AskFactory(need_by=date(2026, 10, 20))
    of_police = AskFactory(of_agency=police)
    AskFactory(need_by=date(2026, 10, 1), answered=True)

    assert numbers(client, late="on", state="") == [late.pk]
    assert numbers(client, of="police") == [of_police.pk]
    assert of_police.pk not in numbers(client, of="group")
    assert numbers(client, agency=today.agency.slug) == [today.pk]
    assert numbers(client, ref=today.action.ref.lower(), state="") == [today.pk]


@pytest.mark.parametrize(
    "query", [{"of": "no-such"}, {"state": "x"}, {"agency": "x" * 90}]
)
def test_a_filter_that_makes_no_sense_finds_nothing_and_says_so(client, officer, query):
    AskFactory()

    response = client.get(LIST, query)

    assert response.status_code == 200
    assert list(response.context["asks"]) == []
    assert "There is a problem" in response.content.decode()


def test_an_empty_list_says_what_to_do(client, officer):
    assert "An agency asks for something on the page of a line" in page(client, LIST)


def test_the_list_says_how_late_an_answer_is(client, officer):
    AskFactory(need_by=date(2026, 10, 17))

    assert "3 days late" in page(client, LIST)


def test_the_spreadsheet_has_the_words_but_nothing_sensitive(client, officer):
    AskFactory(text="Lend an analyst.", of_name="the group")
    AskFactory(text="Marker", sensitive=True)
    hidden = ActionFactory(active=True, sensitive=True)
    AskFactory(text="Marker", line=ReturnLineFactory(action=hidden))

    response = client.get(LIST, {"format": "csv"})

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(text.splitlines())
    assert row["What is asked"] == "Lend an analyst."
    assert (row["Asked of"], row["State"]) == ("the group", "Not answered")
    assert "Marker" not in text


def test_a_formula_in_an_ask_stays_text_in_the_spreadsheet(client, officer):
    AskFactory(text="=1+1")

    response = client.get(LIST, {"format": "csv"})

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(text.splitlines())
    assert not row["What is asked"].startswith("=")


@pytest.mark.parametrize("path", [LIST, f"{LIST}?format=csv&state="])
def test_the_list_costs_the_same_however_long(client, officer, path):
    costs = []
    for more in (2, 10):
        for _ in range(more):
            AskFactory(of_another=True, answerer=UserFactory(), answered=True)

        def read():
            response = client.get(path)
            if response.streaming:
                b"".join(response.streaming_content)

        costs.append(len(queries_of(read)[1]))
    assert costs[0] == costs[1]


# --- Who sees what, and what they may do


def buttons(client, ask):
    ways = client.get(address(ask)).context["ways"]
    main = ways["main"][0] if ways["main"] else None
    return main, [label for label, _url, _name in ways["others"]]


def test_each_person_gets_the_one_right_button(client):
    ask = AskFactory(of_another=True)
    asker = ask.raised_by
    asked = UserFactory(contact=ask.of_agency)
    chair = UserFactory(chair=PartnershipFactory())
    officer = UserFactory(officer=True)
    reader = UserFactory(reader=True)

    seen = {}
    for state in (AskState.OPEN, AskState.ANSWERED, AskState.CLOSED):
        Ask.objects.update(state=state)
        for name, who in (
            ("asker", asker),
            ("asked", asked),
            ("chair", chair),
            ("officer", officer),
            ("reader", reader),
        ):
            client.force_login(who)
            seen[state.value, name] = buttons(client, ask)

    nothing = (None, [])
    overrule, name_one = (None, ["Close it as chair"]), (None, ["Name who answers"])
    assert seen == {
        ("open", "asker"): (None, ["We no longer need it"]),
        ("open", "asked"): ("Answer", []),
        ("open", "chair"): overrule,
        ("open", "officer"): name_one,
        ("open", "reader"): nothing,
        ("answered", "asker"): ("This is settled", ["The answer is not enough"]),
        ("answered", "asked"): nothing,
        ("answered", "chair"): overrule,
        ("answered", "officer"): name_one,
        ("answered", "reader"): nothing,
        ("closed", "asker"): nothing,
        ("closed", "asked"): nothing,
        ("closed", "chair"): nothing,
        ("closed", "officer"): nothing,
        ("closed", "reader"): nothing,
    }


def test_what_a_person_may_not_see_does_not_exist(client):
    ask = AskFactory(sensitive=True, text="Marker words")
    for who in (UserFactory(reader=True), UserFactory(contact=True)):
        client.force_login(who)
        for what in ("", "answer/", "close/", "overrule/", "answerer/", "not-enough/"):
            assert client.get(address(ask, what)).status_code == 404
            assert client.post(address(ask, what)).status_code in (404, 405)
        assert "Marker" not in page(client, LIST, state="")
        assert "Marker" not in page(client, ask.action.get_absolute_url())


def test_what_a_person_may_see_and_not_do_is_forbidden(client):
    ask = AskFactory(answered=True)
    client.force_login(UserFactory(reader=True))
    for what in ("answer/", "close/", "overrule/", "answerer/", "not-enough/"):
        assert client.get(address(ask, what)).status_code == 403
        sent = client.post(address(ask, what), {"text": "x", "version": 2})
        assert sent.status_code == 403
    assert Ask.objects.get().state == AskState.ANSWERED


def test_who_was_asked_does_not_see_the_title_of_a_sensitive_action(client):
    hidden = ActionFactory(active=True, sensitive=True, title="Marker title")
    ask = AskFactory(line=ReturnLineFactory(action=hidden), of_another=True)
    client.force_login(UserFactory(contact=ask.of_agency))

    for path in (LIST, address(ask), address(ask, "answer/")):
        text = page(client, path)
        assert hidden.ref in text
        assert "Marker" not in text


def test_the_action_lists_its_asks(client, officer):
    ask = AskFactory(text="Lend an analyst for six weeks.")

    text = page(client, ask.action.get_absolute_url())

    assert ask.get_absolute_url() in text
    assert "Lend an analyst for six weeks." in text


# --- From raising it to its end


def test_from_the_line_to_the_end(client):
    line = ReturnLineFactory()
    police = AgencyFactory(name="Solent Police")
    contact = UserFactory(contact=line.quarterly_return.agency)
    asked = UserFactory(name="Pat Police", contact=police)
    client.force_login(contact)
    raising = f"{line.get_absolute_url()}raise/"

    assert "The group" in page(client, raising)
    sent = client.post(
        raising,
        {
            "text": "Lend an analyst.",
            "of_agency": police.pk,
            "need_by_day": "13",
            "need_by_month": "11",
            "need_by_year": "2026",
            "marking": Marking.OFFICIAL,
        },
    )
    ask = Ask.objects.get()
    assert (sent.status_code, sent.url) == (302, address(ask))

    client.force_login(asked)
    client.post(address(ask, "answer/"), {"text": "In April.", "version": 1})
    client.force_login(contact)
    client.post(address(ask, "not-enough/"), {"text": "Too late.", "version": 2})
    client.force_login(asked)
    client.post(address(ask, "answer/"), {"text": "In May, then.", "version": 3})
    client.force_login(contact)
    done = client.post(address(ask, "close/"), {"version": 4}, follow=True)

    text = done.content.decode()
    assert Ask.objects.get().state == AskState.CLOSED
    for words in ("In April.", "Too late.", "In May, then.", "The ask is closed."):
        assert words in text


def test_a_chair_closes_it_with_a_reason(client):
    ask = AskFactory()
    client.force_login(UserFactory(chair=PartnershipFactory()))

    refused = client.post(address(ask, "overrule/"), {"text": "", "version": 1})
    client.post(address(ask, "overrule/"), {"text": "No money.", "version": 1})

    assert "Give the reason" in refused.content.decode()
    assert Ask.objects.get().state == AskState.OVERRULED


def test_an_officer_names_who_answers(client, officer):
    ask = AskFactory()
    chair = UserFactory(name="Charlie Chair", chair=PartnershipFactory())
    reader = UserFactory(name="Rita Reader", reader=True)

    offered = page(client, address(ask, "answerer/"))
    client.post(address(ask, "answerer/"), {"answerer": chair.pk, "version": 1})

    assert "Charlie Chair" in offered
    assert "Rita Reader" not in offered
    assert Ask.objects.get().answerer == chair
    wrong = client.post(
        address(ask, "answerer/"), {"answerer": reader.pk, "version": 2}
    )
    assert wrong.status_code == 200
    assert Ask.objects.get().answerer == chair


def test_of_two_tabs_one_wins_and_the_other_is_shown_what_was_said(client, officer):
    ask = AskFactory()
    client.post(address(ask, "answer/"), {"text": "The first answer.", "version": 1})

    second = client.post(
        address(ask, "answer/"), {"text": "The second answer.", "version": 1}
    )

    text = second.content.decode()
    assert second.status_code == 409
    assert "The first answer." in text
    assert "The second answer." in text
    assert [each.text for each in ask.replies.all()] == ["The first answer."]


@pytest.mark.parametrize("version", ["", "0", "x", "9" * 40])
def test_a_version_that_was_never_sent_is_refused(client, officer, version):
    ask = AskFactory()

    sent = client.post(address(ask, "answer/"), {"text": "Yes.", "version": version})

    assert sent.status_code == 200
    assert Ask.objects.get().state == AskState.OPEN


def test_an_ask_is_refused_with_the_words_at_the_field(client):
    line = ReturnLineFactory()
    client.force_login(UserFactory(contact=line.quarterly_return.agency))

    sent = client.post(f"{line.get_absolute_url()}raise/", {"marking": "official"})

    text = sent.content.decode()
    assert sent.status_code == 200
    assert "Say what you ask for." in text
    assert "Give the date by which you need an answer." in text
    assert Ask.objects.count() == 0


def test_another_agency_cannot_ask_with_this_line(client):
    line = ReturnLineFactory()
    raising = f"{line.get_absolute_url()}raise/"
    client.force_login(UserFactory(contact=True))
    assert client.get(raising).status_code == 404

    client.force_login(UserFactory(officer=True))
    assert client.get(raising).status_code == 403
    assert reverse("actions:asks") == LIST


def test_words_that_may_be_personal_are_kept_once_confirmed(client):
    line = ReturnLineFactory()
    client.force_login(UserFactory(contact=line.quarterly_return.agency))
    sent = {
        "text": "Ring 023 9212 3456 for the room.",
        "need_by_day": "13",
        "need_by_month": "11",
        "need_by_year": "2026",
        "marking": "official",
    }
    raising = f"{line.get_absolute_url()}raise/"

    first = client.post(raising, sent)
    assert first.status_code == 200
    assert "is_confirmed" in first.content.decode()
    client.post(raising, sent | {"is_confirmed": "on"})

    assert Ask.objects.count() == 1
