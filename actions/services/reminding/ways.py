"""In which way each person wants to be told of what is not their duty."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from actions.models import ReminderPreference
from hcss.kernel import working_days


@dataclass(frozen=True)
class Way:
    """On which day at the earliest a person's next digest goes, and whether by mail."""

    next_day: date | None = None
    in_service_only: bool = False


def ways_of(*, on: date) -> defaultdict[int, Way]:
    """Return by person's id how they want to be told; in one query.

    Who has said nothing is told by mail on any working day.
    """
    ways: defaultdict[int, Way] = defaultdict(Way)
    for each in ReminderPreference.objects.all():
        ways[each.person_id] = way_of(each, on=on)
    return ways


def way_of(preference: ReminderPreference, *, on: date) -> Way:
    """Return what a preference says on a day."""
    return Way(
        next_day=_next_day(preference.weekdays, on) if preference.weekdays else None,
        in_service_only=preference.in_service_only,
    )


def _next_day(weekdays: list[int], on: date) -> date:
    """Return the next of those weekdays; the working day after if it is none.

    A chosen day that fell on a holiday just before ``on`` is made up for on ``on``.
    """
    day = working_days.after(on, -1) + timedelta(days=1)
    while day.weekday() not in weekdays:
        day += timedelta(days=1)
    return working_days.after(day, 0)
