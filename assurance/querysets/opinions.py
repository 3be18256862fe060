"""Asking for opinions."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from assurance import policy

if TYPE_CHECKING:
    from assurance.models import Opinion
    from partnerships.models import User


class OpinionQuerySet(models.QuerySet):
    """Opinions. None reads the clock."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_opinions(user))

    def given_by_moment(self, moment: datetime) -> Self:
        """Keep those that had been given at ``moment``."""
        return self.filter(given_at__lte=moment)

    def given_after(self, opinion: "Opinion") -> Self:
        """Keep those given after ``opinion``; in the same instant, written later."""
        same = Q(given_at=opinion.given_at, pk__gt=opinion.pk)
        return self.filter(Q(given_at__gt=opinion.given_at) | same)

    def latest_per_scope(self) -> Self:
        """Keep, of those that are left, the last on each priority and heading.

        Two in the same instant both stay on record; the one written later counts.
        What is filtered afterwards would be left out before the last is found: look
        at ``expires_on`` in Python.
        """
        return self.annotate(
            place=Window(
                RowNumber(),
                partition_by=[F("priority"), F("heading")],
                order_by=[F("given_at").desc(), F("pk").desc()],
            )
        ).filter(place=1)

    def out_of_date(self, *, on: date) -> Self:
        return self.filter(expires_on__lte=on)

    def in_date(self, *, on: date) -> Self:
        return self.filter(expires_on__gt=on)

    def newest_first(self) -> Self:
        return self.order_by("-given_at", "-pk")

    def with_scope(self) -> Self:
        """Fetch what every page and payload about an opinion shows beside it."""
        related = ("priority__agreement", "heading", "given_by")
        return self.with_levels().select_related(*related)

    def with_levels(self) -> Self:
        """Fetch the scale of each, with its levels."""
        return self.select_related("scale").prefetch_related("scale__levels")
