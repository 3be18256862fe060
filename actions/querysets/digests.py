"""The words for messages to people."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from actions import policy
from actions.choices import DigestState


class DigestQuerySet(models.QuerySet):
    """Messages, by what became of them."""

    def under_way(self) -> Self:
        """Keep those that nobody has answered for yet."""
        return self.filter(sent_at=None, failed_at=None, lost_at=None)

    def doubtful(self) -> Self:
        """Keep those without an answer: they may have arrived, and been sent again."""
        return self.exclude(lost_at=None)

    def in_state(self, state: str) -> Self:
        """Keep those whose ``state`` is the one named."""
        came_back, sent = Q(came_back_at__isnull=False), Q(sent_at__isnull=False)
        here = Q(came_back_at=None)
        known = here & Q(delivered_at=None)
        rows = {
            DigestState.BOUNCED: came_back & Q(came_back_for_good=True),
            DigestState.DELAYED: came_back & Q(came_back_for_good=False),
            DigestState.DELIVERED: here & Q(delivered_at__isnull=False),
            DigestState.SENT: known & sent,
            DigestState.REFUSED: known & Q(failed_at__isnull=False, is_refused=True),
            DigestState.FAILED: known & Q(failed_at__isnull=False, is_refused=False),
            DigestState.DOUBTFUL: known
            & Q(sent_at=None, failed_at=None, lost_at__isnull=False),
            DigestState.SENDING: known & Q(sent_at=None, failed_at=None, lost_at=None),
        }
        return self.filter(rows[DigestState(state)])

    def begun_before(self, moment: datetime) -> Self:
        return self.filter(begun_at__lt=moment)

    def visible_to(self, user: Any) -> Self:
        """Officers see all, anybody else what was written to them."""
        return self.filter(policy.visible_messages(user))
