"""The words for actions and for how their dates move."""

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Length

from actions import policy
from actions.choices import (
    RECEIVED,
    REPORTED_LIVES,
    ActionLife,
    DateChangeState,
    Marking,
    ReturnState,
)
from partnerships.models import Appointment, PostHolding, User
from priorities.models import Agreement


class ActionQuerySet(models.QuerySet):
    """Actions. No word reads the clock."""

    def visible_to(self, user: User) -> Self:
        return self.filter(policy.visible_actions(user))

    def proposed(self) -> Self:
        return self.filter(life=ActionLife.PROPOSED)

    def tracked(self) -> Self:
        """Keep those that have been agreed and not closed (R29)."""
        return self.exclude(life__in=[ActionLife.PROPOSED, ActionLife.CLOSED])

    def reported(self) -> Self:
        """Keep those on which a line is owed each quarter."""
        return self.filter(life__in=REPORTED_LIVES)

    def overdue(self, *, on: date) -> Self:
        return self.filter(
            life__in=[ActionLife.AGREED, ActionLife.ACTIVE, ActionLife.ON_HOLD],
            forecast_on__lt=on,
        )

    def undated(self) -> Self:
        """Keep reported actions with no date agreed (R26)."""
        return self.reported().filter(forecast_on=None, review_on=None)

    def without_contact(self, *, on: date) -> Self:
        """Keep reported actions for which nobody answers on the day (R17).

        Neither the holder of the contact's post nor a named contact: who has closed
        the account, has no appointment left, or went to another agency has left.
        """
        return self.reported().filter(~Exists(_contacts(on)), ~Exists(_holders(on)))

    def of_current_agreement(self) -> Self:
        """Keep those of the newest agreement that no other replaces."""
        current = Agreement.objects.current()
        return self.filter(agreement__in=current.values("pk")[:1])

    def saying(self, words: str) -> Self:
        """Keep those with ``words`` in reference, title or success criterion."""
        return self.filter(
            Q(ref__icontains=words)
            | Q(title__icontains=words)
            | Q(success_criterion__icontains=words)
        )

    def with_standing(self, user: User, *, on: date) -> Self:
        """Annotate how each stands, as far as ``user`` may read it.

        ``latest_status`` is what was last reported, or ``no_return`` where a
        period ended without it (R31), with ``latest_starts_on``, the first day
        of its quarter, and ``latest_at``, when it was sent in. ``redated_times``
        counts the changes of date, ``waiting_changes`` the requests that wait,
        and ``answered_by`` names who holds the contact's post, or else the contact.
        """
        lines = _standing_lines(user)
        changes = apps.get_model("actions", "DateChange")._default_manager
        return self.annotate(
            latest_status=Subquery(lines.values("standing")[:1]),
            latest_starts_on=Subquery(
                lines.values("quarterly_return__period__starts_on")[:1]
            ),
            latest_at=Subquery(lines.values("reported__submission__submitted_at")[:1]),
            redated_times=_count(changes.filter(state=DateChangeState.APPROVED)),
            waiting_changes=_count(changes.filter(state=DateChangeState.WAITING)),
            answered_by=Coalesce(
                Subquery(_holders(on).values("person__name")[:1]),
                Subquery(_contacts(on).values("name")[:1]),
            ),
        )

    def official(self) -> Self:
        """Leave out what is sensitive: it is in no export and no mail (R57)."""
        return self.exclude(marking=Marking.SENSITIVE)

    def with_ref(self, ref: str) -> Self:
        """Keep those of a reference; the current agreement's comes first."""
        is_replaced = Q(agreement__replaced_by__isnull=False)
        return self.filter(ref=ref).order_by(
            Case(When(is_replaced, then=1), default=0),
            "-agreement__loaded_at",
            "-agreement",
        )

    def by_ref(self) -> Self:
        """Put P1-02 before P1-10, and P1-99 before P1-100."""
        return self.order_by("priority__number", Length("ref"), "ref", "pk")

    def with_people(self) -> Self:
        """Fetch what every page and payload about an action shows beside it."""
        return self.select_related(
            "agreement",
            "priority",
            "heading",
            "lead_agency",
            "lead_partnership",
            "overseen_by",
            "contact",
            "contact_post",
            "deputy",
        )


def _contacts(on: date) -> models.QuerySet[User]:
    """Return the named contact of each action, unless they have left (R17).

    Who was ever appointed has left with their last appointment, and has left the
    action with its lead agency: it neither employs them nor has them appointed.
    """
    ever = Appointment.objects.filter(person=OuterRef("pk"))
    there = ever.not_over(on=on).filter(agency=OuterRef(OuterRef("lead_agency")))
    is_theirs = Q(employer=OuterRef("lead_agency")) | Exists(there) | ~Exists(ever)
    contacts: models.QuerySet[User] = User.objects.still_here(on=on)
    return contacts.filter(is_theirs, pk=OuterRef("contact"))


def _holders(on: date) -> models.QuerySet[PostHolding]:
    """Return who holds the contact's post of each action, if still here on the day."""
    return PostHolding.objects.current(on=on).filter(
        post=OuterRef("contact_post"), person__in=User.objects.still_here(on=on)
    )


def _standing_lines(user: User) -> models.QuerySet[Any]:
    """Return each action's lines that say something to ``user``, newest first."""
    missing = Q(quarterly_return__state=ReturnState.NO_RETURN)
    received = Q(quarterly_return__state__in=RECEIVED, reported__isnull=False)
    lines = apps.get_model("actions", "ReturnLine")._default_manager.filter(
        missing | received,
        policy.visible_returns(user, "quarterly_return__"),
        action=OuterRef("pk"),
    )
    return lines.annotate(
        standing=Case(
            When(missing, then=Value(ReturnState.NO_RETURN.value)),
            default=F("reported__status"),
        )
    ).order_by("-quarterly_return__period__starts_on")


def _count(rows: models.QuerySet[Any]) -> Coalesce:
    """Count the ``rows`` of each action; joined, they would multiply one another."""
    counted = (
        rows.filter(action=OuterRef("pk"))
        .order_by()
        .values("action")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return Coalesce(Subquery(counted), 0)


class DateChangeQuerySet(models.QuerySet):
    """Requests for a new date."""

    def visible_to(self, user: User) -> Self:
        return self.filter(policy.visible_actions(user, "action__"))

    def waiting(self) -> Self:
        return self.filter(state=DateChangeState.WAITING)

    def official(self) -> Self:
        """Leave out what is sensitive: it is in no export and no mail (R57)."""
        return self.exclude(action__marking=Marking.SENSITIVE)

    def with_action(self) -> Self:
        """Fetch what every page and payload about a request shows beside it."""
        return self.select_related(
            "action__lead_agency", "action__priority", "asked_by", "decided_by"
        ).annotate(
            approved_before=Count(
                "action__date_changes",
                filter=Q(
                    action__date_changes__state=DateChangeState.APPROVED,
                    action__date_changes__number__lt=F("number"),
                ),
            )
        )
