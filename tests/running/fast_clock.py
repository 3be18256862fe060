"""The product's Celery application whose clock asks for reminders every few seconds.

``celery --app tests.running.fast_clock beat`` is such a clock; the tasks, the lease and
the workers are the product's own.
"""

from datetime import timedelta

from tests.running.working_day import app

EVERY = 6

app.conf.beat_schedule = {
    name: {
        "task": task,
        "schedule": timedelta(seconds=EVERY),
        "options": {"expires": EVERY},
    }
    for name, task in (
        ("plan", "actions.plan_reminders"),
        ("send", "actions.send_reminders"),
    )
}

__all__ = ["app"]
