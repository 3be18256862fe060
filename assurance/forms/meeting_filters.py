"""What lists of meetings, decisions and escalations may be narrowed to."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from assurance.meeting_choices import EscalationKind, EscalationState
from assurance.models import Decision, Escalation, Meeting
from assurance.querysets import (
    DecisionQuerySet,
    EscalationQuerySet,
    MeetingQuerySet,
)
from hcss.kernel.quarters import Quarter
from partnerships.models import Agency, Partnership
from priorities.models import Agreement, Priority

#: Not a state, but what most people look for.
LATE = "late"


def _groups(request: Any) -> QuerySet[Partnership]:
    return (
        Partnership.objects.filter(meetings__isnull=False).distinct().order_by("name")
    )


def _years() -> list[tuple[str, str]]:
    """Return the financial years in which a group has met, or meets."""
    months = Meeting.objects.dates("held_on", "month", order="DESC")
    return [(year, year) for year in dict.fromkeys(year_of(day) for day in months)]


def year_of(day: date) -> str:
    """Return the financial year of a day, such as 2026/27."""
    return str(Quarter.containing(day)).split()[1]


class MeetingFilter(django_filters.FilterSet):
    """Reads ``?group=&year=2026/27&when=upcoming``."""

    when = django_filters.ChoiceFilter(
        label="When",
        choices=[("upcoming", "Upcoming"), ("held", "Held")],
        empty_label="All",
        method="by_when",
    )
    group = django_filters.ModelChoiceFilter(
        queryset=_groups, to_field_name="slug", label="Group", empty_label="All"
    )
    year = django_filters.ChoiceFilter(
        label="Financial year", choices=_years, empty_label="All", method="in_year"
    )

    class Meta:
        model = Meeting
        fields: list[str] = []

    def by_when(
        self, meetings: MeetingQuerySet, name: str, value: str
    ) -> MeetingQuerySet:
        """Keep those of today and after it, or those that were held."""
        on = timezone.localdate()
        return meetings.upcoming(on=on) if value == "upcoming" else meetings.held_by(on)

    def in_year(
        self, meetings: MeetingQuerySet, name: str, value: str
    ) -> QuerySet[Meeting]:
        """Keep those of a financial year, from April to March."""
        first = int(value[:4])
        year = (Quarter(first, 1).starts_on, Quarter(first, 4).ends_on)
        return meetings.filter(held_on__range=year)


def _meetings(request: Any) -> QuerySet[Meeting]:
    found: QuerySet[Meeting] = (
        Meeting.objects.filter(decisions__isnull=False)
        .distinct()
        .with_group()
        .newest_first()
    )
    return found


def _priorities(request: Any) -> QuerySet[Priority]:
    current = Agreement.objects.current().values("pk")[:1]
    return Priority.objects.filter(agreement=current).order_by("number")


class DecisionFilter(django_filters.FilterSet):
    """Reads ``?meeting=&priority=&ref=P1-03&follow_up=with&outstanding=true``."""

    meeting = django_filters.ModelChoiceFilter(
        queryset=_meetings, label="Meeting", empty_label="All"
    )
    priority = django_filters.ModelChoiceFilter(
        queryset=_priorities,
        to_field_name="number",
        label="Priority",
        empty_label="All",
    )
    ref = django_filters.CharFilter(label="Action", method="about", max_length=12)
    follow_up = django_filters.ChoiceFilter(
        label="Follow-up",
        choices=[("with", "With a follow-up"), ("without", "Without")],
        empty_label="All",
        method="with_or_without",
    )
    outstanding = django_filters.BooleanFilter(
        label="Not done yet", method="still_to_do", widget=forms.CheckboxInput
    )

    class Meta:
        model = Decision
        fields: list[str] = []

    def about(
        self, decisions: DecisionQuerySet, name: str, value: str
    ) -> QuerySet[Decision]:
        """Keep those that speak of an action, or that made it."""
        named = Q(action__ref__iexact=value) | Q(follow_up__ref__iexact=value)
        return decisions.filter(named)

    def with_or_without(
        self, decisions: DecisionQuerySet, name: str, value: str
    ) -> QuerySet[Decision]:
        """Keep those that made an action, or those that made none."""
        return decisions.filter(follow_up__isnull=value == "without")

    def still_to_do(
        self, decisions: DecisionQuerySet, name: str, value: object
    ) -> QuerySet[Decision]:
        """Keep those whose follow-up is neither complete nor closed."""
        return decisions.outstanding() if value else decisions


def _agencies(request: Any) -> QuerySet[Agency]:
    return Agency.objects.filter(escalations__isnull=False).distinct().order_by("name")


class EscalationFilter(django_filters.FilterSet):
    """Reads ``?state=open&kind=&agency=``."""

    state = django_filters.ChoiceFilter(
        label="State",
        choices=[*EscalationState.choices, (LATE, "The reply is late")],
        empty_label="All",
        method="in_state",
    )
    kind = django_filters.ChoiceFilter(
        label="Why", choices=EscalationKind.choices, empty_label="All"
    )
    agency = django_filters.ModelChoiceFilter(
        queryset=_agencies, to_field_name="slug", label="Agency", empty_label="All"
    )

    class Meta:
        model = Escalation
        fields: list[str] = []

    def in_state(
        self, escalations: EscalationQuerySet, name: str, value: str
    ) -> QuerySet[Escalation]:
        """Keep those that stand so."""
        if value == LATE:
            return escalations.late(on=timezone.localdate())
        return escalations.filter(state=value)
