"""The words for periods, returns, lines and questions."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from actions import policy
from actions.choices import (
    RECEIVED,
    REPORTED_LIVES,
    UNDER_WAY,
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

    def lately_closed(self) -> Self:
        """Return the last two that closed: what came in since may still count."""
        closed = self.filter(state=PeriodState.CLOSED)
        return closed.order_by("-starts_on")[:2]

    def to_seal(self) -> Self:
        """Keep those that have closed and are not sealed, nor one after them."""
        sealed = self.model._default_manager.filter(sealed_at__isnull=False)
        later = sealed.filter(starts_on__gt=OuterRef("starts_on"))
        closed = self.filter(state=PeriodState.CLOSED, sealed_at=None)
        return closed.filter(~Exists(later)).order_by("-starts_on")

    def due_to_open(self, *, at: datetime) -> Self:
        return self.filter(state=PeriodState.PLANNED, opens_at__lte=at)

    def due_to_close(self, *, at: datetime) -> Self:
        """Keep those whose last moment, in which it is still open, has passed."""
        return self.filter(state=PeriodState.OPEN, closes_at__lt=at)


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

    def writable(self, *, at: datetime) -> Self:
        """Keep those in which the agency may write: ``Return.is_writable`` in SQL."""
        in_time = Q(period__closes_at__gte=at) | Q(extended_until__gte=at)
        begun = Q(state__in=(ReturnState.OPEN, ReturnState.DRAFT)) & in_time
        reopened = Q(state=ReturnState.NO_RETURN, extended_until__gte=at)
        return self.filter(Q(state=ReturnState.QUERIED) | begun | reopened)

    def under_way(self) -> Self:
        """Keep those of which nothing has come in and that are not given up."""
        return self.filter(state__in=UNDER_WAY).with_agency().order_by("pk")

    def without_time(self, *, at: datetime) -> Self:
        """Keep those to which nobody gave more time, or whose time has run out."""
        return self.filter(Q(extended_until=None) | Q(extended_until__lt=at))

    def with_time(self, *, at: datetime) -> Self:
        """Keep those whose extra time runs."""
        return self.filter(extended_until__gte=at)

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

    def unconfirmed(self) -> Self:
        """Keep what an officer typed for an agency that has not confirmed it (R35).

        Once a return is in, what waits no longer counts for anything.
        """
        still_out = ~Q(
            quarterly_return__state__in=(ReturnState.SUBMITTED, ReturnState.ACCEPTED)
        )
        typed = self.owed().filter(written_for_by__isnull=False, confirmed_at=None)
        return typed.filter(still_out)

    def untouched(self) -> Self:
        """Keep those on which the agency has written and reported nothing (R35)."""
        typed = Q(written_for_by__isnull=False, confirmed_at=None)
        return self.filter(Q(edited_at=None) | typed, reported=None)

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
            "accepted_by",
            "carried_from",
            "written_for_by",
            "confirmed_by",
            "reported__written_by",
            "reported__written_for_by",
            "reported__confirmed_by",
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
            "line__quarterly_return",
            "asked_by",
            "answered_by",
        )

    def open(self) -> Self:
        return self.filter(answered_at=None)
