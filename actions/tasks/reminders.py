"""Celery's doors to the reminders. Each may run twice: the ledger keeps it to once."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="actions.plan_reminders")
def plan_reminders(**_: object) -> None:
    """Write down whom the rules call to remind today."""
    from actions.services.reminding import plans  # noqa: PLC0415 -- services import tasks

    plans.plan_reminders(on=timezone.localdate(), now=timezone.now())


@shared_task(name="actions.send_reminders")
def send_reminders(**_: object) -> None:
    """Hand one digest per person owed to the workers."""
    from actions.services.reminding import digests  # noqa: PLC0415 -- as above

    digests.queue_digests(now=timezone.now())


@shared_task(name="actions.send_digest")
def send_digest(*, person_id: int, **_: object) -> None:
    """Send one person what they are owed. Running it twice sends one mail."""
    from actions.services.reminding import digests  # noqa: PLC0415 -- as above

    digests.send_digest(person_id=person_id, now=timezone.now())
