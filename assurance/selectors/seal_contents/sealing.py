"""From where a seal sees the county, and what every part of it needs."""

from dataclasses import dataclass
from datetime import date, datetime

from actions.models import Period
from actions.selectors.windows import london_day
from assurance.models import Seal
from assurance.selectors.moments import Standpoint, stand
from assurance.selectors.statuses import Statuses
from partnerships.choices import Role
from partnerships.models import Appointment, User
from priorities.models import Agreement


@dataclass(frozen=True)
class Sealing:
    """A quarter about to be sealed. ``previous`` is the seal before it."""

    period: Period
    agreement: Agreement
    standpoint: Standpoint
    statuses: Statuses
    now: datetime
    previous: Seal | None

    @property
    def on(self) -> date:
        """The day on which the position stands."""
        return self.standpoint.on

    def is_news(self, moment: datetime | None) -> bool:
        """Say whether it happened since the seal before, or ever without one."""
        if moment is None or moment > self.now:
            return False
        return self.previous is None or moment > self.previous.sealed_at


def begin(*, period: Period, now: datetime) -> Sealing:
    """Return what the parts of a seal have in common. Three queries.

    Raises:
        Period.DoesNotExist: the period has not begun.
        Agreement.DoesNotExist: no agreement is loaded.
    """
    standpoint = stand(quarter=period.quarter, now=now, names_all=True)
    agreement = Agreement.objects.current().select_related("group").first()
    if agreement is None:
        raise Agreement.DoesNotExist("no agreement is loaded")
    earlier = Seal.objects.filter(period__starts_on__lt=period.starts_on)
    return Sealing(
        period=period,
        agreement=agreement,
        standpoint=standpoint,
        statuses=Statuses(standpoint, agreement),
        now=now,
        previous=earlier.select_related("period")
        .defer("content")
        .order_by("-period__starts_on")
        .first(),
    )


def everybodys_reader() -> User:
    """Return an officer who is nobody: nothing is kept back, no board comes first."""
    reader = User(name="")
    reader.standing = [Appointment(role=Role.OFFICER)]
    return reader


def day_of(moment: datetime | None) -> date | None:
    """Return the day of a moment in Europe/London; none of none."""
    return london_day(moment) if moment else None


def by_ref(ref: str) -> tuple[int, str]:
    """Return what puts P1-99 before P1-100."""
    return len(ref), ref
