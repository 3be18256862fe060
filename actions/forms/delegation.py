"""What is typed to pass a line on, to write for one, and to contribute to one."""

import copy
from datetime import date
from typing import Any

from django import forms

from actions.choices import Marking
from actions.forms.lines import LineForm
from actions.models import ReturnLine
from actions.selectors.delegation import is_narrow, people_to_pass_to
from actions.services.line_proposals import PROPOSABLE
from hcss.kernel.confirming import ConfirmsWords
from partnerships.models import Agency, User

_LARGEST = 2**31 - 1
_NO_CASES = "No names of people who are helped, and no cases."


class PassOnForm(ConfirmsWords, forms.Form):
    """To a colleague who signs in, or by a link to somebody who does not."""

    to_person = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        label="A colleague who signs in",
        help_text="They find it on their page “My returns”.",
        empty_label="Nobody: I give a name and an address below",
    )
    to_name = forms.CharField(
        required=False, label="Name of somebody without an account"
    )
    to_email = forms.CharField(
        required=False,
        label="Their e-mail address",
        help_text=(
            "They are sent a link for this line only. It works once, for 72 hours, and "
            "makes no account."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    note = forms.CharField(
        required=False,
        label="Note to them",
        help_text=f"Shown on the page of the line, not in the mail. {_NO_CASES}",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, line: ReturnLine, giver: User, on: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        people = self.fields["to_person"]
        if isinstance(people, forms.ModelChoiceField):
            people.queryset = people_to_pass_to(line, giver=giver, on=on)
        if is_narrow(line):
            del self.fields["to_name"], self.fields["to_email"]


class ProposalForm(ConfirmsWords, forms.Form):
    """The words of a line, as its own form asks for them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in PROPOSABLE:
            self.fields[name] = copy.deepcopy(LineForm.base_fields[name])

    @property
    def words(self) -> dict[str, Any]:
        """What was typed, without what stands beside it."""
        return {name: self.cleaned_data[name] for name in PROPOSABLE}


class TakeOverForm(ConfirmsWords, forms.Form):
    """The version of the line that its owner read beside the proposal."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=_LARGEST
    )


class ContributionForm(ConfirmsWords, forms.Form):
    """What an agency that contributes says of its part (R37)."""

    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        required=False,
        label="Agency",
        empty_label=None,
    )
    text = forms.CharField(
        required=False,
        label="What your agency did this quarter",
        help_text=f"The lead agency rates it; you say what you did. {_NO_CASES}",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    reports_issue = forms.BooleanField(
        required=False,
        label="We see a problem that the lead agency and the group should know of",
    )
    marking = forms.ChoiceField(
        choices=Marking.choices,
        initial=Marking.OFFICIAL,
        label="Handling of these words",
        help_text=(
            "OFFICIAL-SENSITIVE is read by your agency, the lead agency, officers, "
            "chairs and assurers only."
        ),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, agencies: list[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["agency"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Agency.objects.filter(
                pk__in=[each.pk for each in agencies]
            )
        if len(agencies) == 1:
            field.initial = agencies[0]
            field.widget = forms.HiddenInput()
