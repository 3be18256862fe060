"""England's working days (R59)."""

from datetime import date

import pytest

from hcss.kernel import working_days


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 4, 6), "Easter Monday"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Boxing Day, in substitute"),
        (date(2026, 11, 22), "a Sunday"),
        (date(2026, 11, 21), "a Saturday"),
    ],
)
def test_a_bank_holiday_or_weekend_is_no_working_day(day, name):
    assert not working_days.is_working_day(day), name


def test_an_ordinary_monday_is_a_working_day():
    assert working_days.is_working_day(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 6, 30), 15, date(2026, 7, 21)),  # the example of domain 4.4
        (date(2026, 6, 30), -10, date(2026, 6, 16)),
        (date(2026, 3, 31), 1, date(2026, 4, 1)),
        (date(2026, 3, 31), 3, date(2026, 4, 7)),  # over Easter
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # over Christmas
        (date(2026, 12, 25), 0, date(2026, 12, 29)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_counting_working_days(start, count, expected):
    assert working_days.after(start, count) == expected
