"""A lease that one process holds at a time, on any database that Django knows.

Each step is one conditional UPDATE, so that of two processes one sees a row change.
Nobody can hold it twice, whatever their clocks say: a clock that is ahead takes the
lease too early, and its former holder finds that out before it does anything more.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from hcss.kernel.models import ClockLease

#: The one lease there is: who holds it is the clock.
CLOCK = "clock"


def renew(*, name: str, holder: str, now: datetime, lasts: timedelta) -> bool:
    """Hold the lease for longer; False if it is somebody else's by now."""
    mine = ClockLease.objects.filter(name=name, holder=holder)
    return bool(mine.update(renewed_at=now, until=now + lasts))


def take(*, name: str, holder: str, now: datetime, lasts: timedelta) -> bool:
    """Take the lease if it is free; False if somebody else holds it.

    One that would last far longer than any can was written by a machine whose clock
    was wrong, and is free as well.
    """
    free = Q(holder=holder) | Q(until__lte=now) | Q(until__gt=now + 2 * lasts)
    values = {"holder": holder, "renewed_at": now, "until": now + lasts}
    if ClockLease.objects.filter(free, name=name).update(**values):
        return True
    _, is_new = ClockLease.objects.get_or_create(name=name, defaults=values)
    return is_new


def give_back(*, name: str, holder: str, now: datetime) -> None:
    """Free the lease at once, if it is this holder's."""
    mine = ClockLease.objects.filter(name=name, holder=holder)
    mine.update(holder="", until=now)


def lease_called(name: str) -> ClockLease | None:
    """Return the lease as it stands, if anybody ever took it."""
    return ClockLease.objects.filter(name=name).first()
