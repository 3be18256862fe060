"""What is typed about a return as a whole: the signature, questions, answers."""

from collections.abc import Iterable
from typing import Any

from django import forms

from actions.choices import ReturnState
from actions.models import ReturnLine
from actions.services.queries import Question

#: No version and no sum of versions is ever larger.
_LARGEST = 2**31 - 1
_POST_HINT = "For example, Partnerships manager."


def _name() -> forms.CharField:
    return forms.CharField(
        label="Your name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Sign with your name."},
    )


def _post() -> forms.CharField:
    return forms.CharField(
        label="Your post",
        max_length=200,
        help_text=_POST_HINT,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"required": "Give the post in which you sign."},
    )


class SignForm(forms.Form):
    """The signature under a return (R38)."""

    signed_name = _name()
    signed_post = _post()
    seen = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=_LARGEST
    )


class NilForm(forms.Form):
    """The signed statement that there is nothing to report (R32)."""

    is_confirmed = forms.BooleanField(
        label="There is nothing to report on any of these actions this quarter",
        error_messages={"required": "Confirm that there is nothing to report."},
    )
    signed_name = _name()
    signed_post = _post()


class VersionForm(forms.Form):
    """Which version of a return its reader had before them."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=_LARGEST
    )


class AskForm(VersionForm):
    """Questions: one box for the whole return, one for each line."""

    whole = forms.CharField(
        label="About the whole return",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, lines: Iterable[ReturnLine] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.lines = {f"line_{line.pk}": line for line in lines}
        for name, line in self.lines.items():
            self.fields[name] = forms.CharField(
                label=f"About {line.action.ref} {line.action.title}",
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def questions(self) -> list[Question]:
        """What was asked, of which line; empty boxes ask nothing."""
        asked: list[Question] = [(None, self.cleaned_data["whole"])]
        asked += [(line, self.cleaned_data[name]) for name, line in self.lines.items()]
        return asked


class AnswerForm(forms.Form):
    """The answer to one question."""

    answer = forms.CharField(
        label="Your answer",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write the answer."},
    )


class BoardFilter(forms.Form):
    """Which agencies of a period the board shows."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Every state"), *ReturnState.choices],
    )
