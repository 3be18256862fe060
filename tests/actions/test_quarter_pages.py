"""The pages of the quarter: whole, valid, by role, and at a fixed cost."""

import html5lib
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.choices import DeliveryStatus
from tests.factories import (
    QUARTER,
    ActionFactory,
    AgencyFactory,
    DateChangeFactory,
    OfficerNoteFactory,
    PeriodFactory,
    QueryFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ROLES = ("officer", "chair", "assurer", "reader", "administrator")


@pytest.fixture(autouse=True)
def _in_the_window(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def police():
    return AgencyFactory(name="Hampshire Constabulary", slug="hampshire-constabulary")


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def contact(police):
    return UserFactory(contact=police)


def where(quarterly_return, name="return"):
    return reverse(
        f"actions:{name}",
        args=[quarterly_return.period.quarter, quarterly_return.agency.slug],
    )


def page(client, url, status=200):
    """Fetch a page as a browser would, and hold it to the letter of HTML."""
    response = client.get(url, follow=True)
    assert response.status_code == status, url
    html5lib.HTMLParser(strict=True).parse(response.content.decode())
    return response.content.decode()


def a_full_return(agency, **traits):
    """Return a return with a line of every status, asked about and noted."""
    earlier = ReturnFactory(
        agency=agency, period=PeriodFactory(quarter=QUARTER.previous), accepted=True
    )
    quarterly_return = ReturnFactory(agency=agency, **(traits or {"draft": True}))
    sent_in = quarterly_return.version > 0
    for status in (
        DeliveryStatus.ON_TRACK,
        DeliveryStatus.AT_RISK,
        DeliveryStatus.OFF_TRACK,
        DeliveryStatus.COMPLETE,
    ):
        line = ReturnLineFactory(
            quarterly_return=quarterly_return, reported=status if sent_in else None
        )
        ReturnLineFactory(quarterly_return=earlier, action=line.action, reported=status)
        QueryFactory(quarterly_return=quarterly_return, line=line, answered=True)
        OfficerNoteFactory(line=line)
    QueryFactory(quarterly_return=quarterly_return)
    return quarterly_return


@pytest.mark.parametrize("state", ["draft", "submitted", "queried", "accepted"])
def test_every_page_of_a_return_is_whole_and_valid(
    client, police, officer, contact, state
):
    quarterly_return = a_full_return(police, **{state: True})
    line = quarterly_return.lines.first()
    query = quarterly_return.queries.first()
    pages = [
        where(quarterly_return),
        where(quarterly_return, "check"),
        where(quarterly_return, "nil"),
        line.get_absolute_url(),
        reverse(
            "actions:query-answer",
            args=[QUARTER, police.slug, query.pk],
        ),
        reverse("actions:mine"),
    ]

    client.force_login(contact)
    texts = [page(client, url) for url in pages]
    client.force_login(officer)
    officers = [
        page(client, where(quarterly_return)),
        page(client, reverse("actions:board", args=[QUARTER])),
        page(client, reverse("actions:returns")),
        page(client, reverse("actions:desk")),
    ]

    assert all("Hampshire Constabulary" in text for text in texts)
    assert all("Q2 2026/27" in text for text in officers)


def test_the_officers_pages_about_a_period_are_valid(client, officer):
    PeriodFactory(quarter=QUARTER.next, planned=True)
    PeriodFactory()
    client.force_login(officer)

    for name in ("period-edit", "period-open", "period-close"):
        page(client, reverse(f"actions:{name}", args=[QUARTER]))
        page(client, reverse(f"actions:{name}", args=[QUARTER.next]))
    page(client, reverse("actions:period-new"))


def test_the_desk_shows_what_waits_in_the_officers_order(client, officer, police):
    chased = ReturnFactory(agency=police, draft=True)
    UserFactory(contact=police, name="Jo Hart", email="jo@police.example")
    to_check = ReturnFactory(submitted=True)
    overdue = ReturnLineFactory(
        quarterly_return=to_check,
        reported=True,
        action__baseline_on=None,
        action__forecast_on=None,
    )
    overdue.action.forecast_on = overdue.action.baseline_on = QUARTER.ends_on
    overdue.action.save()
    ActionFactory()
    undated = ActionFactory(undated=True)
    change = DateChangeFactory()
    client.force_login(officer)

    text = page(client, reverse("actions:desk"))

    in_order = [
        chased.agency_name,
        "jo@police.example",
        to_check.agency_name,
        f"{overdue.action.ref} {overdue.action.title}",
        "1 proposed action",
        str(undated),
        str(change.action),
        "Reminders that failed",
    ]
    places = [text.index(words) for words in in_order]
    assert places == sorted(places)


def test_an_empty_desk_says_what_it_would_hold(client, officer):
    client.force_login(officer)

    text = page(client, reverse("actions:desk"))

    assert "No period is open" in text
    assert "Nothing waits to be checked." in text


def test_a_contact_is_told_how_many_actions_by_when(client, police, contact):
    quarterly_return = ReturnFactory(agency=police)
    ReturnLineFactory.create_batch(4, quarterly_return=quarterly_return)
    client.force_login(contact)

    text = page(client, reverse("actions:mine"))

    assert "You have 4 actions to report by 5pm on Wednesday 21 October 2026" in (
        " ".join(text.split())
    )


def test_a_contact_with_nothing_due_is_told_when_the_next_period_opens(client, contact):
    PeriodFactory(quarter=QUARTER.next, planned=True)
    client.force_login(contact)

    text = page(client, reverse("actions:mine"))

    assert "Nothing is due from Hampshire Constabulary now." in text
    assert "Q3 2026/27 opens on 4 January 2027" in text


def test_a_question_that_came_back_stands_first(client, police, contact):
    ReturnFactory(agency=police)
    asked = ReturnFactory(
        agency=police, period=PeriodFactory(quarter=QUARTER.previous), queried=True
    )
    QueryFactory(quarterly_return=asked, question="Who is the author?")
    client.force_login(contact)

    text = page(client, reverse("actions:mine"))

    assert text.index("Who is the author?") < text.index("You have 0 actions")


def test_the_board_counts_with_its_denominator(client, officer):
    period = PeriodFactory()
    ReturnFactory.create_batch(2, period=period, submitted=True)
    ReturnFactory(period=period, submitted=True, late=True)
    ReturnFactory(period=period, nil=True)
    ReturnFactory(period=period)
    client.force_login(officer)

    text = page(client, reverse("actions:board", args=[QUARTER]))

    assert "4 of 5 sent in, 1 of them late, 1 nil" in text


def test_the_board_names_who_missed_two_quarters_running(client, officer, police):
    for quarter in (QUARTER.previous, QUARTER):
        ReturnFactory(
            agency=police,
            period=PeriodFactory(quarter=quarter, closed=True),
            no_return=True,
        )
    client.force_login(officer)

    text = page(client, reverse("actions:board", args=[QUARTER]))

    assert "No return two quarters running" in text


def test_the_board_is_filtered_by_state_and_ignores_what_is_none(client, officer):
    ReturnFactory(submitted=True, agency__name="Sent agency")
    ReturnFactory(agency__name="Idle agency")
    client.force_login(officer)
    url = reverse("actions:board", args=[QUARTER])

    text = page(client, f"{url}?state=submitted")
    none = page(client, f"{url}?state=green")

    assert "Sent agency" in text
    assert "Idle agency" not in text
    assert "No agency matches" in none


def test_the_board_goes_into_a_spreadsheet_without_formulas(client, officer):
    ReturnFactory(submitted=True, agency__name="=HYPERLINK(0)")
    client.force_login(officer)

    response = client.get(reverse("actions:board", args=[QUARTER]), {"format": "csv"})

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Agency,State,On time or late,Nil return")
    assert lines[1].startswith("'=HYPERLINK(0),Submitted,On time,no,1,14 October 2026")


@pytest.mark.parametrize("role", ROLES)
def test_the_words_of_a_draft_are_read_by_its_agency_only(client, police, role):
    quarterly_return = ReturnFactory(agency=police, draft=True)
    line = ReturnLineFactory(
        quarterly_return=quarterly_return, finished=True, progress="Secret draft"
    )
    client.force_login(UserFactory(**{role: True}))
    status = 404 if role == "administrator" else 200

    for url in (where(quarterly_return), line.get_absolute_url()):
        text = page(client, url, status=status)
        assert "Secret draft" not in text


def test_another_agencys_return_does_not_exist_until_it_is_accepted(client, police):
    quarterly_return = ReturnFactory(agency=police, submitted=True)
    ReturnLineFactory(quarterly_return=quarterly_return, reported=True)
    neighbour = UserFactory(contact=True)
    client.force_login(neighbour)

    assert client.get(where(quarterly_return)).status_code == 404

    quarterly_return.state = "accepted"
    quarterly_return.accepted_by = UserFactory(officer=True)
    quarterly_return.accepted_at = quarterly_return.submitted_at
    quarterly_return.save()
    assert "The draft plan went to all partners." in page(
        client, where(quarterly_return)
    )


def test_a_sensitive_line_is_left_out_for_those_who_may_not_read_it(client, police):
    """R57."""
    quarterly_return = ReturnFactory(agency=police, accepted=True)
    ReturnLineFactory(
        quarterly_return=quarterly_return,
        action__sensitive=True,
        action__title="Sensitive work",
        reported=True,
    )
    url = where(quarterly_return)

    client.force_login(UserFactory(chair=True))
    assert "Sensitive work" in page(client, url)
    for trait in ({"reader": True}, {"contact": True}):
        client.force_login(UserFactory(**trait))
        assert "Sensitive work" not in page(client, url)


def test_an_overdue_action_says_so_beside_the_rating(client, police, officer):
    """R19: the rating stays as it was given."""
    quarterly_return = ReturnFactory(agency=police, accepted=True)
    line = ReturnLineFactory(quarterly_return=quarterly_return, reported=True)
    line.action.forecast_on = QUARTER.ends_on
    line.action.save()
    client.force_login(officer)

    text = page(client, where(quarterly_return))

    assert "On track" in text
    assert "Overdue by 20 days" in text


def test_complete_reads_reported_complete_until_an_officer_verified_it(
    client, police, officer
):
    """R20."""
    quarterly_return = ReturnFactory(agency=police, submitted=True)
    ReturnLineFactory(
        quarterly_return=quarterly_return, reported=DeliveryStatus.COMPLETE
    )
    client.force_login(officer)

    assert "Reported complete" in page(client, where(quarterly_return))


def test_what_was_sent_in_is_read_while_the_agency_rewrites_it(client, police, officer):
    quarterly_return = ReturnFactory(agency=police, queried=True)
    line = ReturnLineFactory(quarterly_return=quarterly_return, reported=True)
    line.progress = "The next version, half written"
    line.save()
    client.force_login(officer)

    text = page(client, where(quarterly_return))

    assert "The draft plan went to all partners." in text
    assert "half written" not in text


@pytest.mark.parametrize("role", ["chair", "assurer", "reader", "contact"])
@pytest.mark.parametrize(
    "name", ["desk", "period-new", "period-edit", "period-open", "period-close"]
)
def test_officers_pages_are_for_officers(client, role, name):
    PeriodFactory()
    client.force_login(UserFactory(**{role: True}))
    url = reverse(
        f"actions:{name}",
        args=[QUARTER] if name.startswith("period-") and name != "period-new" else [],
    )

    assert client.get(url).status_code == 403


@pytest.mark.parametrize("role", ["contact", "administrator"])
def test_the_board_is_not_for_agencies(client, role):
    PeriodFactory()
    client.force_login(UserFactory(**{role: True}))

    assert client.get(reverse("actions:returns")).status_code == 403
    assert client.get(reverse("actions:board", args=[QUARTER])).status_code == 403


def test_nobody_without_an_agency_has_returns_of_their_own(client, officer):
    client.force_login(officer)

    assert client.get(reverse("actions:mine")).status_code == 403


def test_a_stranger_costs_no_query(client, police, django_assert_num_queries):
    quarterly_return = a_full_return(police)
    urls = [
        reverse("actions:desk"),
        reverse("actions:mine"),
        reverse("actions:returns"),
        reverse("actions:board", args=[QUARTER]),
        where(quarterly_return),
        where(quarterly_return, "check"),
        where(quarterly_return, "nil"),
        where(quarterly_return, "receipt"),
        quarterly_return.lines.first().get_absolute_url(),
        reverse("actions:period-new"),
        reverse("actions:period-edit", args=[QUARTER]),
    ]

    with django_assert_num_queries(0):
        for url in urls:
            assert client.get(url).status_code == 302
            assert client.post(url).status_code == 302


@pytest.mark.parametrize("address", ["2026-99-q1", "2026-27-q5", "2031-32-q1"])
def test_a_quarter_that_is_none_is_not_found(client, officer, address):
    client.force_login(officer)

    assert client.get(f"/returns/{address}/").status_code == 404


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_ten_agencies_cost_as_much_as_a_hundred(client, officer):
    cost = []
    client.force_login(officer)
    urls = [
        reverse("actions:board", args=[QUARTER]),
        reverse("actions:returns"),
        reverse("actions:desk"),
    ]
    for count in (10, 90):
        for number in range(count):
            quarterly_return = ReturnFactory(submitted=number % 2 == 0)
            UserFactory(contact=quarterly_return.agency)
            ReturnLineFactory(
                quarterly_return=quarterly_return, reported=number % 2 == 0
            )
        ActionFactory.create_batch(count // 5, undated=True)
        cost.append([queries_of(client, url) for url in urls])

    assert cost[0] == cost[1]


def test_ten_lines_cost_as_much_as_a_hundred(client, police, officer, contact):
    draft = ReturnFactory(agency=police, draft=True)
    sent = ReturnFactory(
        agency=police,
        period=PeriodFactory(quarter=QUARTER.previous),
        submitted=True,
    )
    cost = []
    for count in (10, 90):
        for _ in range(count):
            line = ReturnLineFactory(quarterly_return=draft, finished=True)
            ReturnLineFactory(quarterly_return=sent, action=line.action, reported=True)
        client.force_login(contact)
        costs = [
            queries_of(client, url)
            for url in (
                where(draft),
                where(draft, "check"),
                where(draft, "nil"),
                reverse("actions:mine"),
                line.get_absolute_url(),
            )
        ]
        client.force_login(officer)
        costs.append(queries_of(client, where(sent)))
        cost.append(costs)

    assert cost[0] == cost[1]
