"""What an officer types for a paper."""

from typing import Any

import django_filters
from django import forms

from actions.choices import Marking
from assurance.meeting_choices import WrittenCode
from assurance.models import WrittenPart
from assurance.services.written_parts import UNWRITTEN
from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.forms import HintedRadioSelect

LONGEST = 20_000
LARGEST_VERSION = 2**31 - 1
_HINTS = {
    Marking.OFFICIAL: "It stands in the open part.",
    Marking.SENSITIVE: "It stands in the closed part only.",
}


class WrittenPartForm(ConfirmsWords):
    """One part; ``version`` is the one that was seen."""

    text = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Text",
        help_text=(
            "About arrangements, never about a case or a person who is helped. Leave "
            "it empty to take the words back."
        ),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    marking = forms.ChoiceField(
        choices=Marking.choices,
        widget=HintedRadioSelect(hints=_HINTS),
        label="Marking",
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=UNWRITTEN, max_value=LARGEST_VERSION
    )

    def look_again(self, version: int) -> None:
        """Take the present version as seen: saving once more is then a decision."""
        sent: Any = self.data
        again = sent.copy()
        again[self.add_prefix("version")] = str(version)
        self.data = again


class WrittenPartFilter(django_filters.FilterSet):
    """Reads ``?period=&code=&marking=``."""

    period = django_filters.CharFilter(field_name="period__slug", label="Quarter")
    code = django_filters.ChoiceFilter(choices=WrittenCode.choices, label="Part")
    marking = django_filters.ChoiceFilter(choices=Marking.choices, label="Marking")

    class Meta:
        model = WrittenPart
        fields = ["period", "code", "marking"]
