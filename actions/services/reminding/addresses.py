"""Somebody's address was mended: what could not go to the old one goes out at once."""

from datetime import datetime

from django.db import transaction

from actions import events
from actions.models import Reminder
from hcss.kernel import audit
from partnerships.models import User

_WHY = "The address was changed."


@transaction.atomic
def try_new_address(*, person: User, now: datetime) -> int:
    """Free what failed or was refused for a person; return how many.

    Whoever changed the address was allowed to; nobody else calls this. What a worker
    is sending at this moment is left to it.
    """
    stuck = Reminder.objects.owed().filter(person=person, failed_at__isnull=False)
    free = list(stuck.filter(taken_at=None).select_related("person"))
    Reminder.objects.filter(pk__in=[each.pk for each in free], taken_at=None).update(
        failed_at=None, refused_at=None, next_try_at=None, error=""
    )
    audit.record_many(
        events.REMINDER_RELEASED, actor=None, subjects=free, now=now, why=_WHY
    )
    return len(free)
