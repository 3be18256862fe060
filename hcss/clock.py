"""The clock: Celery's beat, of which exactly one ticks at a time (ADR 32).

Several may run. Whoever holds the lease in the database asks for what is due; the
others stand by, and one takes over when the lease has run out. When each job was last
asked for is in the database too, so that a new holder asks at once, and once, for what
was due while nobody did.
"""

import logging
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from celery.beat import ScheduleEntry, Scheduler
from django.conf import settings
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from hcss.kernel import jobs, leases
from hcss.kernel.leases import CLOCK
from hcss.kernel.publishing import BROKER_ERRORS

_logger = logging.getLogger(__name__)
#: What was never asked for is due at once.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
#: How soon a clock tries again after database or broker did not answer.
_AGAIN_SECONDS = 5.0


class OneClock(Scheduler):
    """Asks for what is due while it holds the lease."""

    #: Tasks go out over the application's own connections, which never wait long.
    producer: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._lasts: timedelta = settings.CLOCK_LEASE
        self._holds = self._stands_by = self._put_off = False
        super().__init__(*args, **kwargs)
        self._pause = self._lasts.total_seconds() / 4
        self._again = min(_AGAIN_SECONDS, self._pause)
        self.max_interval: Any = min(float(self.max_interval or 300), self._pause)

    def install_default_entries(self, data: Any) -> None:
        """Add nothing of Celery's own: there are no results to tidy up."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Ask for what is due, if this is the clock that does; return when to look."""
        with suppress(OSError):
            settings.CLOCK_SIGN_OF_LIFE.touch()
        try:
            wait = self._wait_for_the_lease(timezone.now())
        except Error as error:
            _logger.warning("The database does not answer: %s", _words(error))
            return self._again
        if wait:
            return wait
        return self._later(float(super().tick(*args, **kwargs)))

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        """Ask for one job, and write it down; put it off if the broker is away."""
        task: Any = self.app.tasks[str(entry.task)]
        try:
            task.hand_over(entry.args, entry.kwargs, **(entry.options or {}))
        except BROKER_ERRORS as error:
            _logger.warning("Not asked for: %s (%s)", entry.task, _words(error))
            self.schedule[str(entry.name)] = entry
            self._put_off = True
            return
        _logger.info("Asked for %s", entry.task)
        try:
            jobs.note_asked(name=str(entry.task), now=timezone.now())
        except Error as error:
            _logger.warning("Not written down: %s", _words(error))

    def close(self) -> None:
        """Let the next clock go on at once."""
        super().close()
        if not self._holds:
            return
        try:
            leases.give_back(name=CLOCK, holder=self.holder, now=timezone.now())
        except Error as error:
            _logger.warning("The lease is left to run out: %s", _words(error))
        else:
            self._holds = False
            _logger.info("Gave the lease back.")

    def _wait_for_the_lease(self, now: datetime) -> float:
        """Return 0 while this clock holds the lease, else how long to stand by."""
        if not connection.in_atomic_block:  # else it is not ours to close
            close_old_connections()
        if self._holds and self._step(leases.renew, now):
            return 0
        if self._holds:
            self._holds = False
            _logger.warning("Another clock has taken the lease: standing by.")
        if not self._step(leases.take, now):
            return self._until_it_runs_out(now)
        self._resume(now)
        self._holds, self._stands_by = True, False
        _logger.info("Took the lease as %s.", self.holder)
        return 0

    def _step(self, step: Callable[..., bool], now: datetime) -> bool:
        return step(name=CLOCK, holder=self.holder, now=now, lasts=self._lasts)

    def _until_it_runs_out(self, now: datetime) -> float:
        lease = leases.lease_called(CLOCK)
        if lease and not self._stands_by:
            self._stands_by = True
            _logger.info("Standing by: %s ticks.", lease.holder)
        left = (lease.until - now).total_seconds() if lease else 0
        return min(max(left, 0.1), self._pause)

    def _resume(self, now: datetime) -> None:
        """Go on from where the last holder, on whatever machine, has left off."""
        known = jobs.last_runs()
        for entry in self.schedule.values():
            run = known.get(str(entry.task))
            asked = run.last_asked_at if run else None
            if asked is None or asked > now:  # by a machine whose clock was ahead
                asked = _LONG_AGO
            entry.last_run_at = asked.astimezone(self.app.timezone)
        self._heap = None

    def _later(self, wait: float) -> float:
        """Look again when something is due, or soon after the broker was away."""
        if not self._put_off:
            return wait
        self._put_off, self._heap = False, None
        return self._again


def _words(error: Exception) -> str:
    return " ".join(str(error).split())
