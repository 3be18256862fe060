from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from hcss.demonstration.story_calendar import Calendar, Timetable, at
from hcss.kernel import reminding, working_days
from hcss.kernel.quarters import Quarter


def told(*moment: int) -> Calendar:
    return Calendar(now=datetime(*moment, tzinfo=UTC))


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (datetime(2026, 11, 25, 11, tzinfo=UTC), Quarter(2026, 2)),
        (datetime(2027, 1, 1, 9, tzinfo=UTC), Quarter(2026, 3)),
        (datetime(2027, 3, 31, 9, tzinfo=UTC), Quarter(2026, 3)),
        # Half past midnight in London, still March in UTC.
        (datetime(2027, 3, 31, 23, 30, tzinfo=UTC), Quarter(2026, 4)),
    ],
)
def test_the_eighth_quarter_is_the_last_that_has_ended(today, last):
    calendar = Calendar(now=today)

    assert calendar.quarter(8) == last
    assert calendar.quarter(9) == last.next
    assert calendar.quarter(4) == Quarter(last.year - 1, last.number)


def test_days_are_told_by_the_storys_quarters():
    calendar = told(2026, 11, 25, 11)

    assert calendar.day("end of 8") == date(2026, 9, 30)
    assert calendar.day("end of 10") == date(2027, 3, 31)
    assert calendar.day("middle of 6") == date(2026, 2, 15)


def test_days_are_counted_from_today_and_from_deadlines():
    calendar = told(2026, 11, 25, 11)

    assert calendar.day("2 before today") == date(2026, 11, 23)
    assert calendar.day("8 after today") == date(2026, 12, 7)
    assert calendar.day("3 after deadline 7") == date(2026, 7, 24)


def test_months_and_quarters_in_a_text_fit_the_day_of_loading():
    calendar = told(2026, 11, 25, 11)

    words = calendar.words("Since {month 3.1}; after the {quarter 6} meeting. {kept}")

    assert words == "Since April; after the Q4 2025/26 meeting. {kept}"


def test_the_usual_windows_are_kept_while_they_hold_today():
    windows = told(2026, 10, 12, 9).windows(8)

    assert windows.opens_at == at(date(2026, 10, 1), time(9))
    assert windows.due_at == at(date(2026, 10, 21), time(17))


def test_otherwise_the_last_windows_are_laid_around_today():
    windows = told(2026, 11, 25, 11).windows(8)

    assert windows.opens_at == at(date(2026, 11, 13), time(9))
    first = reminding.delivered()["return_first"]
    assert first.moment(timezone.localdate(windows.due_at)) == date(2026, 11, 24)
    assert windows.due_at == at(date(2026, 12, 3), time(17))
    assert windows.closes_at == at(date(2026, 12, 10), time(17))


def test_earlier_quarters_have_their_usual_windows():
    windows = told(2026, 11, 25, 11).windows(7)

    assert windows.opens_at == at(date(2026, 7, 1), time(9))


def test_on_any_day_of_two_years_the_last_period_is_open_with_its_deadline_to_come():
    begins = datetime(2027, 1, 1, 8, tzinfo=UTC)
    for count in range(2 * 366):
        calendar = Calendar(now=begins + timedelta(days=count))

        windows = calendar.windows(8)

        assert timezone.localdate(windows.opens_at) <= calendar.from_today(-4)
        assert calendar.now < windows.due_at < windows.closes_at
        assert working_days.is_working_day(timezone.localdate(windows.due_at))


def test_things_happen_in_order_of_time_and_are_told_their_moment():
    timetable, seen = Timetable(), []
    timetable.add(date(2026, 7, 2), time(9), seen.append)
    timetable.add(date(2026, 7, 1), time(17), seen.append)

    timetable.tell()

    assert seen == [at(date(2026, 7, 1), time(17)), at(date(2026, 7, 2), time(9))]
