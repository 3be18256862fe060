"""Agencies: what they are, what they were called, what became of them (R51)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from partnerships.choices import CANNOT_LEAD, IN_TURN, AgencyKind, Role
from partnerships.querysets import AgencyQuerySet

if TYPE_CHECKING:
    from partnerships.models.people import Appointment, User


class Agency(models.Model):
    """An organisation that can lead, or a collective that the source names.

    ``name`` is today's; the names of earlier times are :class:`AgencyName` (R51).
    """

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=AgencyKind)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    ended_on = models.DateField(null=True, blank=True)
    #: Its returns go only with an approver's signature (domain 3.5).
    needs_sign_off = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    objects = AgencyQuerySet.as_manager()

    #: Loaded by ``with_people(on=)``.
    current_appointments: "list[Appointment]"

    class Meta:
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partnerships:agency", args=[self.slug])

    @property
    def label(self) -> str:
        """The short name where there is one, for narrow tables."""
        return self.short_name or self.name

    @property
    def why_it_cannot_lead(self) -> str:
        """Return why this cannot be a lead agency (R11), or ``""`` if it can."""
        if self.ended_on:
            return f"{self.name} no longer exists: choose its successor"
        reason = CANNOT_LEAD.get(AgencyKind(self.kind), "")
        return f"{self.name} cannot lead: {reason}" if reason else ""

    @property
    def contacts_now(self) -> "list[User]":
        """The contacts on the day that ``with_people(on=)`` was asked for."""
        return self._in_office(Role.CONTACT)

    @property
    def deputies_now(self) -> "list[User]":
        """Who deputises for the contact on that day."""
        return self._in_office(Role.DEPUTY)

    @property
    def members_now(self) -> "list[User]":
        """Who sits on the group for the agency on that day."""
        return self._in_office(Role.MEMBER)

    @property
    def approvers_now(self) -> "list[User]":
        """Who signs its returns on that day."""
        return self._in_office(Role.APPROVER)

    @property
    def stand_ins_now(self) -> "list[Appointment]":
        """Who is asked on that day because the contact's place is vacant (R17)."""
        asked = first_in_turn(self.current_appointments)
        return [each for each in asked if each.role != Role.CONTACT]

    def _in_office(self, role: Role) -> "list[User]":
        held = self.current_appointments
        return [each.person for each in held if each.role == role]


def first_in_turn(held: "Iterable[Appointment]") -> "list[Appointment]":
    """Return those of ``held``, at one agency, who are asked for it (R17).

    Its contacts; where that place is vacant its deputies, else its members of the
    group, else its approvers; nobody where all are vacant.
    """
    places = list(held)
    for role in IN_TURN:
        if found := [each for each in places if each.role == role]:
            return found
    return []


class AgencyName(models.Model):
    """A name an agency had for a time. ``None`` at either end is open."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="agency_name_ends_after_it_begins",
                violation_error_message="The name must end after it begins.",
            ),
            models.UniqueConstraint(
                fields=["agency", "to_on"],
                name="one_agency_name_ends_on_a_day",
                violation_error_message="Another name ended on that day.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """One agency took over from another, on a day (R51)."""

    predecessor = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="successions_from"
    )
    successor = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="successions_to"
    )
    took_over_on = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="one_succession_per_pair",
                violation_error_message="This succession is recorded already.",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="nobody_succeeds_itself",
                violation_error_message="An agency cannot succeed itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
