"""A sealed quarter costs the same handful of queries whatever its size."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.choices import DeliveryStatus
from actions.models import Period
from assurance.selectors import lines, position, returns
from assurance.selectors.seal_reading import read
from assurance.services.seals import seal_period
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    SILENT,
    THIS,
    last_period,
    reported,
    this_period,
)

pytestmark = pytest.mark.django_db

STATUSES = [DeliveryStatus.ON_TRACK, DeliveryStatus.OFF_TRACK, SILENT]
#: The seal; the session, the person and their appointments.
SEAL, SIGNING_IN = 1, 3
#: How many things wait for the person, in the header of each page.
THE_BELL = 1


@pytest.fixture
def seal(headings, officer):
    """Return a function that seals a quarter with so many rows."""
    last_period()
    this_period(closed=True)

    def with_rows(rows):
        for number in range(rows):
            status = STATUSES[number % 3]
            action = reported(this=status, last=DeliveryStatus.ON_TRACK)
            make.DateChangeFactory(action=action, number=3)
            make.OpinionFactory(heading=headings["CC"])
        return seal_period(
            actor=officer,
            period=Period.objects.for_quarter(THIS).get(),
            now=AFTER_CLOSE,
        )

    return with_rows


def asked(client, address):
    """Return how many queries an address takes."""
    with (
        time_machine.travel(AFTER_CLOSE, tick=False),
        CaptureQueriesContext(connection) as queries,
    ):
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_a_sealed_dashboard_takes_one_query_besides_signing_in(
    seal, client, officer, rows
):
    seal(rows)
    client.force_login(officer)

    for app, more in (("assurance", THE_BELL), ("api", 0)):
        cost = SEAL + SIGNING_IN + more
        assert asked(client, reverse(f"{app}:dashboard-now")) == cost
        assert asked(client, reverse(f"{app}:dashboard", args=[THIS])) == cost


def test_of_an_agency_and_of_a_board_it_needs_the_names_besides(seal, client):
    seal(3)
    agency, board = make.AgencyFactory(), make.PartnershipFactory()
    client.force_login(make.UserFactory(contact=agency, chair=board))

    address = reverse("api:dashboard", args=[THIS])
    assert asked(client, address) == SEAL + SIGNING_IN + 2


@pytest.mark.parametrize("rows", [1, 100])
def test_the_live_view_of_a_sealed_quarter_costs_the_same_too(
    seal, client, officer, rows
):
    seal(rows)
    client.force_login(officer)

    assert officer.standing
    with CaptureQueriesContext(connection) as alone:
        position(quarter=THIS, person=officer, now=AFTER_CLOSE)
    address = reverse("api:dashboard", args=[THIS])
    both = len(alone) + SEAL + SIGNING_IN
    assert asked(client, f"{address}?as_at=now") == both


def test_the_lists_are_as_short_as_those_of_the_live_page(seal, client, officer):
    held = seal(100)
    client.force_login(officer)

    with time_machine.travel(AFTER_CLOSE, tick=False):
        found = client.get(reverse("api:dashboard", args=[THIS])).json()
    assert found["exceptions"]["total"] == 33
    assert len(found["exceptions"]["lines"]) == lines.NAMED
    assert found["exceptions"]["not_named"] == 3
    assert len(found["to_decide"]["date_changes"]) == lines.NAMED
    assert len(found["returns"]["agencies"]) == 2 * returns.NAMED
    assert len(read(held).position.to_decide.date_changes) == 100
