"""The words for the ledger of reminders."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import (
    Q,
)

from actions import policy
from actions.choices import (
    ReminderState,
)


class ReminderQuerySet(models.QuerySet):
    """Reminders, by where they are on their way."""

    def owed(self) -> Self:
        """Keep those neither sent nor stopped."""
        return self.filter(sent_at=None, stopped_at=None)

    def unclaimed(self, *, at: datetime, lease: timedelta) -> Self:
        """Keep those owed that nobody is sending at this moment.

        What the mail server refused for good stays out until an officer has
        released it.
        """
        idle = Q(taken_at=None) | Q(taken_at__lt=at - lease)
        return self.owed().filter(idle, refused_at=None)

    def waiting(self) -> Self:
        """Keep those owed that have not failed."""
        return self.owed().filter(failed_at=None)

    def failed(self) -> Self:
        """Keep those owed that could not be sent, refused ones too."""
        return self.owed().exclude(failed_at=None)

    def sent(self) -> Self:
        return self.exclude(sent_at=None)

    def in_state(self, state: str) -> Self:
        """Keep those whose ``state`` is the one named."""
        rows = {
            ReminderState.WAITING: self.waiting(),
            ReminderState.FAILED: self.failed().filter(refused_at=None),
            ReminderState.REFUSED: self.owed().exclude(refused_at=None),
            ReminderState.SENT: self.sent(),
            ReminderState.STOPPED: self.exclude(stopped_at=None),
        }
        return rows[ReminderState(state)]

    def with_thing(self) -> Self:
        """Fetch what every page, payload and mail shows of a reminder."""
        return self.select_related(
            "person", "quarterly_return__period", "quarterly_return__agency", "action"
        )

    def visible_to(self, user: Any) -> Self:
        return self.filter(policy.visible_reminders(user))
