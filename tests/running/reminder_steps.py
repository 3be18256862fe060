"""What a test of the real workers does in their database and on their queue.

``python -m tests.running.reminder_steps <step> …`` runs the steps in one process with
the environment of the workers.
"""

import sys
from datetime import date, datetime, time, timedelta

import django

from tests.running.working_day import app

django.setup()

from django.utils import timezone  # noqa: E402

from actions.models import Digest, Period, Reminder, Return  # noqa: E402
from actions.selectors.windows import LONDON  # noqa: E402
from hcss.kernel import working_days  # noqa: E402
from partnerships.choices import AgencyKind, Role  # noqa: E402
from partnerships.models import Agency, Appointment, User  # noqa: E402
from tests.factories import (  # noqa: E402
    AgencyFactory,
    PeriodFactory,
    ReturnFactory,
    UserFactory,
)
from tests.factories.partnerships import APPOINTED_ON  # noqa: E402

#: How many agencies, each with one contact and one return.
AGENCIES = 6
#: How many there are for the test of many kills.
MANY = 2_000


def seed() -> None:
    """Make an open period on the day of its first reminder."""
    now, today = timezone.now(), timezone.localdate()
    period = PeriodFactory(
        opens_at=now - timedelta(days=7),
        due_at=_deadline_after(today, 7),
        closes_at=now + timedelta(days=30),
    )
    for _ in range(AGENCIES):
        agency = AgencyFactory()
        UserFactory(contact=agency)
        ReturnFactory(agency=agency, period=period)


def seed_many() -> None:
    """Make two thousand agencies, each with a contact and a return to remind of."""
    seed()
    period = Period.objects.get()
    numbers = range(MANY - AGENCIES)
    agencies = Agency.objects.bulk_create(
        Agency(name=f"Many {n}", slug=f"many-{n}", kind=AgencyKind.OTHER)
        for n in numbers
    )
    people = User.objects.bulk_create(
        User(name=f"Many {n}", email=f"many{n}@hcss.example") for n in numbers
    )
    Appointment.objects.bulk_create(
        Appointment(
            person=person, role=Role.CONTACT, agency=agency, starts_on=APPOINTED_ON
        )
        for person, agency in zip(people, agencies, strict=True)
    )
    Return.objects.bulk_create(
        Return(period=period, agency=each, agency_name=each.name) for each in agencies
    )


def reach_second_stage() -> None:
    """Let the day of the second reminder come."""
    Period.objects.update(due_at=_deadline_after(timezone.localdate(), 2))


def plan() -> None:
    """Ask the workers to plan."""
    app.send_task("actions.plan_reminders")


def send() -> None:
    """Ask the workers to send, as the clock does every five minutes."""
    app.send_task("actions.send_reminders")


def count_owed() -> None:
    """Print how many reminders are owed."""
    sys.stdout.write(str(Reminder.objects.owed().count()))


def count_doubtful() -> None:
    """Print how many messages were left without an answer by a worker that died."""
    sys.stdout.write(str(Digest.objects.doubtful().count()))


def _deadline_after(today: date, count: int) -> datetime:
    """Return the deadline that is so many working days away, at 5pm."""
    day = working_days.after(working_days.after(today, 0), count)
    return datetime.combine(day, time(17), LONDON)


STEPS = (
    seed,
    seed_many,
    reach_second_stage,
    plan,
    send,
    count_owed,
    count_doubtful,
)

if __name__ == "__main__":
    named = {step.__name__: step for step in STEPS}
    for name in sys.argv[1:]:
        named[name]()
