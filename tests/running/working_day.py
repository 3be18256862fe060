"""The product's Celery application on a working day, whatever day it is today.

Nothing is sent on a Sunday; a test run on one moves the clock of its workers on to
Monday. ``celery --app tests.running.working_day worker`` is such a worker.
"""

from datetime import UTC, datetime, timedelta

import time_machine

from hcss.celery import app
from hcss.kernel import working_days

_today = datetime.now(UTC).date()
_days = working_days.after(_today, 0) - _today
if _days:
    time_machine.travel(datetime.now(UTC) + timedelta(days=_days.days)).start()

__all__ = ["app"]
