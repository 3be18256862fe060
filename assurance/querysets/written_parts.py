"""Asking for what is written for papers."""

from typing import TYPE_CHECKING, Self

from django.db import models

from assurance.policy.packs import visible_written_parts

if TYPE_CHECKING:
    from actions.models import Period
    from partnerships.models import User


class WrittenPartQuerySet(models.QuerySet):
    """Written parts, before they are sealed. None reads the clock."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(visible_written_parts(user))

    def for_period(self, period: "Period") -> Self:
        return self.filter(period=period)

    def with_writer(self) -> Self:
        """Fetch what every page and payload about a part shows beside it."""
        return self.select_related("period", "priority", "written_by")

    def in_order(self) -> Self:
        """The newest quarter first; in it by what they are."""
        return self.order_by("-period__starts_on", "code", "priority__number", "pk")
