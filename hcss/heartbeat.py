"""A sign of life that passes through everything: clock, broker, worker."""

from datetime import datetime, timedelta

from celery import shared_task
from celery.signals import beat_init
from django.core.cache import cache
from django.utils import timezone

_KEY = "heartbeat"
#: The clock asks every 15 seconds; this long without an answer is too long.
MISSED_AFTER = timedelta(minutes=2)


@shared_task(name="hcss.beat")
def beat() -> None:
    """Note the time. Safe to run again: the latest wins."""
    cache.set(_KEY, timezone.now(), timeout=None)


@beat_init.connect
def beat_at_once(**_: object) -> None:
    """Ask for the first one when the clock starts, so that readiness need not wait."""
    beat.apply_async(expires=15)


def last_seen() -> datetime | None:
    """Return when a worker last did what the clock asked, or None if never."""
    seen: datetime | None = cache.get(_KEY)
    return seen
