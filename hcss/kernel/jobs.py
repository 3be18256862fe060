"""What is remembered of the periodic jobs: asked for, begun, ended, and how.

Each note is one statement, for one row per job, so that it costs a job next to nothing;
a failure costs one more.
"""

from datetime import datetime
from typing import Any

from hcss.kernel.models import JobRun

DONE = "done"
_LONGEST_OUTCOME = 200


def note_asked(*, name: str, now: datetime) -> None:
    """Write down that the clock has asked for a job."""
    _note(name, last_asked_at=now)


def note_started(*, name: str, now: datetime) -> None:
    """Write down that a worker has begun a job."""
    _note(name, last_started_at=now)


def note_ended(*, name: str, outcome: str, now: datetime) -> None:
    """Write down that a job has ended, and how, and since when it has been failing."""
    ended = {"last_ended_at": now, "last_outcome": outcome[:_LONGEST_OUTCOME]}
    if outcome == DONE:
        _note(name, **ended, failing_since=None)
        return
    _note(name, **ended)
    JobRun.objects.filter(name=name, failing_since=None).update(failing_since=now)


def last_runs() -> dict[str, JobRun]:
    """Return what is known of each job that was ever asked for or run."""
    return JobRun.objects.in_bulk()


def _note(name: str, **values: Any) -> None:
    JobRun.objects.bulk_create(
        [JobRun(name=name, **values)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=list(values),
    )
