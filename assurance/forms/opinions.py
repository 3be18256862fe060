"""What a person fills in to give an opinion."""

import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assurance.choices import SHOWN_AS, Confidence, Line
from assurance.models import Scale
from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.errors import Conflict
from hcss.kernel.forms import DateField, HintedRadioSelect, add_refusal

LONGEST = 10_000


class GiveOpinionForm(ConfirmsWords):
    """An opinion on a heading, on the scale in force. The rules are the service's."""

    level = forms.ChoiceField(
        widget=HintedRadioSelect(hints={}),
        label="How far can the arrangements be relied on?",
        error_messages={"required": "Choose a level."},
    )
    confidence = forms.ChoiceField(
        choices=Confidence.choices,
        widget=forms.RadioSelect,
        label="How strong is the evidence?",
        error_messages={"required": "Choose how strong the evidence is."},
    )
    line = forms.TypedChoiceField(
        choices=Line.choices,
        coerce=int,
        widget=forms.RadioSelect,
        label="Which line of assurance is this?",
        help_text="How far you are from the work.",
        error_messages={"required": "Choose the line of assurance."},
    )
    evidence = forms.CharField(
        max_length=LONGEST,
        widget=forms.Textarea,
        label="What evidence do you rely on?",
        help_text=(
            "Name the papers, visits or figures and their dates. Never a case or a "
            "person who was helped."
        ),
        error_messages={"required": "Name the evidence you rely on."},
    )
    evidence_sources = forms.IntegerField(
        min_value=1,
        max_value=99,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}
        ),
        label="How many separate sources is that?",
        error_messages={
            "required": "Count the sources of evidence.",
            "invalid": "The number of sources must be a whole number.",
            "min_value": "Count at least one source of evidence.",
            "max_value": "The number of sources must be 99 or fewer.",
        },
    )
    evidence_on = DateField(
        label="When is the oldest of it from?",
        help_text="The age of the evidence is shown beside how strong it is.",
        called="The day of the oldest evidence",
        error_messages={"required": "Say of which day the oldest evidence is."},
    )
    reason = forms.CharField(
        max_length=LONGEST,
        widget=forms.Textarea,
        label="Why this level?",
        error_messages={"required": "Give the reason for the level."},
    )
    interests = forms.CharField(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Interests to declare",
        help_text=(
            "Needed if you belong to an agency that leads or owns this. The opinion is "
            f"then shown as {SHOWN_AS}."
        ),
    )
    expires_on = DateField(
        required=False,
        label="Expires on",
        help_text="Leave empty for twelve months from today; at most two years.",
        called="The date of expiry",
    )
    warning_confirmed = forms.BooleanField(
        required=False,
        label="I have read the warning and give this opinion all the same",
    )

    #: The version whose definitions the person has before them.
    scale_version = forms.IntegerField(
        required=False, max_value=32_767, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, scale: Scale, **options: Any) -> None:
        """``scale`` is the version in force, with its levels."""
        super().__init__(*args, **options)
        self.initial.setdefault("scale_version", scale.version)
        levels = list(scale.levels.all())
        field: Any = self.fields["level"]
        field.choices = [(each.code, each.label) for each in levels]
        field.widget.hints = {each.code: each.definition for each in levels}
        if self.add_prefix("warning_confirmed") not in self.data:
            del self.fields["warning_confirmed"]

    def show_refusal(self, error: ValidationError) -> None:
        """Put the service's words at their fields; offer to confirm a warning."""
        name = "warning_confirmed"
        if name in getattr(error, "error_dict", {}):
            self.fields[name] = copy.deepcopy(self.base_fields[name])
        if isinstance(error, Conflict):
            self._look_again()
        add_refusal(self, error)

    def _look_again(self) -> None:
        """Ask for the level again, with the version that is shown now."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("scale_version")] = str(self.initial["scale_version"])
        data.pop(self.add_prefix("level"), None)
        self.data = data


class GiveWholeOpinionForm(GiveOpinionForm):
    """An opinion on the whole priority: it is recorded, not averaged (R43)."""

    why_better = forms.CharField(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Why the whole is better than its worst heading",
        help_text="Needed only if you rate the whole above the worst of its headings.",
    )

    field_order = [
        "level",
        "confidence",
        "line",
        "evidence",
        "evidence_sources",
        "evidence_on",
        "reason",
        "why_better",
    ]
