"""What an officer decides on a return, and writes about it; the agency's answers."""

from collections.abc import Iterable
from typing import Any

from django import forms

from actions.forms.returns import VersionForm
from actions.models import ReturnLine
from actions.services.queries import WHOLE, Question, box_of
from hcss.kernel.confirming import ConfirmsWords

#: The form to which the boxes beside the lines belong, wherever they stand.
FORM_ID = "decide"


def _box(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "form": FORM_ID}),
    )


class CheckForm(ConfirmsWords, VersionForm):
    """Ticks and questions: a tick and a box for each line, a box for the whole."""

    lines = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": "Choose from these lines."}
    )

    def __init__(
        self, *args: Any, lines: Iterable[ReturnLine] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.by_key = {str(line.pk): line for line in lines}
        self.fields["lines"].choices = [  # type: ignore[attr-defined]
            (key, line.action.ref) for key, line in self.by_key.items()
        ]
        for line in self.by_key.values():
            label = f"Your question on {line.action.ref}"
            self.fields[box_of(line)] = _box(label)
        self.fields[WHOLE] = _box("Your question about the whole return")

    @property
    def ticked(self) -> list[ReturnLine]:
        """Return the lines that are to be accepted."""
        return [self.by_key[key] for key in self.cleaned_data["lines"]]

    @property
    def questions(self) -> list[Question]:
        """What was asked, of which line; empty boxes ask nothing."""
        lines = [None, *self.by_key.values()]
        asked = [(line, self.cleaned_data.get(box_of(line), "")) for line in lines]
        return [(line, text) for line, text in asked if text.strip()]

    @property
    def typed(self) -> list[str]:
        """Return every question as it stands in its box, so that none is lost."""
        boxes = [box_of(line) for line in (None, *self.by_key.values())]
        values = [str(self[name].value() or "") for name in boxes]
        return [value for value in values if value.strip()]

    def is_ticked(self, line: ReturnLine) -> bool:
        return str(line.pk) in (self["lines"].value() or [])

    def look_again(self, version: int) -> None:
        """Take the version that is shown now: its ticks are made anew."""
        typed: Any = self.data
        data = typed.copy()
        data["version"] = str(version)
        data.setlist("lines", [])
        self.data = data


class AnswerForm(ConfirmsWords, forms.Form):
    """The answer to one question."""

    answer = forms.CharField(
        label="Your answer",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write the answer."},
    )


class NoteForm(ConfirmsWords, forms.Form):
    """The officer's own view of a line (R35)."""

    text = forms.CharField(
        label="Your own view",
        help_text="Signed with your name. The agency’s words stay as they are.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the note."},
    )
