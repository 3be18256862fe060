"""How reminders may be narrowed, by page and API alike."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field

from actions.choices import ReminderState
from actions.models import Period, Reminder
from actions.querysets import ReminderQuerySet
from hcss.kernel import reminding
from hcss.kernel.templatetags.show import WEEKDAYS, day
from partnerships.models import User
from partnerships.policy import visible_people


def _people(request: Any) -> QuerySet:
    """Return those who may be chosen: whoever the person asking may see."""
    people: QuerySet = User.objects.order_by("name", "pk")
    return people.filter(visible_people(request.user)) if request else people


def _stages() -> list[tuple[str, str]]:
    return [(code, rule.label) for code, rule in reminding.delivered().items()]


class ReminderFilter(django_filters.FilterSet):
    """Reads ``?stage=return_late&person=7&period=2026-27-q2``."""

    stage = django_filters.ChoiceFilter(
        choices=_stages, label="Stage", empty_label="Every stage"
    )
    person = django_filters.ModelChoiceFilter(
        queryset=_people, label="Person", empty_label="Everybody"
    )
    period = django_filters.ModelChoiceFilter(
        queryset=Period.objects.begun(),
        method="in_period",
        to_field_name="slug",
        label="Period",
        empty_label="Every period",
    )

    class Meta:
        model = Reminder
        fields = ["stage", "person", "period"]

    @extend_schema_field(str)
    def in_period(
        self, reminders: ReminderQuerySet, _name: str, period: Period
    ) -> ReminderQuerySet:
        return reminders.of_period(period)


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


class PlanForm(forms.Form):
    """Reads ``?on=2026-10-21&stage=&person=&period=`` for what is planned.

    ``days`` are those that can be looked at; the first is that of the next run.
    """

    on = forms.ChoiceField(
        required=False,
        label="Day",
        error_messages={
            "invalid_choice": "Choose the next run or one of the ten working days "
            "after it."
        },
    )
    stage = forms.ChoiceField(required=False, label="Stage")
    person = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        label="Person",
        empty_label="Everybody",
    )
    period = forms.ModelChoiceField(
        queryset=Period.objects.begun(),
        to_field_name="slug",
        required=False,
        label="Period",
        empty_label="Every period",
    )

    def __init__(
        self, *args: Any, days: Sequence[date], reader: User, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.days = days
        offered: Any = self.fields
        offered["on"].choices = [("", f"{_called(days[0])}: next run")] + [
            (each.isoformat(), _called(each)) for each in days[1:]
        ]
        offered["on"].valid_value = lambda typed: typed in map(str, days)
        offered["stage"].choices = [("", "Every stage"), *_stages()]
        people = User.objects.order_by("name", "pk")
        offered["person"].queryset = people.filter(visible_people(reader))

    @property
    def day(self) -> date:
        """The day that was chosen; that of the next run if none was, or a wrong one."""
        chosen: str = getattr(self, "cleaned_data", {}).get("on") or ""
        return date.fromisoformat(chosen) if chosen else self.days[0]


class HoldForm(forms.Form):
    """What keeps one thing that is planned apart from others of its stage."""

    occasion = forms.CharField(max_length=60)


def _called(on: date) -> str:
    return f"{WEEKDAYS[on.weekday()][:3]} {day(on)}"
