"""When a period opens, is due and closes (domain 4.2): England's working days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from hcss.kernel import working_days
from hcss.kernel.quarters import Quarter

LONDON = ZoneInfo("Europe/London")
OPENING = time(9)
DEADLINE = time(17)


def london_day(now: datetime) -> date:
    """Return the day that a moment falls on in Europe/London (R38)."""
    return now.astimezone(LONDON).date()


@dataclass(frozen=True)
class Windows:
    """The moments and days of one period, named as the fields of ``Period``."""

    opens_at: datetime
    due_at: datetime
    closes_at: datetime


def windows(quarter: Quarter) -> Windows:
    """Return the usual windows of ``quarter``: working days after its last day.

    The numbers are settings; a deadline is 17:00 in Europe/London (R38).
    """
    days = {
        name: working_days.after(quarter.ends_on, count)
        for name, count in settings.WINDOW.items()
    }
    return windows_on(
        opens_on=days["opens"],
        due_on=days["due"],
        closes_on=days["closes"],
    )


def windows_on(
    *,
    opens_on: date,
    due_on: date,
    closes_on: date,
) -> Windows:
    """Return the windows of a period whose days an officer chose."""
    return Windows(
        opens_at=datetime.combine(opens_on, OPENING, LONDON),
        due_at=datetime.combine(due_on, DEADLINE, LONDON),
        closes_at=datetime.combine(closes_on, DEADLINE, LONDON),
    )


def at_hour(day: date, hour: time) -> datetime | None:
    """Return the moment of a day and an hour in Europe/London, as people read them.

    Of the hour that happens twice it is the second, so that nobody is shut out while
    their clock shows less. None for the hour that the spring leaves out.
    """
    moment = datetime.combine(day, hour, LONDON).replace(fold=1)
    there = moment.astimezone(UTC).astimezone(LONDON)
    is_real = there.replace(tzinfo=None) == moment.replace(tzinfo=None)
    return moment.astimezone(UTC) if is_real else None
