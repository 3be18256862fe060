"""What an agency types about one action, and what an officer sets beside it."""

from typing import Any

from django import forms

from actions.choices import DELIVERY_MEANINGS, DELIVERY_NEEDS, DeliveryStatus
from actions.selectors.words import LABELS
from hcss.kernel.forms import DateField, HintedRadioSelect

_NEVER_A_PERSON = (
    "Write about arrangements, never about a person who is helped: no names, no "
    "addresses, no case details."
)
_LARGEST = 2**31 - 1


def _hints() -> dict[str, str]:
    """Return what each status means and what it asks for, to print beside it."""
    hints = {}
    for status, meaning in DELIVERY_MEANINGS.items():
        needs = [LABELS[name].lower() for name in DELIVERY_NEEDS[status]]
        asks = f" You are asked for: {', '.join(needs)}." if needs else ""
        hints[str(status)] = meaning + asks
    return hints


def _text(name: str, *, rows: int = 4, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=LABELS[name],
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _day(name: str, help_text: str = "") -> DateField:
    return DateField(label=LABELS[name], required=False, help_text=help_text)


class LineForm(forms.Form):
    """One line of a return: every field on the page, grouped by status."""

    status = forms.ChoiceField(
        label="How does the action stand?",
        required=False,
        choices=DeliveryStatus.choices,
        widget=HintedRadioSelect(hints=_hints()),
    )
    progress = _text(
        "progress",
        rows=6,
        help_text=f"What has changed since last time. {_NEVER_A_PERSON}",
    )
    reported_to = forms.CharField(
        label=LABELS["reported_to"],
        required=False,
        max_length=200,
        help_text=(
            "If another board already has this progress, name the board or the "
            "report instead of typing it again."
        ),
    )
    reported_on = _day("reported_on")
    issue = _text("issue", help_text="What threatens the date or the result.")
    recovery_step = _text("recovery_step", help_text="What is being done about it.")
    recovery_on = _day("recovery_on")
    cause = _text("cause", help_text="Why it will not be done as agreed.")
    ask = _text("ask", help_text="One decision or one resource, as exactly as you can.")
    ask_of = forms.CharField(
        label=LABELS["ask_of"],
        required=False,
        max_length=200,
        help_text="The group, or the agency that can give it.",
    )
    ask_by = _day("ask_by")
    completed_on = _day("completed_on")
    evidence = _text(
        "evidence",
        help_text=f"What shows it: a minute, a plan, a report. {_NEVER_A_PERSON}",
    )
    evidence_link = forms.URLField(
        label=LABELS["evidence_link"],
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "Give a full address, such as https://example.org."},
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=_LARGEST
    )

    @property
    def words(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "version"
        }


class NoteForm(forms.Form):
    """The officer's own view of a line (R35)."""

    text = forms.CharField(
        label="Officer’s note",
        help_text="Signed with your name. The agency’s words stay as they are.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the note."},
    )
