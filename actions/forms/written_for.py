"""What an officer types for an agency, and what the agency confirms (R35)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from actions.forms.lines import LineForm
from actions.models import ReturnLine

_LARGEST = 2**31 - 1
_CHANGED = (
    "A line has changed since you opened this page. Read it again, then confirm it."
)


class WriteForForm(LineForm):
    """A line as somebody of the agency told it, and who that was."""

    told_by = forms.CharField(
        label="Who told you, and how?",
        max_length=200,
        help_text="For example: J. Hale, partnerships manager, by telephone.",
        error_messages={"required": "Say who told you, and how."},
    )

    @property
    def words(self) -> dict[str, Any]:
        words = super().words
        words.pop("told_by", None)
        return words


class ConfirmForm(forms.Form):
    """Which lines are confirmed: each by its number and the version that was read.

    ``one`` is the button of one line, ``lines`` that of every line on the page.
    """

    one = forms.CharField(required=False, max_length=30)
    lines = forms.CharField(required=False, max_length=100_000)

    def versions(self, offered: Iterable[ReturnLine]) -> dict[ReturnLine, int]:
        """Return the lines that were meant, with their versions.

        Raises:
            ValidationError: what was sent is no list of lines of this return.
        """
        if not self.is_valid():
            raise ValidationError(_CHANGED)
        meant = self.cleaned_data["one"] or self.cleaned_data["lines"]
        by_key = {line.pk: line for line in offered}
        try:
            pairs = [each.split(":") for each in meant.split()]
            return {by_key[_number(key)]: _number(version) for key, version in pairs}
        except (KeyError, ValueError) as error:
            raise ValidationError(_CHANGED) from error


def _number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 0 < number <= _LARGEST:
        raise ValueError(text)
    return number
