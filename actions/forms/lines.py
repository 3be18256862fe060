"""What an agency types about one action, and what an officer sets beside it."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from actions.choices import (
    DELIVERY_MEANINGS,
    DELIVERY_NEEDS,
    DeliveryStatus,
    Marking,
)
from actions.models.lines import LineWords
from actions.return_choices import LineAnswer
from actions.selectors.words import LABELS, MISSING
from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.forms import DateField, HintedRadioSelect
from hcss.kernel.typed_dates import BOXES

_NEVER_A_PERSON = (
    "Write about arrangements, never about a person who is helped: no names, no "
    "addresses, no case details."
)
_LARGEST = 2**31 - 1
#: The statuses of a line on which there is something to say.
_STATUSES = [
    choice
    for choice in DeliveryStatus.choices
    if choice[0] != DeliveryStatus.NOTHING_DUE
]
_STILL_TRUE, _CHANGED = LineAnswer.STILL_TRUE, LineAnswer.CHANGED
_NOTHING_DUE = LineAnswer.NOTHING_DUE
_NOTHING_BEFORE = "There is something to report"
_HINTS = {
    str(_STILL_TRUE): "The words of {quarter} go in again, marked as said again.",
    str(_CHANGED): "You are asked how the action stands and what is new.",
    str(_NOTHING_DUE): str(DELIVERY_MEANINGS[DeliveryStatus.NOTHING_DUE]),
}
BOTH_ANSWERS = (
    "You have written below as well: choose “Something changed” to send that in, or "
    "empty the boxes to keep the earlier words."
)
NOT_AS_IT_WAS = (
    "The earlier words cannot be true today as they are. They are in the form below: "
    "put right what is marked."
)


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


class LineForm(ConfirmsWords, forms.Form):
    """One line of a return: still true, changed or nothing due, and the new words.

    ``quarter`` names the earlier words that may be said again; empty where there
    are none.
    """

    answer = forms.ChoiceField(
        label="What do you say of it this quarter?",
        required=False,
        choices=LineAnswer.choices,
        widget=HintedRadioSelect(hints={}),
    )
    status = forms.ChoiceField(
        label="How does the action stand?",
        required=False,
        choices=_STATUSES,
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
    marking = forms.ChoiceField(
        label="Handling of these words",
        required=False,
        choices=Marking.choices,
        widget=HintedRadioSelect(
            hints={
                Marking.OFFICIAL: "Everybody who reads returns may read them.",
                Marking.SENSITIVE: (
                    "Only your agency, officers of the group, its chair and assurers "
                    "may read them; everybody sees the status."
                ),
            }
        ),
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=_LARGEST
    )

    def __init__(self, *args: Any, quarter: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        answer = self.fields["answer"]
        choices = list(LineAnswer.choices)
        if not quarter:
            choices = [(_CHANGED, _NOTHING_BEFORE), (_NOTHING_DUE, _NOTHING_DUE.label)]
        answer.choices = choices  # type: ignore[attr-defined]
        answer.widget.hints = {
            value: hint.format(quarter=quarter) for value, hint in _HINTS.items()
        }

    @property
    def said(self) -> str:
        """The answer chosen; a status without one says that something changed."""
        chosen = str(self.cleaned_data.get("answer", ""))
        return chosen or (_CHANGED if self.cleaned_data.get("status") else "")

    @property
    def words(self) -> dict[str, Any]:
        """Every field that was sent and can be kept, as a line calls it."""
        words = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("answer", "version", "is_confirmed") and self._sent(name)
        }
        if not words.get("marking"):
            words.pop("marking", None)  # an unmarked answer marks nothing anew
        if self.said == _NOTHING_DUE:
            words["status"] = DeliveryStatus.NOTHING_DUE.value
        return words

    def _sent(self, name: str) -> bool:
        """Say whether a field came with the form: what did not is left as it was.

        A browser sends no radio that nobody chose, so the status goes with the answer.
        """
        names = ("answer", name) if name == "status" else (name,)
        return any(
            not self.fields[each].widget.value_omitted_from_data(
                self.data, self.files, self.add_prefix(each)
            )
            for each in names
        )

    @property
    def is_confirmed(self) -> bool:
        return bool(self.cleaned_data.get("is_confirmed"))

    @classmethod
    def box_to_confirm(cls) -> "LineForm":
        """Return a form for the box alone, which the script shows when it is needed."""
        form = cls(auto_id="id_%s")
        form.ask_to_confirm()
        return form

    def with_words(self, words: LineWords) -> QueryDict:
        """Return what was sent with other words in its boxes, to be put right."""
        data = cast("QueryDict", self.data).copy()
        data["answer"] = _CHANGED.value
        for name, value in words.words.items():
            if isinstance(self.fields[name], DateField):
                for box in BOXES:
                    data[f"{name}_{box}"] = str(getattr(value, box, ""))
            else:
                data[name] = str(value)
        return data

    def at_its_choice(self, error: ValidationError) -> ValidationError:
        """Say what is missing where the person chooses: the answer, or the status."""
        by_field = dict(getattr(error, "error_dict", {}))
        missing = [each for each in by_field.get("status", []) if _is_missing(each)]
        if not missing:
            return error
        if self.said == _CHANGED:
            by_field["status"] = [ValidationError("Choose how the action stands.")]
        else:
            by_field["answer"] = by_field.pop("status")
        return ValidationError(by_field)


def _is_missing(error: ValidationError) -> bool:
    return error.messages == [MISSING["status"]]
