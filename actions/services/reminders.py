"""What an officer does with the ledger of reminders."""

from datetime import datetime

from django.db import transaction

from actions import events
from actions.models import Reminder
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User


@transaction.atomic
def release_reminder(*, actor: User, reminder: Reminder, now: datetime) -> Reminder:
    """Let a reminder that failed be sent by the next run.

    If its reason has gone meanwhile, that run stops it instead.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        Conflict: it has not failed, has been sent, stopped or released since, or is
            being sent at this moment.
    """
    policy.require(actor, "actions.manage_reminders")
    why = reminder.error
    failed = {
        "failed_at": reminder.failed_at,
        "failed_at__isnull": False,
        "sent_at": None,
        "stopped_at": None,
        "taken_at": None,
    }
    if not compare_and_set(
        reminder, expected=failed, failed_at=None, refused_at=None, error=""
    ):
        raise Conflict("There is nothing here to send again.", code="not_failed")
    audit.record(
        events.REMINDER_RELEASED, actor=actor, subject=reminder, now=now, why=why
    )
    return reminder
