"""When the story's quarters are, seen from the moment at which it is loaded."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from actions.selectors.windows import DEADLINE, LONDON, OPENING, Windows, windows
from hcss.kernel import working_days
from hcss.kernel.quarters import Quarter

#: The quarter whose period is open when the story is loaded.
LAST = 8
#: The group meets so many working days after the end of a quarter (domain 4.2).
_MEETING = 32
#: The usual windows hold today with room for what has happened in them and is to come.
_DAYS_SINCE_OPENING = 4
_DAYS_TO_DEADLINE = 1
#: Otherwise they are laid around today: working days from it.
_OPENED, _DUE, _CLOSES = -8, 6, 11

_PLACE = re.compile(r"\{(quarter|month) (\d+)(?:\.([123]))?\}")
#: "2 before today", "12 after deadline 5", both in working days.
_COUNTED = re.compile(r"(\d+) (before|after) (today|deadline)(?: (\d+))?")


@dataclass(frozen=True)
class Calendar:
    """The story's quarters, days and windows, as they fall if it is told ``now``."""

    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def quarter(self, number: int) -> Quarter:
        """Return a quarter of the story: 8 is the last that ended before today."""
        quarter = Quarter.containing(self.today).previous
        for _ in range(LAST - number):
            quarter = quarter.previous
        for _ in range(number - LAST):
            quarter = quarter.next
        return quarter

    def day(self, words: str) -> date:
        """Return the day that "end of 6", "middle of 6" or "2 before today" means."""
        if counted := _COUNTED.fullmatch(words):
            return self._counted(counted)
        which, _, number = words.partition(" of ")
        quarter = self.quarter(int(number))
        if which == "end":
            return quarter.ends_on
        return (quarter.starts_on + timedelta(days=31)).replace(day=15)

    def meeting(self, number: int) -> date:
        """Return the day in a quarter on which the group meets."""
        return working_days.after(self.quarter(number - 1).ends_on, _MEETING)

    def before_it_began(self, count: int) -> date:
        """Return the ``count``-th working day before the first quarter."""
        return working_days.after(self.quarter(1).starts_on, -count)

    def from_today(self, count: int) -> date:
        """Return a working day so many from today; a negative one has passed."""
        return working_days.after(self.today, count)

    def from_deadline(self, number: int, count: int) -> date:
        """Return a working day so many from a quarter's deadline."""
        due_on = timezone.localdate(self.windows(number).due_at)
        return working_days.after(due_on, count)

    def windows(self, number: int) -> Windows:
        """Return a quarter's windows: the usual ones, but the last holds today."""
        usual = windows(self.quarter(number))
        if number < LAST or self._is_midway(usual):
            return usual
        return Windows(
            opens_at=at(self.from_today(_OPENED), OPENING),
            due_at=at(self.from_today(_DUE), DEADLINE),
            closes_at=at(self.from_today(_CLOSES), DEADLINE),
        )

    def words(self, text: str) -> str:
        """Return a text of the story with its months and quarters filled in."""
        return _PLACE.sub(self._named, text)

    def _counted(self, found: re.Match[str]) -> date:
        count = int(found[1]) if found[2] == "after" else -int(found[1])
        if found[3] == "today":
            return self.from_today(count)
        return self.from_deadline(int(found[4]), count)

    def _is_midway(self, usual: Windows) -> bool:
        opened_on = timezone.localdate(usual.opens_at)
        due_on = timezone.localdate(usual.due_at)
        return (
            opened_on <= self.from_today(-_DAYS_SINCE_OPENING)
            and self.from_today(_DAYS_TO_DEADLINE) <= due_on
        )

    def _named(self, found: re.Match[str]) -> str:
        quarter = self.quarter(int(found[2]))
        if found[1] == "quarter":
            return str(quarter)
        first = quarter.starts_on
        return f"{first.replace(month=first.month + int(found[3]) - 1):%B}"


def at(day: date, hour: time) -> datetime:
    """Return the moment at which a clock in London shows ``hour`` on ``day``."""
    return datetime.combine(day, hour, LONDON)


Happening = Callable[[datetime], object]


class Timetable:
    """What happens in the story, each thing at its moment, told in order of time."""

    def __init__(self) -> None:
        self._happenings: list[tuple[datetime, Happening]] = []

    def add(self, day: date, hour: time, happening: Happening) -> None:
        """Let ``happening`` be called with the moment when its turn comes."""
        self.add_at(at(day, hour), happening)

    def add_at(self, moment: datetime, happening: Happening) -> None:
        """The same, for a moment that is known already."""
        self._happenings.append((moment, happening))

    def tell(self) -> None:
        """Let everything happen, the earliest first."""
        for moment, happening in sorted(self._happenings, key=_moment):
            happening(moment)


def _moment(entry: tuple[datetime, Any]) -> datetime:
    return entry[0]
