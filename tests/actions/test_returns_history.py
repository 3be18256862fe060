"""An agency's returns over the years: what became of each, and the proof of it."""

import csv

import html5lib
import pytest
import time_machine
from django.urls import reverse

from tests.factories import (
    QUARTER,
    AgencyFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db

WHERE = "/agencies/hampshire-constabulary/returns/"


@pytest.fixture(autouse=True)
def _in_the_window(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def police():
    return AgencyFactory(name="Hampshire Constabulary", slug="hampshire-constabulary")


@pytest.fixture
def contact(police):
    return UserFactory(contact=police)


@pytest.fixture
def years(police):
    """No return in Q4, late in Q1 and accepted, drafted now."""
    before = QUARTER.previous
    missed = PeriodFactory(quarter=before.previous, closed=True)
    ReturnFactory(agency=police, period=missed, no_return=True)
    accepted = ReturnFactory(
        agency=police,
        period=PeriodFactory(quarter=before, closed=True),
        accepted=True,
        late=True,
        submission__signed_name="Jo Hart",
    )
    ReturnLineFactory.create_batch(2, quarterly_return=accepted, reported=True)
    ReturnFactory(agency=police, draft=True)
    return accepted


def read(client, person, **filters):
    client.force_login(person)
    response = client.get(WHERE, filters)
    assert response.status_code == 200
    html5lib.HTMLParser(strict=True).parse(response.content.decode())
    return response.content.decode()


def rows(client, person, **filters):
    client.force_login(person)
    response = client.get(WHERE, {"format": "csv", **filters})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    return list(csv.DictReader(lines))


def test_a_contact_reads_the_whole_history_of_their_agency(client, years, contact):
    text = read(client, contact)

    assert text.index("Q2 2026/27") < text.index("Q1 2026/27") < text.index("Q4 2025")
    assert "2 of 2 lines accepted" in text
    assert "14 October 2026 at 10:00am, late" in text
    assert "HCSSG-2026-Q1-hampshire-constabulary-v1" in text
    assert "3 in all." in text


def test_as_a_spreadsheet_it_has_a_row_for_each_period(client, years, contact):
    found = rows(client, contact)

    assert [row["State"] for row in found] == ["Draft", "Accepted", "No return"]
    assert found[1] == {
        "Quarter": "Q1 2026/27",
        "State": "Accepted",
        "On time or late": "Late",
        "Nil return": "no",
        "Versions": "1",
        "Sent in": "14 October 2026 at 10:00am",
        "Signed by": "Jo Hart",
        "Lines sent in": "2",
        "Lines accepted": "2",
        "Accepted": "22 October 2026 at 10:00am",
        "Accepted by": str(years.accepted_by),
        "Receipt": "HCSSG-2026-Q1-hampshire-constabulary-v1",
    }


@pytest.mark.parametrize(
    ("filters", "quarters"),
    [
        ({"state": "no_return"}, ["Q4 2025/26"]),
        ({"sent": "late"}, ["Q1 2026/27"]),
        ({"sent": "on_time"}, []),
        ({"state": "nonsense"}, []),
    ],
)
def test_it_is_narrowed_in_its_address(client, years, contact, filters, quarters):
    found = rows(client, contact, **filters)

    assert [row["Quarter"] for row in found] == quarters


def test_another_agency_sees_only_what_was_accepted(client, years):
    found = rows(client, UserFactory(contact=AgencyFactory()))

    assert [row["Quarter"] for row in found] == ["Q1 2026/27"]


def test_an_officer_sees_all_of_it(client, years):
    assert len(rows(client, UserFactory(officer=True))) == 3


def test_an_empty_history_says_what_to_do(client, police, contact):
    text = read(client, contact)

    assert "No return to show" in text
    assert "clear the filters" in text


def test_whoever_reads_no_content_is_refused_and_a_stranger_to_the_place_is_not_found(
    client, years
):
    client.force_login(UserFactory(administrator=True))
    assert client.get(WHERE).status_code == 403

    assert client.get("/agencies/nowhere/returns/").status_code == 404


def test_the_ways_to_it(client, years, contact):
    client.force_login(contact)

    for page in (reverse("actions:mine"), years.agency.get_absolute_url()):
        assert f'href="{WHERE}"' in client.get(page).content.decode()


def test_a_long_history_costs_no_more_queries(client, police, contact):
    client.force_login(contact)
    costs = []
    for _ in range(2):
        for _ in range(3):
            period = PeriodFactory(quarter=_unused())
            sent = ReturnFactory(agency=police, period=period, submitted=True)
            ReturnLineFactory(quarterly_return=sent, reported=True)
        client.get(WHERE)
        costs.append(len(queries_of(lambda: client.get(WHERE))[1]))

    assert costs[0] == costs[1]


def _unused():
    """Return the quarter before the earliest that has a period."""
    earliest = PeriodFactory._meta.model.objects.order_by("starts_on").first()
    return earliest.quarter.previous if earliest else QUARTER
