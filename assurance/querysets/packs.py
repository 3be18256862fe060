"""Asking for packs."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from assurance.meeting_choices import PackState
from assurance.policy.papers import visible_packs

if TYPE_CHECKING:
    from partnerships.models import User

#: Made, or being made, in this order.
_UNDER_WAY = (PackState.WAITING, PackState.MAKING)


class PackQuerySet(models.QuerySet):
    """Packs. None reads the clock."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(visible_packs(user))

    def unclaimed(self, *, before: datetime) -> Self:
        """Keep those to be made that nobody is at; one taken ``before`` has died."""
        idle = Q(taken_at=None) | Q(taken_at__lt=before)
        return self.under_way().filter(idle)

    def under_way(self) -> Self:
        return self.filter(state__in=_UNDER_WAY)

    def made(self) -> Self:
        return self.filter(state=PackState.MADE)

    def with_seal(self) -> Self:
        """Fetch the seal's facts without its content, and the period."""
        related = ("seal__period", "asked_by")
        return self.select_related(*related).defer("seal__content")

    def in_order(self) -> Self:
        """The newest quarter first; the open part before the closed one."""
        return self.order_by("-seal__period__starts_on", "-part", "format")
