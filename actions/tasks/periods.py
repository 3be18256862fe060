"""The clock of the reporting periods."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="actions.turn_the_quarter")
def turn_the_quarter(**_: object) -> None:
    """Plan, open and close what is due. Running it twice changes nothing more."""
    from actions.services import periods  # noqa: PLC0415 -- services import tasks

    periods.turn_the_quarter(now=timezone.now())
