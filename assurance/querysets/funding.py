"""Asking for concerns about funding."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch
from django.db.models.functions import Length

from assurance import policy

if TYPE_CHECKING:
    from partnerships.models import User


class FundingQuerySet(models.QuerySet):
    """Streams of funding that somebody is worried about. None reads the clock."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_funding(user))

    def open(self) -> Self:
        """Keep those that are still a worry."""
        return self.filter(settled_on=None)

    def settled(self) -> Self:
        return self.exclude(settled_on=None)

    def ending(self, *, first: date, last: date) -> Self:
        """Keep those whose last day is between the two, both of them too."""
        return self.filter(ends_on__gte=first, ends_on__lte=last)

    def soonest_first(self) -> Self:
        """Put what nobody knows the end of last."""
        return self.order_by(F("ends_on").asc(nulls_last=True), "stream", "pk")

    def with_source(self) -> Self:
        """Fetch what every page and payload about a concern shows beside it."""
        return self.select_related("entry", "statement__priority", "recorded_by")

    def with_dependants(self, *, reader: "User | None" = None) -> Self:
        """Fetch, as ``depending``, the links to the actions that depend on it.

        For a ``reader`` those of actions that they may see; ``depending_total``
        counts them all (R57).
        """
        links: Any = apps.get_model("assurance", "FundingDependant")._default_manager
        rows = links.select_related("action__lead_agency", "action__priority")
        if reader is not None:
            rows = rows.filter(action__in=_seen(reader))
        in_order = rows.order_by(
            "action__priority__number", Length("action__ref"), "action__ref", "pk"
        )
        depending = Prefetch("dependants", queryset=in_order, to_attr="depending")
        counted = self.annotate(depending_total=Count("dependants"))
        return counted.prefetch_related(depending)

    def depended_on_by(self, ref: str, reader: "User") -> Self:
        """Keep those on which the action of ``ref`` depends, if ``reader`` sees it."""
        links: Any = apps.get_model("assurance", "FundingDependant")._default_manager
        actions = _seen(reader).filter(ref__iexact=ref)
        theirs = links.filter(concern=OuterRef("pk"), action__in=actions)
        return self.filter(Exists(theirs))


def _seen(reader: "User") -> Any:
    """Return the actions that ``reader`` may see, to look among."""
    actions: Any = apps.get_model("actions", "Action")._default_manager
    return actions.visible_to(reader).order_by().values("pk")
