"""What is typed about the date of an action."""

from typing import Any

from django import forms

from actions.choices import DelayReason, Timing
from actions.forms import fields
from actions.forms.actions import DECISION_HINT, TimingForm
from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.forms import DateField

_DATED = (Timing.DATE, Timing.CONTINUING)


class SetDateForm(ConfirmsWords, TimingForm):
    """The first date of an undated action, or the next review of a continuing one."""

    decision = fields.line("Decision that set it", DECISION_HINT)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        timing = self.fields["timing"]
        if isinstance(timing, forms.ChoiceField):
            timing.choices = [each for each in Timing.choices if each[0] in _DATED]


class AskForDateForm(ConfirmsWords):
    """The request for a new date (R23)."""

    new_on = DateField(required=False, label="New date")
    reason = forms.ChoiceField(
        choices=DelayReason.choices,
        required=False,
        widget=forms.RadioSelect,
        label="Reason",
    )
    explanation = fields.text(
        "Why the date has to move", "No names of people who are helped, and no cases."
    )


class DecideDateForm(ConfirmsWords):
    """The answer to a request (R23 to R25)."""

    approve = forms.TypedChoiceField(
        choices=[("yes", "Approve the new date"), ("no", "Refuse it")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        label="Your decision",
    )
    decision = fields.line(
        "Decision of the group",
        f"Needed from the third change of a date on. {DECISION_HINT}",
    )
    comment = fields.text("Comment", "Needed if you refuse it: the agency reads it.")
