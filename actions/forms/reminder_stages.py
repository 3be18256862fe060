"""What an officer types about a stage of reminding."""

from typing import Any

from django import forms

from actions.services.reminding.stages import LONGEST
from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.reminding import FURTHEST, Source, StageRule, Unit

#: No version of a stage has a larger number.
LARGEST_VERSION = 2**31 - 1
BEFORE, AFTER = "before", "after"


class StageForm(ConfirmsWords):
    """When a stage goes and in which words; ``version`` is the one that was seen."""

    count = forms.IntegerField(
        min_value=0,
        max_value=FURTHEST,
        label="How many days",
        help_text="0 is the day itself, or the working day after it.",
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}
        ),
        error_messages={
            "invalid": "Write how many days as a whole number.",
            "min_value": "Write 0 or more, and choose before or after.",
            "max_value": f"A stage is at most {FURTHEST} days from its date.",
        },
    )
    unit = forms.ChoiceField(
        choices=Unit.choices,
        label="Counted in",
        help_text="What would fall on a day off goes on the working day after it.",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
    )
    side = forms.ChoiceField(
        choices=[(BEFORE, "Before"), (AFTER, "After")],
        label="Before or after",
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
    )
    sentence = forms.CharField(
        required=False,
        label="Sentence",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "null_characters_not_allowed": "Write it in letters, figures and signs "
            "that can be printed."
        },
    )
    is_on = forms.BooleanField(
        required=False,
        label="The stage is on",
        help_text="Off, nobody is told of it, and what waits of it is stopped.",
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION
    )

    def __init__(self, *args: Any, source: Source, **options: Any) -> None:
        super().__init__(*args, **options)
        words = "; ".join(f"{{{word}}}: {said}" for word, said in source.words.items())
        self.fields["sentence"].help_text = (
            f"One sentence or two, {LONGEST} characters at most. About arrangements, "
            f"never about a person who is helped. It may name {words}."
        )

    def look_again(self, version: int) -> None:
        """Take the present version as seen: saving once more is then a decision."""
        sent: Any = self.data
        again = sent.copy()
        again[self.add_prefix("version")] = str(version)
        self.data = again


class GoBackForm(forms.Form):
    """What a button sends to let a stage stand as it stood."""

    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION)
    to_version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION)


def stage_as_typed(rule: StageRule) -> dict[str, Any]:
    """Return a stage as the form takes it."""
    return {
        "count": abs(rule.count),
        "unit": rule.unit,
        "side": AFTER if rule.count > 0 else BEFORE,
        "sentence": rule.sentence,
        "is_on": rule.is_on,
        "version": rule.version,
    }


def as_signed(typed: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed as the service takes it: days before are negative."""
    side, count = typed["side"], typed["count"]
    rest = {name: value for name, value in typed.items() if name != "side"}
    return rest | {"count": -count if side == BEFORE else count}
