"""Celery's doors to the mail about lines passed on. Each may run twice."""

from celery import shared_task
from django.utils import timezone


@shared_task(
    name="actions.send_passed_line",
    autoretry_for=(OSError,),
    retry_backoff=30,
    retry_backoff_max=3600,
    max_retries=8,
)
def send_passed_line(*, delegation_id: int, **_: object) -> None:
    """Send the mail about one line passed on."""
    # Deferred: the service queues this task, and the task is a door to the service.
    from actions.services import delegation  # noqa: PLC0415

    delegation.send_passed_line(delegation_id=delegation_id, now=timezone.now())


@shared_task(name="actions.send_owed_passed_lines")
def send_owed_passed_lines(**_: object) -> None:
    """Ask again for mail that a fault kept back."""
    from actions.services import delegation  # noqa: PLC0415 -- as above

    delegation.queue_owed_mail(now=timezone.now())
