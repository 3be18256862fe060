"""The reporting quarter: the only code that knows where a quarter begins.

Quarters are those of the financial year: Q1 is April to June (domain 4.2, R61).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_SLUG = re.compile(r"(20\d\d)-(\d\d)-q([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a financial year, such as Q2 2026/27 (July to September 2026).

    ``year`` is the calendar year in which the financial year begins.
    """

    year: int
    number: int

    @classmethod
    def containing(cls, day: date) -> Quarter:
        """Return the quarter that ``day`` falls in."""
        year = day.year if day.month >= 4 else day.year - 1  # noqa: PLR2004 -- April
        return cls(year, (day.month - 4) % 12 // 3 + 1)

    @classmethod
    def parse(cls, slug: str) -> Quarter:
        """Read a slug such as ``2026-27-q2``; raise ValueError for anything else."""
        match = _SLUG.fullmatch(slug)
        if not match or (int(match[1]) + 1) % 100 != int(match[2]):
            raise ValueError(f"“{slug}” is not a quarter such as 2026-27-q2")
        return cls(int(match[1]), int(match[3]))

    @property
    def starts_on(self) -> date:
        month = 3 * self.number + 1
        if month > 12:  # noqa: PLR2004 -- Q4 begins in January of the next year
            return date(self.year + 1, 1, 1)
        return date(self.year, month, 1)

    @property
    def next(self) -> Quarter:
        return Quarter.containing(self.starts_on + timedelta(days=100))

    @property
    def previous(self) -> Quarter:
        return Quarter.containing(self.starts_on - timedelta(days=1))

    @property
    def ends_on(self) -> date:
        return self.next.starts_on - timedelta(days=1)

    @property
    def slug(self) -> str:
        """The quarter in an address: ``2026-27-q2``."""
        return f"{self.year}-{(self.year + 1) % 100:02d}-q{self.number}"

    def __str__(self) -> str:
        return f"Q{self.number} {self.year}/{(self.year + 1) % 100:02d}"
