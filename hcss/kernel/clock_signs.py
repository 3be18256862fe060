"""What a monitor may know of the clock and of the jobs that it asks for."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from hcss.kernel import jobs, lateness
from hcss.kernel.gauges import Gauge
from hcss.kernel.leases import CLOCK, lease_called


def job_names() -> list[str]:
    """Return the names of the tasks that the clock asks for."""
    return sorted({each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()})


def last_ends() -> dict[str, datetime | None]:
    """Return when each periodic job was last done with, if ever."""
    known = jobs.last_runs()
    return {
        name: known[name].last_ended_at if name in known else None
        for name in job_names()
    }


def late(now: datetime) -> str | None:
    """Say since when no clock ticks, if one ever did."""
    lease = lease_called(CLOCK)
    if lease is None or now < lease.until + settings.CLOCK_LEASE:
        return None
    return f"No clock has ticked since {lateness.moment(lease.renewed_at)}."


def _lease_age(now: datetime) -> float | None:
    lease = lease_called(CLOCK)
    return (now - lease.renewed_at).total_seconds() if lease else None


def _ended_at(now: datetime) -> Mapping[str, float]:
    return {name: at.timestamp() for name, at in last_ends().items() if at}


def _failing(now: datetime) -> Mapping[str, float]:
    known = jobs.last_runs()
    return {
        name: float(known[name].last_outcome != jobs.DONE)
        for name in job_names()
        if name in known and known[name].last_ended_at
    }


GAUGES = (
    Gauge(
        "hcss_late",
        "Whether something that should have happened by now has not: 1 if so.",
        lateness.figures,
        label="what",
    ),
    Gauge(
        "hcss_clock_lease_age_seconds",
        "Seconds since the clock last said that it ticks.",
        _lease_age,
    ),
    Gauge(
        "hcss_job_last_end_timestamp_seconds",
        "When each periodic job last ended.",
        _ended_at,
        label="job",
    ),
    Gauge(
        "hcss_job_failing",
        "Whether the last run of a periodic job went wrong: 1 if it did.",
        _failing,
        label="job",
    ),
)
