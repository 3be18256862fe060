"""The desk loses nothing that waits for somebody, and says whom to ring."""

import csv

import pytest
import time_machine
from django.urls import reverse

from actions.models import Period
from actions.selectors.desk import desk
from tests.factories import (
    QUARTER,
    ActionFactory,
    AgencyFactory,
    PeriodFactory,
    QueryFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)
from tests.factories.quarter import CHECKED_AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def police():
    return AgencyFactory(name="Hampshire Constabulary", slug="hampshire-constabulary")


@pytest.fixture
def read(client, now):
    """Return the words of a page as an officer reads them, its spaces made one."""

    def text(name, *arguments):
        with time_machine.travel(now, tick=False):
            client.force_login(UserFactory(officer=True))
            response = client.get(reverse(f"actions:{name}", args=arguments))
        return " ".join(response.content.decode().split())

    return text


def overdue_line(agency, quarter, *, action=None, **traits):
    """Return a line sent in as on track whose action's date has passed."""
    line = ReturnLineFactory(
        quarterly_return=ReturnFactory(
            agency=agency, period=PeriodFactory(quarter=quarter), **traits
        ),
        action=action or ActionFactory(active=True, lead_agency=agency),
        reported=True,
    )
    line.action.forecast_on = QUARTER.previous.ends_on
    line.action.save()
    return line


def chased(now):
    return [each.quarterly_return for each in desk(now=now).chases.rows]


def contradicted(now):
    return list(desk(now=now).contradictions.rows)


def test_a_return_that_went_back_stands_with_its_open_questions(now):
    asked = ReturnFactory(queried=True)
    QueryFactory.create_batch(2, quarterly_return=asked)
    QueryFactory(quarterly_return=asked, answered=True)
    ReturnFactory(submitted=True)

    (row,) = desk(now=now).with_agency.rows

    assert row.quarterly_return == asked
    assert (row.open_queries, row.since) == (2, asked.queries.first().asked_at)


def test_what_is_back_with_the_agency_says_since_when_and_whom_to_ring(read, police):
    asked = ReturnFactory(agency=police, queried=True)
    QueryFactory(quarterly_return=asked)
    UserFactory(contact=police, name="Jo Hart", email="jo@police.example")

    text = read("desk")

    assert "Back with the agency (1)" in text
    assert "Hampshire Constabulary, Q2 2026/27</a>: 1 open question; 0 of 0" in text
    assert "Jo Hart" in text
    assert "Since 16 October 2026" in text


def test_a_return_whose_questions_are_answered_still_has_to_be_sent_in(read):
    asked = ReturnFactory(queried=True)
    QueryFactory(quarterly_return=asked, answered=True)

    assert "every question is answered, not sent in again yet" in read("desk")


def test_who_made_no_return_is_chased_until_the_next_period_opens(now):
    missing = ReturnFactory(no_return=True)
    waiting = PeriodFactory(quarter=QUARTER.next, planned=True)

    before = chased(now)
    waiting.state, waiting.opened_at = "open", now
    waiting.save()

    assert (before, chased(now)) == ([missing], [])


def test_an_agency_with_no_return_is_marked_so(read, police):
    ReturnFactory(agency=police, no_return=True)

    text = read("desk")

    assert "Hampshire Constabulary</a>, Q2 2026/27: No return" in text
    assert "Was due 21 October 2026" in text


def test_an_older_period_is_not_chased_once_it_closed(now):
    ReturnFactory(no_return=True, period__quarter=QUARTER.previous)
    PeriodFactory(closed=True)

    assert chased(now) == []


def test_a_contradiction_stays_while_the_next_period_is_open(now, police):
    before = overdue_line(police, QUARTER.previous, accepted=True)
    ReturnLineFactory(
        quarterly_return=ReturnFactory(agency=police, draft=True), action=before.action
    )

    assert contradicted(now) == [before]


def test_of_two_returns_the_later_one_is_held_against_the_calendar(now, police):
    before = overdue_line(police, QUARTER.previous, accepted=True)
    latest = overdue_line(police, QUARTER, action=before.action, submitted=True)

    assert contradicted(now) == [latest]


def test_what_an_agency_said_of_an_action_it_handed_on_is_not_held_against_it(
    now, police
):
    line = overdue_line(police, QUARTER, submitted=True)
    line.action.lead_agency = AgencyFactory()
    line.action.save()

    assert contradicted(now) == []


def test_where_no_contact_is_the_desk_names_who_gets_the_reminders(read, police):
    ReturnFactory(agency=police)
    UserFactory(approver=police, name="Ann Lee", email="ann@police.example")

    expected = (
        "<strong>Contact vacant</strong>; reminders go to Ann Lee, approver, "
        '<a class="govuk-link" href="mailto:ann@police.example">'
    )
    assert expected in read("desk")
    assert expected in read("board", QUARTER)


def test_where_nobody_is_the_desk_says_only_that_the_contact_is_vacant(read, police):
    ReturnFactory(agency=police)

    text = read("desk")

    assert "<strong>Contact vacant</strong>" in text
    assert "reminders go to" not in text


def test_an_approver_beside_a_contact_is_not_rung(now, police):
    ReturnFactory(agency=police)
    contact = UserFactory(contact=police)
    UserFactory(approver=police)

    (row,) = desk(now=now).chases.rows

    assert [each.person for each in row.whom.asked] == [contact]


def test_the_spreadsheet_of_the_board_names_the_approver_too(client, now, police):
    ReturnFactory(agency=police)
    UserFactory(approver=police, name="Ann Lee", email="ann@police.example")
    client.force_login(UserFactory(officer=True))

    with time_machine.travel(now, tick=False):
        response = client.get(
            reverse("actions:board", args=[QUARTER]), {"format": "csv"}
        )

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(text.splitlines())
    assert row["Contacts"] == (
        "Contact vacant; reminders go to Ann Lee <ann@police.example>, approver"
    )


def test_the_desk_costs_the_same_however_many_returns_went_back(
    now, django_assert_num_queries
):
    for count in (1, 20):
        for _ in range(count):
            QueryFactory()
            ReturnFactory()
        with django_assert_num_queries(20):
            desk(now=now)


@pytest.mark.parametrize(
    ("traits", "name", "words"),
    [
        ({}, "period-open", "Q2 2026/27 was opened on 1 October 2026"),
        ({"planned": True}, "period-close", "Q2 2026/27 is not open yet."),
        ({"closed": True}, "period-close", "Q2 2026/27 was closed on 28 October"),
        ({"closed": True}, "period-open", "Q2 2026/27 was closed on 28 October"),
        ({}, "period-close", "Q2 2026/27 is not due until 5pm on Wednesday 21"),
        (
            {"quarter": QUARTER.next, "planned": True},
            "period-open",
            "Q3 2026/27 ends on 31 December 2026; its return opens after that.",
        ),
    ],
)
def test_what_cannot_be_done_is_not_asked(read, traits, name, words):
    period = PeriodFactory(**traits)

    text = read(name, period.quarter)

    assert words in text
    assert '<button type="submit" class="govuk-button' not in text
    assert f'href="{period.get_absolute_url()}">Returns for {period}</a>' in text


def test_what_can_be_done_is_asked(client):
    period = PeriodFactory()
    client.force_login(UserFactory(officer=True))

    with time_machine.travel(CHECKED_AT, tick=False):
        asked = client.get(reverse("actions:period-close", args=[QUARTER]))
        client.post(reverse("actions:period-close", args=[QUARTER]))

    assert f"Close {period}?" in asked.content.decode()
    assert Period.objects.get().state == "closed"
