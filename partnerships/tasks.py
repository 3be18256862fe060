"""What the queue may ask of this app: send the mail of invitations."""

from smtplib import SMTPException

from celery import shared_task
from django.utils import timezone


@shared_task(
    name="partnerships.send_invitation",
    autoretry_for=(OSError, SMTPException),
    retry_backoff=30,
    retry_backoff_max=3600,
    max_retries=8,
)
def send_invitation(invitation_id: int) -> None:
    """Send one invitation's mail; safe to run twice."""
    # Deferred: the service queues this task, and the task is a door to the service.
    from partnerships.services import invitations  # noqa: PLC0415

    invitations.send_invitation(invitation_id=invitation_id, now=timezone.now())


@shared_task(name="partnerships.send_owed_invitations")
def send_owed_invitations() -> None:
    """Ask again for mail that a fault kept back."""
    from partnerships.services import invitations  # noqa: PLC0415 -- as above

    invitations.queue_owed_invitations(now=timezone.now())
