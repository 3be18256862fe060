"""The words for more time and for amendments."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from actions import policy
from actions.choices import RECEIVED, Marking
from actions.return_choices import AmendmentState, ExtensionState

if TYPE_CHECKING:
    from partnerships.models import User


class ExtensionQuerySet(models.QuerySet):
    """More time, asked for and given."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_extensions(user))

    def asked(self) -> Self:
        return self.filter(state=ExtensionState.ASKED)

    def to_decide(self) -> Self:
        """Keep those that wait and whose return has not come in meanwhile."""
        return self.asked().exclude(quarterly_return__state__in=RECEIVED)

    def running(self, *, at: datetime) -> Self:
        """Keep those granted whose hour has not come."""
        return self.filter(state=ExtensionState.GRANTED, until__gte=at)

    def with_return(self) -> Self:
        """Fetch what every page and payload about an extension shows beside it."""
        return self.select_related(
            "quarterly_return__period",
            "quarterly_return__agency",
            "asked_by",
            "decided_by",
        )


class AmendmentQuerySet(models.QuerySet):
    """Other words for accepted lines."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_amendments(user))

    def proposed(self) -> Self:
        return self.filter(state=AmendmentState.PROPOSED)

    def official(self) -> Self:
        """Leave out what is sensitive: it is in no export and no mail (R57)."""
        return self.exclude(
            models.Q(marking=Marking.SENSITIVE)
            | models.Q(original__marking=Marking.SENSITIVE)
            | models.Q(line__marking=Marking.SENSITIVE)
            | models.Q(line__action__marking=Marking.SENSITIVE)
        )

    def with_line(self) -> Self:
        """Fetch what every page and payload about an amendment shows beside it."""
        return self.select_related(
            "quarterly_return__period",
            "quarterly_return__agency",
            "line__action__priority",
            "line__action__lead_agency",
            "original__submission",
            "result__submission",
            "proposed_by",
            "decided_by",
        )
