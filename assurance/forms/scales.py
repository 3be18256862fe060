"""What is typed for a new version of the scale, and what its list is narrowed to."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from assurance.meeting_choices import Tone
from assurance.models import Scale
from assurance.services.scales import FEWEST, MOST
from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.forms import add_refusal

LONGEST_DEFINITION = 2_000
#: What a level consists of, as its fields are named: ``label_1``.
PARTS = ("label", "definition", "tone", "code")


class ScaleFilter(django_filters.FilterSet):
    """Reads ``?version=``."""

    version = django_filters.NumberFilter(
        label="Version",
        min_value=1,
        max_value=32_767,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}
        ),
    )

    class Meta:
        model = Scale
        fields = ["version"]


class PublishScaleForm(ConfirmsWords):
    """The levels of a new version, the best first: as many as are filled in."""

    decision = forms.CharField(
        max_length=200,
        label="Which decision changes the scale?",
        help_text="The meeting and the number of the decision.",
        error_messages={"required": "Name the decision that changes the scale."},
    )
    #: The version that the person has before them.
    after = forms.IntegerField(
        required=False, max_value=32_767, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, scale: Scale, **options: Any) -> None:
        """``scale`` is the version in force, with its levels, to begin from."""
        super().__init__(*args, **options)
        self.initial.setdefault("after", scale.version)
        levels = list(scale.levels.all())
        for number in range(1, MOST + 1):
            self.fields = {**self.fields, **_fields_of_level(number)}
            if number <= len(levels):
                self._begin_from(number, levels[number - 1])

    def level_groups(self) -> list[dict[str, Any]]:
        """Return the fields level by level, for the page."""
        return [
            {
                "number": number,
                "is_needed": number <= FEWEST,
                "fields": [self[f"{part}_{number}"] for part in PARTS],
            }
            for number in range(1, MOST + 1)
        ]

    @property
    def levels(self) -> list[dict[str, str]]:
        """The levels that were filled in, in order; call once it is valid."""
        return [
            {part: self.cleaned_data[f"{part}_{place}"] for part in PARTS}
            for place in self._places()
        ]

    def show_refusal(self, error: ValidationError) -> None:
        """Put the service's words at their fields, which may have gaps between them."""
        if not hasattr(error, "error_dict"):
            add_refusal(self, error)
            return
        places = dict(enumerate(self._places(), start=1))
        errors = {
            _on_page(name, places): found for name, found in error.error_dict.items()
        }
        add_refusal(self, ValidationError(errors))

    def _places(self) -> list[int]:
        """Return the number on the page of each level that was filled in."""
        return [
            number
            for number in range(1, MOST + 1)
            if any(self.cleaned_data.get(f"{part}_{number}") for part in PARTS)
        ]

    def _begin_from(self, number: int, level: Any) -> None:
        for part in PARTS:
            self.initial.setdefault(f"{part}_{number}", getattr(level, part))


def _fields_of_level(number: int) -> dict[str, forms.Field]:
    return {
        f"label_{number}": forms.CharField(
            required=False,
            max_length=40,
            label=f"Level {number}: its word",
            widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        ),
        f"definition_{number}": forms.CharField(
            required=False,
            max_length=LONGEST_DEFINITION,
            label=f"Level {number}: what it means",
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
        f"tone_{number}": forms.ChoiceField(
            required=False,
            choices=[("", ""), *Tone.choices],
            label=f"Level {number}: how good it is",
            help_text="Poor and bad levels stand among the chair’s exceptions.",
        ),
        f"code_{number}": forms.SlugField(
            required=False,
            max_length=12,
            label=f"Level {number}: its code for programs",
            help_text="Leave empty to take it from the word.",
            widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        ),
    }


def _on_page(name: str, places: dict[int, int]) -> str:
    """Return the field on the page that the service calls ``name``."""
    part, _, number = name.partition("_")
    return f"{part}_{places[int(number)]}" if number.isdecimal() else name
