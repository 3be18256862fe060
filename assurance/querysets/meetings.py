"""Asking for meetings, their papers and decisions."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from actions.choices import ActionLife, Marking
from assurance import policy

if TYPE_CHECKING:
    from partnerships.models import User

#: A follow-up in one of these needs nothing more from anybody.
_SETTLED = (ActionLife.COMPLETE, ActionLife.CLOSED)


class MeetingQuerySet(models.QuerySet):
    """Meetings. None reads the clock."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_meetings(user))

    def held_by(self, day: date) -> Self:
        """Keep those held on ``day`` or before it."""
        return self.filter(held_on__lte=day)

    def upcoming(self, *, on: date) -> Self:
        """Keep those of ``on`` and after it."""
        return self.filter(held_on__gte=on)

    def newest_first(self) -> Self:
        return self.order_by("-held_on", "group__name", "-pk")

    def with_group(self) -> Self:
        """Fetch what every page and payload about a meeting shows beside it."""
        return self.select_related("group", "period", "recorded_by")


class MeetingPaperQuerySet(models.QuerySet):
    """Other papers of meetings."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_papers(user))

    def official(self) -> Self:
        """Leave out what is sensitive: it is in no export (R57)."""
        return self.exclude(marking=Marking.SENSITIVE)


class DecisionQuerySet(models.QuerySet):
    """Decisions, which are never changed."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_decisions(user))

    def recorded_by_moment(self, moment: datetime) -> Self:
        """Keep those that had been recorded at ``moment``."""
        return self.filter(recorded_at__lte=moment)

    def outstanding(self) -> Self:
        """Keep those with a follow-up that is neither complete nor closed."""
        return self.filter(follow_up__isnull=False).exclude(
            follow_up__life__in=_SETTLED
        )

    def official(self) -> Self:
        """Leave out what is sensitive by itself or by its actions (R57)."""
        sensitive = Q(marking=Marking.SENSITIVE)
        for path in ("action", "follow_up"):
            sensitive |= Q(**{f"{path}__marking": Marking.SENSITIVE})
        return self.exclude(pk__in=self.model._default_manager.filter(sensitive))

    def in_order(self) -> Self:
        """Put them as they were recorded."""
        return self.order_by("recorded_at", "pk")

    def newest_first(self) -> Self:
        return self.order_by("-recorded_at", "-pk")

    def with_scope(self) -> Self:
        """Fetch what every page and payload about a decision shows beside it.

        ``corrected_by_number`` and ``corrected_by_key`` name the correction, if any.
        """
        later: Any = apps.get_model("assurance", "Decision")._default_manager
        mine = later.filter(corrects=OuterRef("pk")).order_by("pk")
        return self.select_related(
            "meeting__group",
            "group",
            "priority",
            "heading",
            "action__lead_agency",
            "follow_up__lead_agency",
            "corrects",
        ).annotate(
            corrected_by_number=Subquery(mine.values("number")[:1]),
            corrected_by_key=Subquery(mine.values("pk")[:1]),
        )

    def uncorrected(self) -> Self:
        """Keep those that no other corrects."""
        later: Any = apps.get_model("assurance", "Decision")._default_manager
        return self.filter(~Exists(later.filter(corrects=OuterRef("pk"))))
