"""Celery's door to the mailbox that mail comes back to. It may run twice."""

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from hcss.kernel import mailboxes

#: Mail systems give up after days; older letters are not looked at.
LOOK_BACK = timedelta(days=30)


@shared_task(name="actions.read_bounces")
def read_bounces(**_: object) -> None:
    """Read what came back to the mailbox of the settings."""
    from actions.services.reminding import bounces  # noqa: PLC0415 -- a task is a door

    now = timezone.now()
    since = timezone.localdate(now) - LOOK_BACK
    where: dict[str, Any] = settings.BOUNCES
    with mailboxes.imap(**where, since=since) as box:
        bounces.read_bounces(box=box, now=now)
