"""The demonstration can be loaded on any day of the year."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.models import Return
from hcss.kernel.models import AuditEvent
from tests.demonstration.conftest import run

_DAYS = [
    datetime(2027, 1, 1, 10, tzinfo=UTC),  # a bank holiday, the day after a quarter
    datetime(2028, 2, 29, 0, 10, tzinfo=UTC),
    datetime(2027, 4, 3, 23, 30, tzinfo=UTC),  # Sunday in London, Q4 just over
    datetime(2026, 10, 7, 8, 0, tzinfo=UTC),  # early in the usual windows
]
_MORE_DAYS = [
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # the clocks go back
    datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
    datetime(2027, 1, 4, 9, 0, tzinfo=UTC),  # the moment of the usual opening
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # the clocks go forward
    datetime(2027, 3, 29, 9, tzinfo=UTC),  # Easter Monday
    datetime(2027, 3, 31, 23, 30, tzinfo=UTC),  # April in London
    datetime(2027, 5, 4, 9, tzinfo=UTC),  # a Tuesday after a bank holiday
    datetime(2027, 6, 30, 16, tzinfo=UTC),
    datetime(2027, 7, 21, 16, 30, tzinfo=UTC),  # after the usual deadline
]


@pytest.mark.parametrize(
    "today",
    [
        *_DAYS,
        *(pytest.param(each, marks=pytest.mark.slow) for each in _MORE_DAYS),
    ],
    ids=lambda each: f"{each:%d %B %Y %H.%M}",
)
def test_it_loads_on_any_day(agreement, home: Path, travel, today: datetime):
    travel(today)

    run("load_demonstration")

    open_now = Return.objects.filter(period__state="open").select_related("agency")
    assert {each.agency.label: each.state for each in open_now} == {
        "HCC": "submitted",
        "Constabulary": "draft",
        "OPCC": "queried",
        "Integrated Care Board": "open",
        "HFRS": "awaiting",
        "University of Winchester": "accepted",
    }
    assert not AuditEvent.objects.filter(happened_at__gt=today).exists()
