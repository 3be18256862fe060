"""The words for asks."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from actions import policy
from actions.choices import Marking
from actions.return_choices import OPEN_ASKS, AskReplyKind, AskState

if TYPE_CHECKING:
    from partnerships.models import User

#: After one of these, or before any, the ask waits for an answer.
_WAITING_AFTER = (AskReplyKind.NOT_ENOUGH, AskReplyKind.ASKED_AGAIN)


class AskQuerySet(models.QuerySet):
    """Asks of the group and between agencies."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_asks(user))

    def unsettled(self) -> Self:
        return self.filter(state__in=OPEN_ASKS)

    def unanswered(self) -> Self:
        """Keep those that wait for whoever was asked."""
        return self.filter(state=AskState.OPEN)

    def unanswered_at(self, moment: datetime) -> Self:
        """Keep those that waited for whoever was asked at that moment."""
        replies: Any = apps.get_model("actions", "AskReply")._default_manager
        before = replies.filter(ask=OuterRef("pk"), written_at__lte=moment)
        latest = Subquery(before.order_by("-written_at", "-pk").values("kind")[:1])
        raised = self.filter(raised_at__lte=moment).annotate(latest_reply=latest)
        return raised.filter(Q(latest_reply=None) | Q(latest_reply__in=_WAITING_AFTER))

    def needed_before(self, day: date) -> Self:
        return self.filter(need_by__lt=day)

    def official(self) -> Self:
        """Leave out what is sensitive: it is in no export (R57)."""
        return self.exclude(marking=Marking.SENSITIVE).exclude(
            action__marking=Marking.SENSITIVE
        )

    def with_people(self) -> Self:
        """Fetch what every page and payload about an ask shows beside it."""
        return self.select_related(
            "action__lead_agency", "agency", "of_agency", "answerer", "raised_by"
        )

    def for_reader(self, user: "User") -> Self:
        """Annotate ``shows_action``: whether ``user`` may see the action (R57).

        Who is asked reads the ask; the title of a sensitive action they do not.
        """
        actions: Any = apps.get_model("actions", "Action")._default_manager
        seen = actions.visible_to(user).filter(pk=OuterRef("action"))
        return self.annotate(shows_action=Exists(seen))
