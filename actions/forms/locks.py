"""What is typed about more time, and about amendments."""

import copy
from datetime import datetime, time
from typing import Any

from django import forms

from actions.choices import DeliveryStatus
from actions.forms import fields
from actions.forms.lines import LineForm
from actions.models.lines import LineWords
from actions.selectors.windows import at_hour
from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.forms import DateField

_NO_CASES = "No names of people who are helped, and no cases."
_NOON, _LAST = 12, 24


def _hours() -> list[tuple[str, str]]:
    """Return every full hour as people say it."""
    return [
        (f"{hour:02}:00", f"{hour % _NOON or _NOON}{'am' if hour < _NOON else 'pm'}")
        for hour in range(_LAST)
    ]


def _decision(approve: str, refuse: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=[("yes", approve), ("no", refuse)],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        label="Your decision",
        error_messages={"required": "Choose what you decide."},
    )


class AskForTimeForm(ConfirmsWords, forms.Form):
    """Why an agency needs more time."""

    reason = fields.text(
        "Why you need more time",
        f"Say by when you can send it in. An officer reads this. {_NO_CASES}",
    )


class GiveTimeForm(ConfirmsWords, forms.Form):
    """Until when, and why."""

    until_on = DateField(required=False, label="Open until", called="Day")
    until_hour = forms.ChoiceField(
        choices=_hours, initial="17:00", required=False, label="Hour"
    )
    comment = fields.text("Why more time is given", f"The agency reads it. {_NO_CASES}")

    def clean(self) -> dict[str, Any]:
        """Put day and hour together; the service judges the moment."""
        cleaned = super().clean() or {}
        day, hour = cleaned.pop("until_on", None), cleaned.pop("until_hour", "")
        if "until_on" in self.errors or "until_hour" in self.errors:
            return cleaned
        cleaned["until"] = until = _moment(day, hour or "17:00")
        if day and until is None:
            self.add_error(
                "until_on",
                "The clocks go forward and leave this hour out: choose another.",
            )
        return cleaned


class DecideTimeForm(GiveTimeForm):
    """The answer to a request for more time."""

    approve = _decision("Give more time", "Refuse it")
    field_order = ("approve", "until_on", "until_hour", "comment")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        comment = self.fields["comment"]
        comment.label = "Comment"
        comment.help_text = f"Needed if you refuse it: the agency reads it. {_NO_CASES}"


class AmendForm(ConfirmsWords, forms.Form):
    """Other words for an accepted line, and why."""

    reason = fields.text(
        "Why it is amended",
        f"Everybody who reads the return reads this too. {_NO_CASES}",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in LineWords.WORDS:
            self.fields[name] = copy.deepcopy(LineForm.base_fields[name])
        status = self.fields["status"]
        status.choices = list(DeliveryStatus.choices)  # type: ignore[attr-defined]
        status.label = "How did the action stand?"

    @property
    def words(self) -> dict[str, Any]:
        """The words as a line calls them."""
        return {name: self.cleaned_data[name] for name in LineWords.WORDS}


class DecideAmendmentForm(ConfirmsWords, forms.Form):
    """The answer of the other side."""

    approve = _decision("Agree to the amendment", "Refuse it")
    comment = fields.text("Comment", f"Needed if you refuse it. {_NO_CASES}")


def _moment(day: Any, hour: str) -> datetime | None:
    return at_hour(day, time.fromisoformat(hour)) if day else None
