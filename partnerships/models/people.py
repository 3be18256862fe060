"""The people who sign in, what they are appointed to, how they are asked in."""

from datetime import datetime
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from partnerships.choices import AGENCY_ROLES, IN_TURN, Role
from partnerships.querysets import (
    AppointmentQuerySet,
    InvitationQuerySet,
    UserManager,
)


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address. Ended, never deleted."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    post_title = models.CharField(max_length=200, blank=True)
    #: Who employs this person: decides what is their own agency's work (R39).
    employer = models.ForeignKey(
        "partnerships.Agency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
    )
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    #: Loaded by ``with_appointments(on=)``.
    current_appointments: "list[Appointment]"

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    #: allauth and Django ask; nobody here is either (no side door).
    is_staff = False
    is_superuser = False

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partnerships:person", args=[self.pk])

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def standing(self) -> "list[Appointment]":
        """The appointments held today, read once per request (ADR 0005).

        The clock is read here because every question of access needs it, and a
        leaver must lose access the same day (R62).
        """
        return list(self.appointments.current(on=timezone.localdate()))

    def holds(
        self,
        *roles: str,
        agency_id: int | None = None,
        partnership_id: int | None = None,
    ) -> bool:
        """Say whether the person holds one of ``roles`` today (there, if given)."""
        return any(
            held.role in roles
            and agency_id in (None, held.agency_id)
            and partnership_id in (None, held.partnership_id)
            for held in self.standing
        )

    @property
    def reads_content(self) -> bool:
        """Say whether the person may read what agencies and the group wrote.

        An administrator keeps accounts and reads none of it; somebody without an
        appointment reads nothing.
        """
        return any(held.role != Role.ADMINISTRATOR for held in self.standing)

    def agencies_as(self, *roles: str) -> list[int]:
        """Return the ids of the agencies for which the person holds such a role."""
        held = {each.agency_id for each in self.standing if each.role in roles}
        return sorted(agency for agency in held if agency)


class Appointment(models.Model):
    """A person has a role, at an agency or a partnership, for a time."""

    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="appointments"
    )
    role = models.CharField(max_length=20, choices=Role)
    agency = models.ForeignKey(
        "partnerships.Agency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
    )
    partnership = models.ForeignKey(
        "partnerships.Partnership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
    )
    starts_on = models.DateField()
    #: The first day without the role: a leaver loses access that same day (R62).
    ends_on = models.DateField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=AGENCY_ROLES) | Q(agency__isnull=False),
                name="agency_role_names_its_agency",
                violation_error_message="Say for which agency.",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.CHAIR) | Q(partnership__isnull=False),
                name="chair_names_the_partnership",
                violation_error_message="Say which partnership this person chairs.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_it_starts",
                violation_error_message="The appointment must end after it starts.",
            ),
            models.UniqueConstraint(
                "person",
                "role",
                Coalesce("agency", 0),
                Coalesce("partnership", 0),
                condition=Q(ends_on=None),
                name="one_open_appointment_of_a_kind",
                violation_error_message="This person has that appointment already.",
            ),
        ]

    def __str__(self) -> str:
        role, where = self.get_role_display(), self.agency or self.partnership
        return f"{role}, {where}" if where else role

    @property
    def called(self) -> str:
        """The role as a sentence has it after a name: "deputy"."""
        return IN_TURN.get(Role(self.role)) or str(self.get_role_display())


class Invitation(models.Model):
    """An officer asks somebody in: one address, one use, for a fortnight."""

    email = models.EmailField()
    name = models.CharField(max_length=200)
    post_title = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20, choices=Role)
    agency = models.ForeignKey(
        "partnerships.Agency",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    partnership = models.ForeignKey(
        "partnerships.Partnership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    #: SHA-256 of the secret in the link; the secret itself is only in the mail.
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="invitations_sent"
    )
    invited_at = models.DateTimeField()
    #: When the mail went out; empty while it is owed.
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=AGENCY_ROLES) | Q(agency__isnull=False),
                name="invitation_to_an_agency_role_names_it",
                violation_error_message="Say for which agency.",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.CHAIR) | Q(partnership__isnull=False),
                name="invitation_of_a_chair_names_the_partnership",
                violation_error_message="Say which partnership this person chairs.",
            ),
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address",
                violation_error_message="This address has an open invitation already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    def standing(self, *, at: datetime) -> str:
        """Return ``open``, ``expired``, ``accepted`` or ``withdrawn``."""
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "open" if self.expires_at > at else "expired"
