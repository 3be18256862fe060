"""The words in which the rest of the site asks for agencies and people."""

from datetime import date, datetime
from typing import Any, Self

from django.apps import apps
from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from partnerships import policy
from partnerships.choices import CANNOT_LEAD, Role


def _on(day: date) -> Q:
    """Keep what has started on ``day`` and has not ended."""
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))


def _appointments() -> "AppointmentQuerySet":
    model: Any = apps.get_model("partnerships", "Appointment")
    appointments: AppointmentQuerySet = model.objects.all()
    return appointments


def _holdings() -> "PostHoldingQuerySet":
    model: Any = apps.get_model("partnerships", "PostHolding")
    holdings: PostHoldingQuerySet = model.objects.all()
    return holdings


class AgencyQuerySet(models.QuerySet):
    """Agencies, by what they may be asked to do."""

    def current(self) -> Self:
        return self.filter(ended_on=None)

    def able_to_lead(self) -> Self:
        """Keep those that may lead an action (R11)."""
        return self.current().exclude(kind__in=[kind.value for kind in CANNOT_LEAD])

    def named(self, words: str) -> Self:
        """Keep those with ``words`` in a name of theirs, now or before (R51).

        The name of an agency that they took over from counts as one of theirs.
        """
        return self.filter(
            Q(name__icontains=words)
            | Q(short_name__icontains=words)
            | Q(names__name__icontains=words)
            | Q(successions_to__predecessor__name__icontains=words)
        ).distinct()

    def without_contact(self, *, on: date) -> Self:
        """Keep those for which nobody who is still here is the contact (R17)."""
        return self.exclude(pk__in=self._contacts(on).values("agency"))

    def with_contact(self, *, on: date) -> Self:
        """Keep those that have a contact."""
        return self.filter(pk__in=self._contacts(on).values("agency"))

    def with_people(self, *, on: date) -> Self:
        """Load the current appointments at each, with who holds them."""
        current = _appointments().current(on=on).filter(person__is_active=True)
        return self.prefetch_related(
            Prefetch(
                "appointments",
                queryset=current.select_related("person").order_by("person__name"),
                to_attr="current_appointments",
            )
        )

    def _contacts(self, on: date) -> "AppointmentQuerySet":
        held = _appointments().current(on=on)
        return held.filter(role=Role.CONTACT, person__is_active=True)


class PartnershipQuerySet(models.QuerySet):
    """Partnerships, with what a list shows beside them."""

    def with_chair(self, *, on: date) -> Self:
        """Load the host and whoever is in the chair on the day."""
        chairs = _appointments().current(on=on).filter(role=Role.CHAIR)
        return self.select_related("host_agency").prefetch_related(
            Prefetch(
                "appointments",
                queryset=chairs.select_related("person").order_by("person__name"),
                to_attr="current_chairs",
            )
        )


class UserQuerySet(models.QuerySet):
    """People, by what they are."""

    def active(self) -> Self:
        return self.filter(is_active=True)

    def still_here(self, *, on: date) -> Self:
        """Keep those with an account, not every appointment of theirs over (R17)."""
        theirs = _appointments().filter(person=OuterRef("pk"))
        return self.active().filter(Exists(theirs.not_over(on=on)) | ~Exists(theirs))

    def visible_to(self, user: Any) -> Self:
        return self.filter(policy.visible_people(user))

    def named(self, words: str) -> Self:
        """Keep those with ``words`` in their name, post or address."""
        return self.filter(
            Q(name__icontains=words)
            | Q(post_title__icontains=words)
            | Q(email__icontains=words)
        )

    def at_agency(self, agency: Any, *, on: date) -> Self:
        """Keep those appointed at the agency on the day."""
        held = _appointments().current(on=on).filter(agency=agency)
        return self.filter(pk__in=held.values("person"))

    def with_role(self, role: str, *, on: date) -> Self:
        """Keep those who hold the role on the day, whether they still sign in."""
        held = _appointments().current(on=on).filter(role=role)
        return self.filter(pk__in=held.values("person"))

    def never_signed_in(self) -> Self:
        """Keep those who have an account and have not used it."""
        return self.filter(last_login=None)

    def with_appointments(self, *, on: date) -> Self:
        """Load what each holds on the day, and where."""
        current = _appointments().current(on=on)
        return self.select_related("employer").prefetch_related(
            Prefetch(
                "appointments",
                queryset=current.select_related("agency", "partnership").order_by("pk"),
                to_attr="current_appointments",
            )
        )

    def holding(self, *roles: str, on: date) -> Self:
        """Keep active people who hold one of ``roles`` on the day."""
        held = Q(appointments__starts_on__lte=on) & (
            Q(appointments__ends_on=None) | Q(appointments__ends_on__gt=on)
        )
        return self.active().filter(held, appointments__role__in=roles).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people; there is no superuser (no side door)."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> Any:
        """Return a new person with a usable password, or none."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class AppointmentQuerySet(models.QuerySet):
    """Appointments, by time."""

    def current(self, *, on: date) -> Self:
        return self.filter(_on(on))

    def not_over(self, *, on: date) -> Self:
        """Keep those that run on the day or begin after it."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on))


class PostQuerySet(models.QuerySet):
    """Posts, by whether somebody holds them."""

    def held(self, *, on: date) -> Self:
        """Keep those that somebody holds on the day."""
        return self.filter(pk__in=_holdings().current(on=on).values("post"))

    def vacant(self, *, on: date) -> Self:
        """Keep those that nobody holds on the day."""
        return self.exclude(pk__in=_holdings().current(on=on).values("post"))

    def with_holder(self, *, on: date) -> Self:
        """Load who holds each on the day, and where it is."""
        current = _holdings().current(on=on).select_related("person")
        return self.select_related("agency", "partnership").prefetch_related(
            Prefetch("holdings", queryset=current, to_attr="current_holdings")
        )


class PostHoldingQuerySet(models.QuerySet):
    """Holdings of posts, by time."""

    def current(self, *, on: date) -> Self:
        return self.filter(_on(on))

    def not_over(self, *, on: date) -> Self:
        """Keep those that run on the day or begin after it."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on))


class InvitationQuerySet(models.QuerySet):
    """Invitations, by whether they can still be used."""

    def unanswered(self) -> Self:
        """Keep those neither accepted nor withdrawn, expired ones too."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def unsent(self) -> Self:
        """Keep those whose mail is still owed."""
        return self.filter(sent_at=None)

    def standing(self, word: str, *, at: datetime) -> Self:
        """Keep those that are ``open``, ``expired``, ``accepted`` or ``withdrawn``."""
        if word == "accepted":
            return self.exclude(accepted_at=None)
        if word == "withdrawn":
            return self.exclude(withdrawn_at=None)
        if word == "expired":
            return self.unanswered().filter(expires_at__lte=at)
        return self.usable(at=at)

    def usable(self, *, at: datetime) -> Self:
        return self.unanswered().filter(expires_at__gt=at)
