"""Handing a task to the broker without making anybody wait for it.

Whoever works on a page is not to notice that the broker is away. What is owed is a row
in the database and the clock asks for it again, so a task that cannot be handed over
at once is let go: one attempt, bounded, and none at all for a while after one failed.
"""

import logging
import time
from typing import Any

from celery import Task
from celery.result import AsyncResult
from celery.utils import uuid
from kombu.exceptions import ChannelError, OperationalError
from redis.exceptions import RedisError

_logger = logging.getLogger(__name__)
#: What goes wrong with a broker: it is away, it is full, its folder is.
BROKER_ERRORS = (OperationalError, ChannelError, RedisError, OSError)

#: How the broker is spoken to: give up at once, or after two seconds of silence.
BOUNDS: dict[str, Any] = {
    "max_retries": 0,
    "socket_connect_timeout": 1,
    "socket_timeout": 2,
}
#: After a failure nothing is tried for so long, so that fifty tasks wait once.
PAUSE_SECONDS = 10.0


class Pause:
    """Remembers, for this process, that the broker was away a moment ago."""

    def __init__(self) -> None:
        self._until = 0.0

    def begin(self) -> None:
        """Try nothing for a while."""
        self._until = time.monotonic() + PAUSE_SECONDS

    def end(self) -> None:
        """Try again from now on."""
        self._until = 0.0

    def heed(self) -> None:
        """Raise what the broker would, if it was away a moment ago."""
        if time.monotonic() < self._until:
            raise OperationalError("The broker was away a moment ago.")


pause = Pause()


class Handed(Task):
    """A task whose publishing never fails a page, nor takes longer than a moment."""

    abstract = True

    def apply_async(self, *args: Any, **options: Any) -> AsyncResult:
        """Hand the task over, or leave it to the clock, which asks again."""
        if self.app.conf.task_always_eager:
            return super().apply_async(*args, **options)
        options.setdefault("task_id", uuid())
        try:
            return self.hand_over(*args, **options)
        except BROKER_ERRORS as error:
            words = " ".join(str(error).split())
            _logger.warning("Not handed over: %s (%s)", self.name, words)
            return self.AsyncResult(options["task_id"])

    def hand_over(self, *args: Any, **options: Any) -> AsyncResult:
        """Hand the task over.

        Raises:
            BROKER_ERRORS: the broker is away, or was a moment ago, or takes nothing.
        """
        if self.app.conf.task_always_eager:
            return super().apply_async(*args, **options)
        pause.heed()
        try:
            return super().apply_async(*args, **options)
        except BROKER_ERRORS:
            pause.begin()
            raise
