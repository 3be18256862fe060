"""Several lines of a return, ticked as still true."""

from collections.abc import Iterable
from typing import Any

from django import forms

from actions.models import ReturnLine

_LARGEST = 2**31 - 1


class StillTrueForm(forms.Form):
    """A tick for each line, and the version that stood beside it."""

    lines = forms.MultipleChoiceField(
        label="Still true",
        choices=(),
        error_messages={"required": "Tick at least one action."},
    )

    def __init__(self, *args: Any, lines: Iterable[ReturnLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.by_key = {str(line.pk): line for line in lines}
        choices = [(key, line.action.ref) for key, line in self.by_key.items()]
        self.fields["lines"].choices = choices  # type: ignore[attr-defined]
        for key in self.by_key:
            self.fields[f"version_{key}"] = forms.IntegerField(
                min_value=1, max_value=_LARGEST, required=False
            )

    @property
    def versions(self) -> dict[ReturnLine, int]:
        """What was ticked, each line at the version that was read."""
        return {
            self.by_key[key]: self.cleaned_data.get(f"version_{key}") or 0
            for key in self.cleaned_data["lines"]
        }
