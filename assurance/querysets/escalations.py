"""Asking for escalations."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from actions.choices import Marking
from assurance import policy
from assurance.meeting_choices import EscalationState

if TYPE_CHECKING:
    from partnerships.models import User


class EscalationQuerySet(models.QuerySet):
    """Escalations. None reads the clock."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_escalations(user))

    def open(self) -> Self:
        return self.filter(state=EscalationState.OPEN)

    def late(self, *, on: date) -> Self:
        """Keep the open ones whose reply should have come before ``on``."""
        return self.open().filter(reply_by__lt=on)

    def raised_by_moment(self, moment: datetime) -> Self:
        """Keep those that had been raised at ``moment``."""
        return self.filter(raised_at__lte=moment)

    def open_at(self, moment: datetime) -> Self:
        """Keep those that waited for a reply at ``moment``."""
        waiting = Q(replied_at=None) | Q(replied_at__gt=moment)
        return self.raised_by_moment(moment).filter(waiting)

    def official(self) -> Self:
        """Leave out what is about a sensitive action: it is in no export (R57)."""
        about = Q(action=None) | ~Q(action__marking=Marking.SENSITIVE)
        return self.filter(about)

    def with_people(self) -> Self:
        """Fetch what every page and payload about an escalation shows beside it."""
        return self.select_related(
            "agency", "period", "action__priority", "to_person", "replied_by"
        )
