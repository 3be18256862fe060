"""Asking for seals."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q

from assurance import policy
from assurance.meeting_choices import PackState
from hcss.kernel.quarters import Quarter

if TYPE_CHECKING:
    from partnerships.models import User


class SealQuerySet(models.QuerySet):
    """Seals. Their content is large: lists leave it out."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_seals(user))

    def for_quarter(self, quarter: Quarter) -> Self:
        return self.filter(period__starts_on=quarter.starts_on)

    def after(self, quarter: Quarter) -> Self:
        """Keep the seals of later quarters."""
        return self.filter(period__starts_on__gt=quarter.starts_on)

    def newest_first(self) -> Self:
        return self.order_by("-period__starts_on")

    def listed(self) -> Self:
        """Fetch what a list shows beside each, and not the content."""
        made = Count("packs", filter=Q(packs__state=PackState.MADE))
        with_places = self.select_related("period", "agreement")
        return with_places.defer("content").annotate(packs_made=made)
