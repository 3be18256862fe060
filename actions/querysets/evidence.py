"""The words for evidence and for what it supports."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Prefetch, Q

from actions import policy
from actions.choices import Marking
from actions.policy.evidence import visible_uses
from actions.return_choices import ScanState

if TYPE_CHECKING:
    from partnerships.models import User


class EvidenceQuerySet(models.QuerySet):
    """Files, links and references."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_evidence(user))

    def official(self) -> Self:
        """Leave out what is sensitive, or supports only what is (R57)."""
        uses = apps.get_model("actions", "EvidenceUse")._default_manager
        plain = uses.filter(
            line__marking=Marking.OFFICIAL, line__action__marking=Marking.OFFICIAL
        ).exclude(line__reported__marking=Marking.SENSITIVE)
        supports_plain = Q(pk__in=plain.values("evidence"))
        supports_nothing = ~Q(pk__in=uses.values("evidence"))
        return self.filter(supports_plain | supports_nothing, marking=Marking.OFFICIAL)

    def expired(self, *, on: date) -> Self:
        return self.filter(expires_on__lt=on)

    def dated(self, *, since: date | None, before: date | None) -> Self:
        """Keep those that speak of a day from ``since`` on, and ``before`` another."""
        found = self.filter(dated_on__isnull=False)
        if since is not None:
            found = found.filter(dated_on__gte=since)
        return found if before is None else found.filter(dated_on__lt=before)

    def undated(self) -> Self:
        return self.filter(dated_on=None)

    def supporting(self, *, ref: str, reader: "User") -> Self:
        """Keep those that support an action's lines, as far as ``reader`` may know."""
        uses = apps.get_model("actions", "EvidenceUse")._default_manager
        known = uses.filter(
            visible_uses(reader), removed_at=None, line__action__ref=ref
        )
        return self.filter(pk__in=known.values("evidence"))

    def waiting(self) -> Self:
        return self.filter(scan=ScanState.WAITING)

    def unclaimed(self, *, before: datetime) -> Self:
        """Keep waiting files that no scan is at; one begun ``before`` has died."""
        return self.waiting().filter(Q(scanned_at=None) | Q(scanned_at__lt=before))

    def with_uses(self, user: "User") -> Self:
        """Fetch what every page and payload about an item shows beside it.

        ``shown_uses`` are the lines it supports, as far as ``user`` may know.
        """
        uses = apps.get_model("actions", "EvidenceUse")._default_manager
        shown = uses.filter(visible_uses(user), removed_at=None).distinct()
        shown = shown.select_related(
            "line__action",
            "line__quarterly_return__period",
            "line__quarterly_return__agency",
        ).order_by("-line__quarterly_return__period__starts_on", "line__action__ref")
        return self.select_related("agency", "added_by").prefetch_related(
            Prefetch("uses", shown, to_attr="shown_uses")
        )
