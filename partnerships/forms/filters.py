"""What the lists may be narrowed to, in pages and in the API alike."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from partnerships.choices import AgencyKind, PartnershipKind, Role
from partnerships.models import (
    Agency,
    Appointment,
    Invitation,
    Membership,
    Partnership,
    Post,
    User,
)

_STANDING = [("current", "Current"), ("ended", "Ended")]


def _place(model: Any, label: str) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        queryset=model.objects.order_by("name"),
        to_field_name="slug",
        label=label,
        empty_label="All",
    )


def _choice(label: str, choices: Any, method: str = "") -> django_filters.ChoiceFilter:
    options = {"method": method} if method else {}
    return django_filters.ChoiceFilter(
        label=label, choices=choices, empty_label="All", **options
    )


def _words(label: str, method: str) -> django_filters.CharFilter:
    return django_filters.CharFilter(
        label=label,
        method=method,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class AgencyFilter(django_filters.FilterSet):
    """Reads ``?words=&kind=&leads=&contact=&standing=``."""

    words = _words("Name, now or before", "with_words")
    kind = _choice("What it is", AgencyKind.choices)
    leads = _choice(
        "Can lead", [("yes", "Can lead"), ("no", "Cannot lead")], "that_lead"
    )
    contact = _choice(
        "Contact", [("vacant", "Vacant"), ("held", "Has a contact")], "by_contact"
    )
    standing = _choice("Standing", _STANDING, "by_standing")

    class Meta:
        model = Agency
        fields = ["words", "kind", "leads", "contact", "standing"]

    def with_words(self, agencies: Any, name: str, value: str) -> QuerySet[Agency]:
        """Keep those with a name, now or before, that has the words (R51)."""
        found: QuerySet[Agency] = agencies.named(value)
        return found

    def that_lead(self, agencies: Any, name: str, value: str) -> QuerySet[Agency]:
        """Keep those that can lead, or the others (R11)."""
        if value == "yes":
            able: QuerySet[Agency] = agencies.able_to_lead()
            return able
        leading = Agency.objects.able_to_lead().values("pk")
        others: QuerySet[Agency] = agencies.exclude(pk__in=leading)
        return others

    def by_contact(self, agencies: Any, name: str, value: str) -> QuerySet[Agency]:
        """Keep those whose contact is vacant, or is not (R17)."""
        on = timezone.localdate()
        found: QuerySet[Agency] = (
            agencies.able_to_lead().without_contact(on=on)
            if value == "vacant"
            else agencies.with_contact(on=on)
        )
        return found

    def by_standing(self, agencies: Any, name: str, value: str) -> QuerySet[Agency]:
        """Keep those that exist today, or those that have ended."""
        found: QuerySet[Agency] = agencies.filter(ended_on__isnull=value == "current")
        return found


class PartnershipFilter(django_filters.FilterSet):
    """Reads ``?words=&kind=&standing=``."""

    words = django_filters.CharFilter(
        label="Name",
        field_name="name",
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = _choice("What it is", PartnershipKind.choices)
    standing = _choice("Standing", _STANDING, "by_standing")

    class Meta:
        model = Partnership
        fields = ["words", "kind", "standing"]

    def by_standing(self, boards: Any, name: str, value: str) -> QuerySet[Partnership]:
        """Keep those that exist today, or those that have ended."""
        found: QuerySet[Partnership] = boards.filter(
            ended_on__isnull=value == "current"
        )
        return found


class PostFilter(django_filters.FilterSet):
    """Reads ``?words=&agency=&holder=``."""

    words = django_filters.CharFilter(
        label="Title",
        field_name="title",
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    agency = _place(Agency, "Agency")
    holder = _choice("Holder", [("vacant", "Vacant"), ("held", "Held")], "by_holder")

    class Meta:
        model = Post
        fields = ["words", "agency", "holder"]

    def by_holder(self, posts: Any, name: str, value: str) -> QuerySet[Post]:
        """Keep those that somebody holds today, or those that nobody does."""
        on = timezone.localdate()
        found: QuerySet[Post] = (
            posts.vacant(on=on) if value == "vacant" else posts.held(on=on)
        )
        return found


class PersonFilter(django_filters.FilterSet):
    """Reads ``?words=&role=&agency=&standing=&signed_in=``."""

    words = _words("Name, post or address", "with_words")
    role = _choice("Role", Role.choices, "with_role")
    agency = django_filters.ModelChoiceFilter(
        queryset=Agency.objects.order_by("name"),
        to_field_name="slug",
        label="Agency",
        empty_label="All",
        method="at_agency",
    )
    standing = _choice("Standing", [("here", "Here"), ("left", "Left")], "by_standing")
    signed_in = _choice("Signed in", [("never", "Never")], "by_signing_in")

    class Meta:
        model = User
        fields = ["words", "role", "agency", "standing", "signed_in"]

    def with_words(self, people: Any, name: str, value: str) -> QuerySet[User]:
        """Keep those with the words in their name, post or address."""
        found: QuerySet[User] = people.named(value)
        return found

    def with_role(self, people: Any, name: str, value: str) -> QuerySet[User]:
        """Keep those who hold the role today."""
        found: QuerySet[User] = people.with_role(value, on=timezone.localdate())
        return found

    def at_agency(self, people: Any, name: str, value: Agency) -> QuerySet[User]:
        """Keep those appointed at the agency today."""
        found: QuerySet[User] = people.at_agency(value, on=timezone.localdate())
        return found

    def by_standing(self, people: Any, name: str, value: str) -> QuerySet[User]:
        """Keep those who are here, or those who have left."""
        found: QuerySet[User] = people.filter(is_active=value == "here")
        return found

    def by_signing_in(self, people: Any, name: str, value: str) -> QuerySet[User]:
        """Keep those who have never used their account."""
        found: QuerySet[User] = people.never_signed_in()
        return found


class InvitationFilter(django_filters.FilterSet):
    """Reads ``?standing=``."""

    standing = _choice(
        "Standing",
        [
            ("open", "Open"),
            ("expired", "Expired"),
            ("accepted", "Accepted"),
            ("withdrawn", "Withdrawn"),
        ],
        "by_standing",
    )

    class Meta:
        model = Invitation
        fields = ["standing"]

    def by_standing(
        self, invitations: Any, name: str, value: str
    ) -> QuerySet[Invitation]:
        """Keep those that can be used, have run out, were used or were stopped."""
        found: QuerySet[Invitation] = invitations.standing(value, at=timezone.now())
        return found


class AppointmentFilter(django_filters.FilterSet):
    """Reads ``?person=&role=&agency=&partnership=&standing=``."""

    person = django_filters.NumberFilter(
        field_name="person_id", min_value=1, max_value=2**63 - 1, label="Person"
    )
    role = _choice("Role", Role.choices)
    agency = _place(Agency, "Agency")
    partnership = _place(Partnership, "Partnership")
    standing = _choice("Standing", _STANDING, "by_standing")

    class Meta:
        model = Appointment
        fields = ["person", "role", "agency", "partnership", "standing"]

    def by_standing(self, held: Any, name: str, value: str) -> QuerySet[Appointment]:
        """Keep those in force today, or those that are over."""
        on = timezone.localdate()
        found: QuerySet[Appointment] = (
            held.current(on=on) if value == "current" else held.filter(ends_on__lte=on)
        )
        return found


class MembershipFilter(django_filters.FilterSet):
    """Reads ``?agency=&partnership=&standing=``."""

    agency = _place(Agency, "Agency")
    partnership = _place(Partnership, "Partnership")
    standing = _choice("Standing", _STANDING, "by_standing")

    class Meta:
        model = Membership
        fields = ["agency", "partnership", "standing"]

    def by_standing(self, seats: Any, name: str, value: str) -> QuerySet[Membership]:
        """Keep those without an end, or those that have one."""
        found: QuerySet[Membership] = seats.filter(ends_on__isnull=value == "current")
        return found
