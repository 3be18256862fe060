"""How the ledger of reminders may be narrowed, by page and API alike."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from actions.choices import ReminderState, Stage
from actions.models import Period, Reminder
from actions.querysets import ReminderQuerySet
from partnerships.models import User
from partnerships.policy import visible_people


def _people(request: Any) -> QuerySet:
    """Return those who may be chosen: whoever the person asking may see."""
    people: QuerySet = User.objects.order_by("name", "pk")
    return people.filter(visible_people(request.user)) if request else people


class ReminderFilter(django_filters.FilterSet):
    """Reads ``?stage=return_late&person=7&period=2026-27-q2``."""

    stage = django_filters.ChoiceFilter(
        choices=Stage.choices, label="Stage", empty_label="Every stage"
    )
    person = django_filters.ModelChoiceFilter(
        queryset=_people, label="Person", empty_label="Everybody"
    )
    period = django_filters.ModelChoiceFilter(
        queryset=Period.objects.begun(),
        field_name="quarterly_return__period",
        to_field_name="slug",
        label="Period",
        empty_label="Every period",
    )

    class Meta:
        model = Reminder
        fields = ["stage", "person", "period"]


class ReminderStateFilter(ReminderFilter):
    """The same, and ``?state=refused``, for the whole ledger."""

    state = django_filters.ChoiceFilter(
        choices=ReminderState.choices, method="in_state", label="State"
    )

    class Meta(ReminderFilter.Meta):
        fields = ["stage", "person", "period", "state"]

    def in_state(
        self, reminders: ReminderQuerySet, _name: str, state: str
    ) -> ReminderQuerySet:
        return reminders.in_state(state)
