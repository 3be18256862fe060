"""What the gap may be narrowed to, on its page, in its file and in the API alike."""

from typing import TypedDict

from django import forms
from django.db.models import QuerySet

from assurance.meeting_choices import GapDirection
from partnerships.models import Agency
from priorities.models import Agreement, Priority


class Chosen(TypedDict):
    """What is kept of the list."""

    priority: int | None
    direction: str
    agency: str


def _priorities() -> QuerySet[Priority]:
    current = Agreement.objects.current().values("pk")[:1]
    return Priority.objects.filter(agreement=current).order_by("number")


class GapFilterForm(forms.Form):
    """Reads ``?priority=&direction=&agency=``, and carries ``as_at`` along."""

    priority = forms.ModelChoiceField(
        queryset=Priority.objects.none(),
        to_field_name="number",
        label="Priority",
        empty_label="All",
        required=False,
    )
    direction = forms.ChoiceField(
        choices=[("", "Both"), *GapDirection.choices],
        label="Direction",
        required=False,
    )
    agency = forms.ModelChoiceField(
        queryset=Agency.objects.order_by("name"),
        to_field_name="slug",
        label="Agency",
        empty_label="All",
        required=False,
    )
    as_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["priority"].queryset = _priorities()  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Chosen:
        """What is kept of the list; only of a form that is valid."""
        priority = self.cleaned_data["priority"]
        agency = self.cleaned_data["agency"]
        return {
            "priority": priority.number if priority else None,
            "direction": self.cleaned_data["direction"],
            "agency": agency.slug if agency else "",
        }
