"""From where a position is seen: which quarter, which one before, and when."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from actions.models import Period
from hcss.kernel.quarters import Quarter


@dataclass(frozen=True)
class Standpoint:
    """A quarter's position stands until the next one opens; the latest stands now.

    Opinions given and returns accepted between the close and the meeting belong to
    the position that the meeting considers.
    """

    as_at: datetime
    #: Every period that has begun, newest first.
    periods: tuple[Period, ...] = ()
    period: Period | None = None
    #: The period before, whose position this one is compared with (3.4).
    previous: Period | None = None
    is_latest: bool = True
    #: Lists are whole: what is sealed is not cut to the length of a page.
    names_all: bool = False

    @property
    def two_running(self) -> tuple[Period | None, Period | None]:
        """The last two quarters that are over: those before it while one is open."""
        if self.period is None or self.previous is None:
            return None, None
        if not self.is_open:
            return self.period, self.previous
        after = self.periods.index(self.previous) + 1
        return self.previous, next(iter(self.periods[after:]), None)

    @cached_property
    def on(self) -> date:
        return timezone.localtime(self.as_at).date()

    @property
    def before(self) -> datetime | None:
        """The moment of the position before, if there was one (R44).

        That is when it was sealed; of a quarter that never was, when this one opened.
        """
        if self.period is None or self.previous is None:
            return None
        return self.previous.sealed_at or self.period.opened_at

    @cached_property
    def before_on(self) -> date | None:
        """The day of :attr:`before`."""
        return timezone.localtime(self.before).date() if self.before else None

    def cut(self, length: int) -> int | None:
        """Return how many a list names: ``length``, or all of them."""
        return None if self.names_all else length

    @property
    def is_open(self) -> bool:
        return self.period is not None and self.period.is_open


def stand(
    *, quarter: Quarter | None, now: datetime, names_all: bool = False
) -> Standpoint:
    """Return where to stand for ``quarter``, or for the latest one that has begun.

    One query. Before any period has opened there is a standpoint without one.

    Raises:
        Period.DoesNotExist: that quarter's period has not begun.
    """
    periods = tuple(Period.objects.begun())
    place = _place(periods, quarter)
    if place is None:
        return Standpoint(as_at=now, names_all=names_all)
    following = periods[place - 1].opened_at if place else None
    return Standpoint(
        as_at=min(now, following or now),
        periods=periods,
        period=periods[place],
        previous=periods[place + 1] if place + 1 < len(periods) else None,
        is_latest=place == 0,
        names_all=names_all,
    )


def _place(periods: tuple[Period, ...], quarter: Quarter | None) -> int | None:
    if quarter is None:
        return 0 if periods else None
    for place, period in enumerate(periods):
        if period.starts_on == quarter.starts_on:
            return place
    raise Period.DoesNotExist(f"{quarter} has not begun")
