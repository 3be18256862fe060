"""What an officer types about a period: days; the hours are the same every quarter."""

from typing import Any

from django import forms

from actions.models import Period
from actions.selectors.windows import LONDON, Windows, windows_on
from hcss.kernel.forms import DateField
from hcss.kernel.quarters import Quarter


class PlanPeriodForm(forms.Form):
    """Which quarter is to be planned, among those that are not."""

    quarter = forms.ChoiceField(
        label="Quarter",
        help_text=(
            "The usual dates are worked out in England’s working days. You can "
            "change them on the next page."
        ),
        error_messages={
            "required": "Choose a quarter.",
            "invalid_choice": "Choose one of the quarters on the list.",
        },
    )

    def __init__(self, *args: Any, quarters: list[Quarter], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(quarter.slug, str(quarter)) for quarter in quarters]
        self.fields["quarter"].choices = choices  # type: ignore[attr-defined]

    def clean_quarter(self) -> Quarter:
        return Quarter.parse(self.cleaned_data["quarter"])


class EditPeriodForm(forms.Form):
    """The days of a period."""

    opens_on = DateField(label="Opens", help_text="At 9am.")
    due_on = DateField(
        label="Returns are due", help_text="At 5pm. What comes in later is late."
    )
    closes_on = DateField(
        label="Closes",
        help_text="At 5pm. What has not come in by then is “No return”.",
    )

    @property
    def windows(self) -> Windows:
        """The moments that the days stand for."""
        return windows_on(**self.cleaned_data)


def days_of(period: Period) -> dict[str, Any]:
    """Return the days of a period as the form takes them."""
    return {
        "opens_on": period.opens_at.astimezone(LONDON).date(),
        "due_on": period.due_at.astimezone(LONDON).date(),
        "closes_on": period.closes_at.astimezone(LONDON).date(),
    }
