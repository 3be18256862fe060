"""A sign of life that passes through everything: clock, broker, worker."""

from datetime import datetime, timedelta

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from hcss.kernel import gauges

_KEY = "heartbeat"
#: The clock asks every 15 seconds; this long without an answer is too long.
MISSED_AFTER = timedelta(minutes=2)


@shared_task(name="hcss.beat")
def beat() -> None:
    """Note the time. Safe to run again: the latest wins."""
    cache.set(_KEY, timezone.now(), timeout=None)


def last_seen() -> datetime | None:
    """Return when a worker last did what the clock asked, or None if never."""
    seen: datetime | None = cache.get(_KEY)
    return seen


def _age(now: datetime) -> float | None:
    seen = last_seen()
    return (now - seen).total_seconds() if seen else None


gauges.register(
    gauges.Gauge(
        "hcss_heartbeat_age_seconds",
        "Seconds since a worker last did what the clock asked.",
        _age,
    )
)
