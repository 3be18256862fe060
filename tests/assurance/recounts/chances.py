"""Chance, told what to start from: the same seed gives the same answers."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from actions.choices import Marking
from actions.models import Action, Period, Return
from hcss.kernel.quarters import Quarter
from priorities.models import Agreement

BEFORE, LAST, THIS = Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2)
QUARTERS = (BEFORE, LAST, THIS)
#: The last quarter has closed and the next one has not opened.
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = NOW.date()


class Chances:
    """What is in a county, and the dice that it is made with."""

    officer: Any
    assurer: Any
    board: Any
    agencies: list[Any]
    #: Who writes for an agency, by its slug.
    writers: dict[str, Any]
    agreement: Agreement
    headings: list[Any]
    priorities: list[Any]
    fragments: list[Any]
    periods: dict[Quarter, Period]
    #: By quarter, and by the agency's slug.
    returns: dict[tuple[Quarter, str], Return]
    actions: list[Action]

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 -- nothing secret
        self.counted: dict[str, int] = {}

    def by(self, share: float) -> bool:
        """Say yes so often."""
        return self.chance.random() < share

    def next(self, of: str) -> int:
        """Count up from 1, so that everything has a name of its own."""
        self.counted[of] = self.counted.get(of, 0) + 1
        return self.counted[of]

    def day(self, first: date, last: date) -> date:
        """Return a day between two."""
        return first + timedelta(days=self.chance.randint(0, (last - first).days))

    def moment(self, first: date, last: date) -> datetime:
        """Return a moment between two days, with its microseconds."""
        day = self.day(first, last)
        seconds = self.chance.randint(0, 86_399)
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)
        fraction = self.chance.randint(0, 999_999)
        return start + timedelta(seconds=seconds, microseconds=fraction)

    def marking(self) -> str:
        """Return a marking, now and then the narrow one."""
        return Marking.SENSITIVE if self.by(0.15) else Marking.OFFICIAL
