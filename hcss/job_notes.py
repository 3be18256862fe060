"""Notes what becomes of the jobs that the clock asks for, as a worker does them."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import states
from celery.signals import task_postrun, task_prerun
from django.db import Error
from django.utils import timezone

from hcss.kernel import jobs
from hcss.kernel.clock_signs import job_names

_logger = logging.getLogger(__name__)


@task_prerun.connect
def note_start(task: Any = None, **_: object) -> None:
    """Write down that a periodic job has begun."""
    if task.name in job_names():
        _try(partial(jobs.note_started, name=task.name, now=timezone.now()))


@task_postrun.connect
def note_end(
    task: Any = None, state: str = "", retval: object = None, **_: object
) -> None:
    """Write down that a periodic job has ended, and how: never in which words."""
    if task.name not in job_names():
        return
    outcome = jobs.DONE
    if state != states.SUCCESS:
        outcome = f"{state.lower()}: {type(retval).__name__}"
    _try(partial(jobs.note_ended, name=task.name, outcome=outcome, now=timezone.now()))


def _try(note: Callable[[], None]) -> None:
    """A note that cannot be kept spoils no job."""
    try:
        note()
    except Error as error:
        _logger.warning("Not written down: %s", " ".join(str(error).split()))
