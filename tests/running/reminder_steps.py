"""What a test of the real workers does in their database and on their queue.

``python -m tests.running.reminder_steps <step> …`` runs the steps in one process with
the environment of the workers.
"""

import sys
from datetime import timedelta

import django

from tests.running.working_day import app

django.setup()

from django.utils import timezone  # noqa: E402

from actions.models import Period, Reminder  # noqa: E402
from tests.factories import (  # noqa: E402
    AgencyFactory,
    PeriodFactory,
    ReturnFactory,
    UserFactory,
)

#: How many agencies, each with one contact and one return.
AGENCIES = 6


def seed() -> None:
    """Make an open period on the day of its first reminder."""
    now, today = timezone.now(), timezone.localdate()
    period = PeriodFactory(
        opens_at=now - timedelta(days=7),
        first_reminder_on=today,
        second_reminder_on=today + timedelta(days=1),
        due_at=now + timedelta(days=7),
        closes_at=now + timedelta(days=14),
    )
    for _ in range(AGENCIES):
        agency = AgencyFactory()
        UserFactory(contact=agency)
        ReturnFactory(agency=agency, period=period)


def reach_second_stage() -> None:
    """Let the day of the second reminder come."""
    today = timezone.localdate()
    Period.objects.update(
        first_reminder_on=today - timedelta(days=1), second_reminder_on=today
    )


def plan() -> None:
    """Ask the workers to plan."""
    app.send_task("actions.plan_reminders")


def send() -> None:
    """Ask the workers to send, as the clock does every five minutes."""
    app.send_task("actions.send_reminders")


def count_owed() -> None:
    """Print how many reminders are owed."""
    sys.stdout.write(str(Reminder.objects.owed().count()))


STEPS = (seed, reach_second_stage, plan, send, count_owed)

if __name__ == "__main__":
    named = {step.__name__: step for step in STEPS}
    for name in sys.argv[1:]:
        named[name]()
