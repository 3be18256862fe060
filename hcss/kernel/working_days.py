"""Working days in England: Monday to Friday, bank holidays left out (R59)."""

from datetime import date, timedelta
from functools import cache

SATURDAY = 5


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 -- half a second, so late

    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Say whether ``day`` is a working day in England."""
    return day.weekday() < SATURDAY and day not in _bank_holidays(day.year)


def after(day: date, count: int) -> date:
    """Return the ``count``-th working day after ``day``.

    A negative ``count`` goes backwards; 0 is ``day`` itself, or the next
    working day when it is none.
    """
    step = timedelta(days=-1 if count < 0 else 1)
    left = abs(count)
    while left or not is_working_day(day):
        day += step
        if is_working_day(day) and left:
            left -= 1
    return day
