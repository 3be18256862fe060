"""What a person chooses about their own reminders."""

from typing import Any

import django_filters
from django import forms

from actions.models import Reminder
from actions.querysets import ReminderQuerySet
from hcss.kernel import reminding
from hcss.kernel.forms import HintedRadioSelect

NOW, BEFORE = "now", "before"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
#: The largest number that every database keeps as a version.
_LARGEST = 2**31 - 1


def _kinds() -> list[tuple[str, str]]:
    return [(kind, source.label) for kind, source in reminding.sources().items()]


class MyReminderFilter(django_filters.FilterSet):
    """Reads ``?kind=return&show=before``."""

    kind = django_filters.ChoiceFilter(
        choices=_kinds, label="About", empty_label="Everything"
    )
    show = django_filters.ChoiceFilter(
        choices=[(NOW, "What waits for you"), (BEFORE, "What you were told before")],
        label="Show",
        method="as_it_is",
        empty_label=None,
    )

    class Meta:
        model = Reminder
        fields = ["kind", "show"]

    def as_it_is(
        self, reminders: ReminderQuerySet, _name: str, _chosen: str
    ) -> ReminderQuerySet:
        """Leave the choice of list to the page."""
        return reminders

    @property
    def chosen(self) -> dict[str, Any]:
        """What is chosen; nothing where it makes no sense."""
        return self.form.cleaned_data if self.form.is_valid() else {}


class WaysForm(forms.Form):
    """By mail or not, and on which days."""

    version = forms.IntegerField(
        min_value=0, max_value=_LARGEST, widget=forms.HiddenInput
    )
    in_service_only = forms.TypedChoiceField(
        label="How do you want to be told?",
        coerce=lambda typed: typed == "yes",
        choices=[
            ("no", "By email, together in one message"),
            ("yes", "In this service only"),
        ],
        widget=HintedRadioSelect(
            hints={"yes": "You find it under the bell at the top of every page."}
        ),
    )
    weekdays = forms.TypedMultipleChoiceField(
        required=False,
        label="On which days may the email come?",
        help_text="Choose none for any working day.",
        coerce=int,
        choices=list(enumerate(_DAYS)),
        widget=forms.CheckboxSelectMultiple,
    )
