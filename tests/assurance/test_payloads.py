import json

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.renderers import JSONRenderer

from actions.choices import DeliveryStatus
from assurance import payloads
from assurance.api.shapes import PositionSerializer
from assurance.selectors import lines, returns
from assurance.selectors.dashboard import position
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    LAST,
    SILENT,
    last_period,
    reported,
    seen_by,
    this_period,
)

pytestmark = pytest.mark.django_db

STATUSES = [DeliveryStatus.ON_TRACK, DeliveryStatus.OFF_TRACK, SILENT]
#: The position, and the session, the person and their appointments.
POSITION, SIGNING_IN = {None: 15, LAST: 13}, 3
#: Whether the quarter is sealed, and what the levels on the page mean.
IS_IT_SEALED, DEFINITIONS = 1, 1
#: How many things wait for the person, in the header of each page.
THE_BELL = 1


@pytest.fixture
def county(headings):
    """Return a function that adds actions, opinions and requests for dates."""
    last_period()
    this_period(closed=True)

    def add(rows: int):
        for number in range(rows):
            status = STATUSES[number % 3]
            action = reported(this=status, last=DeliveryStatus.ON_TRACK)
            make.DateChangeFactory(action=action, number=3)
            make.OpinionFactory(heading=headings["CC"])

    return add


def plain(data):
    return json.loads(JSONRenderer().render(data))


def test_the_payload_is_plain_data_all_the_way_down(county, officer, now):
    county(3)

    payload = payloads.dashboard(quarter=None, person=officer, now=AFTER_CLOSE)
    assert plain(payload)["delivery_total"]["summary"] == (
        "1 of 3 on track, 1 not reported"
    )


def test_the_schema_describes_the_payload_field_by_field(county, officer):
    county(3)

    found = position(quarter=None, person=officer, now=AFTER_CLOSE)
    described = PositionSerializer(found).data
    payload = payloads.dashboard(quarter=None, person=officer, now=AFTER_CLOSE)
    assert without_moments(plain(described)) == without_moments(plain(payload))


def without_moments(data):
    """Leave out the moments, which the two write in different time zones."""
    if isinstance(data, list):
        return [without_moments(each) for each in data]
    if not isinstance(data, dict):
        return data
    return {
        name: "" if name == "as_at" or name.endswith("_at") else without_moments(value)
        for name, value in data.items()
    }


@pytest.mark.parametrize("quarter", [None, LAST])
def test_the_position_takes_so_many_queries(
    county, officer, quarter, django_assert_num_queries
):
    county(2)
    assert officer.standing

    with django_assert_num_queries(POSITION[quarter]):
        seen_by(officer, quarter=quarter, now=AFTER_CLOSE)


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_page_and_endpoint_cost_the_same_from_one_to_a_hundred_rows(
    county, client, officer, rows
):
    county(rows)
    client.force_login(officer)
    costs = {"assurance:dashboard-now": DEFINITIONS + THE_BELL, "api:dashboard-now": 0}

    for name, more in costs.items():
        with (
            time_machine.travel(AFTER_CLOSE, tick=False),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            assert client.get(reverse(name)).status_code == 200
        assert len(asked) == POSITION[None] + SIGNING_IN + IS_IT_SEALED + more


def test_the_lists_stay_short_however_many_rows_there_are(county, officer):
    county(100)

    found = seen_by(officer, now=AFTER_CLOSE)
    assert found.exceptions.total == 33
    assert len(found.exceptions.lines) == lines.NAMED
    assert len(found.to_decide.date_changes) == lines.NAMED
    assert len(found.returns.agencies) == 2 * returns.NAMED
    assert (found.returns.total, found.to_decide.date_changes_total) == (100, 100)
