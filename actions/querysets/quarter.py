"""The words for periods, returns, lines and questions."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import (
    F,
    Q,
)

from actions import policy
from actions.choices import (
    RECEIVED,
    REPORTED_LIVES,
    PeriodState,
    ReturnState,
)
from hcss.kernel.quarters import Quarter

if TYPE_CHECKING:
    from partnerships.models import User


class PeriodQuerySet(models.QuerySet):
    """Reporting periods."""

    def for_quarter(self, quarter: Quarter) -> Self:
        return self.filter(starts_on=quarter.starts_on)

    def open(self) -> Self:
        return self.filter(state=PeriodState.OPEN)

    def begun(self) -> Self:
        """Keep those that have opened, closed ones too; newest first."""
        return self.exclude(state=PeriodState.PLANNED).order_by("-starts_on")

    def due_to_open(self, *, at: datetime) -> Self:
        return self.filter(state=PeriodState.PLANNED, opens_at__lte=at)

    def due_to_close(self, *, at: datetime) -> Self:
        return self.filter(state=PeriodState.OPEN, closes_at__lte=at)


class ReturnQuerySet(models.QuerySet):
    """Returns. What others may read of the words is a rule, not a row filter."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_returns(user))

    def for_quarter(self, quarter: Quarter) -> Self:
        return self.filter(period__starts_on=quarter.starts_on)

    def outstanding(self) -> Self:
        """Keep those that have not come in: chase these, whatever their state."""
        return self.exclude(state__in=RECEIVED)

    def received(self) -> Self:
        """Keep those that have come in, whatever has become of them since."""
        return self.filter(state__in=RECEIVED)

    def to_check(self) -> Self:
        return self.filter(state=ReturnState.SUBMITTED)

    def with_agency(self) -> Self:
        return self.select_related("period", "agency")


class ReturnLineQuerySet(models.QuerySet):
    """Lines of returns."""

    def owed(self) -> Self:
        """Keep those whose action the agency still leads and reports on.

        An action closed, held or handed on while the period is open leaves its
        line behind, readable and no longer asked for.
        """
        return self.filter(
            action__life__in=REPORTED_LIVES,
            action__lead_agency=F("quarterly_return__agency"),
        )

    def visible_to(self, user: "User") -> Self:
        return self.filter(
            policy.visible_returns(user, "quarterly_return__"),
            policy.visible_actions(user, "action__"),
        )

    def readable_by(self, user: "User") -> Self:
        """Keep visible lines with words that ``user`` may read as sent in."""
        return self.visible_to(user).filter(
            reported__isnull=False, quarterly_return__state__in=RECEIVED
        )

    def with_action(self) -> Self:
        """Fetch what every page and payload about a line shows beside it."""
        return self.select_related(
            "action__priority",
            "action__heading",
            "action__lead_agency",
            "quarterly_return__period",
            "quarterly_return__agency",
            "reported__submission",
            "edited_by",
        )


class QueryQuerySet(models.QuerySet):
    """Questions about returns."""

    def visible_to(self, user: "User") -> Self:
        found = self.filter(policy.visible_returns(user, "quarterly_return__"))
        actions = policy.visible_actions(user, "line__action__")
        # "Either, or everything" is everything: Django would drop the empty half.
        return found.filter(Q(line=None) | actions) if actions else found

    def with_return(self) -> Self:
        """Fetch what every page and payload about a question shows beside it."""
        return self.select_related(
            "quarterly_return__period",
            "quarterly_return__agency",
            "line__action",
            "asked_by",
            "answered_by",
        )

    def open(self) -> Self:
        return self.filter(answered_at=None)
