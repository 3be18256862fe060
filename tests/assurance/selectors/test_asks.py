"""Asks that nobody answered in time stand before the chair, named if readable."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from actions.services.ask_replies import answer_ask, say_not_enough
from tests import factories as make
from tests.assurance.county import AFTER_CLOSE, LAST, last_period, seen_by, this_period

pytestmark = pytest.mark.django_db

#: Needed by Friday 13 November 2026; AFTER_CLOSE is Friday the 20th.
NEED_BY = date(2026, 11, 13)


@pytest.fixture
def line(headings):
    this_period(closed=True)
    priority = headings["CC"].agreement.priorities.first() or make.PriorityFactory()
    return make.ReturnLineFactory(
        quarterly_return__submitted=True,
        action=make.ActionFactory(active=True, priority=priority),
    )


def late(person=None, *, now=AFTER_CLOSE, quarter=None):
    return seen_by(person, now=now, quarter=quarter).to_decide.late_asks


def test_what_waited_too_long_is_named_the_longest_first(line):
    second = make.AskFactory(line=line, need_by=NEED_BY)
    first = make.AskFactory(line=line, need_by=date(2026, 11, 2), of_another=True)
    make.AskFactory(line=line, need_by=date(2026, 11, 19))
    make.AskFactory(line=line, need_by=NEED_BY, answered=True)
    make.AskFactory(line=line, need_by=NEED_BY, closed=True)

    found = late()

    assert [ask.number for ask in found.asks] == [first.pk, second.pk]
    assert (found.total, found.not_named) == (2, 0)
    assert [ask.days_late for ask in found.asks] == [18, 7]
    assert found.asks[0].of_name == first.of_agency.name
    assert found.asks[1].of_name == "the group"


def test_a_sensitive_ask_is_counted_for_all_and_named_to_who_may_read_it(line):
    make.AskFactory(line=line, need_by=NEED_BY, sensitive=True, text="Marker")
    make.AskFactory(line=line, need_by=NEED_BY, text="Open")
    chair = make.UserFactory(chair=make.PartnershipFactory())
    reader = make.UserFactory(reader=True)

    assert [ask.text for ask in late(chair).asks] == ["Marker", "Open"]
    for_reader = late(reader)
    assert [ask.text for ask in for_reader.asks] == ["Open"]
    assert (for_reader.total, for_reader.not_named) == (2, 1)


def test_an_answer_sent_back_rises_again(line):
    ask = make.AskFactory(line=line, need_by=NEED_BY)
    officer = make.UserFactory(officer=True)
    then = datetime(2026, 11, 18, 9, tzinfo=UTC)
    answer_ask(actor=officer, ask=ask, text="Yes.", version=1, now=then)
    assert late().total == 0

    say_not_enough(actor=ask.raised_by, ask=ask, text="No.", version=2, now=then)

    assert late().total == 1


def test_a_past_position_shows_what_waited_then(line):
    last_period()
    ask = make.AskFactory(
        line=line,
        need_by=date(2026, 7, 10),
        raised_at=datetime(2026, 7, 1, 9, tzinfo=UTC),
    )
    officer = make.UserFactory(officer=True)
    answer_ask(actor=officer, ask=ask, text="Yes.", version=1, now=AFTER_CLOSE)

    assert late().total == 0
    assert late(quarter=LAST).total == 1


def test_the_page_names_it_with_its_link(line, client):
    ask = make.AskFactory(line=line, need_by=date(2026, 1, 2), text="Lend an analyst.")
    client.force_login(make.UserFactory(chair=make.PartnershipFactory()))

    text = client.get(reverse("assurance:dashboard-now")).content.decode()

    assert "Asks not answered in time: 1" in text
    assert ask.get_absolute_url() in text
