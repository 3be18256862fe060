"""Asking for versions of the scale of assurance."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from assurance import policy

if TYPE_CHECKING:
    from partnerships.models import User


class ScaleQuerySet(models.QuerySet):
    """Versions of the scale. None reads the clock."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_scales(user))

    def published_by_moment(self, moment: datetime) -> Self:
        """Keep those that had been published at ``moment``."""
        return self.filter(published_at__lte=moment)

    def with_levels(self) -> Self:
        """Fetch the levels of each, and who published it."""
        return self.select_related("published_by").prefetch_related("levels")

    def newest_first(self) -> Self:
        return self.order_by("-version")
