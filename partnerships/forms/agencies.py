"""Forms of the agencies' register."""

from django import forms

from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.forms import DateField
from partnerships.choices import AgencyKind
from partnerships.forms.fields import VersionedForm, agency_choice, blank_first


class AgencyForm(ConfirmsWords):
    """A new agency."""

    name = forms.CharField(max_length=200, label="Name")
    kind = forms.ChoiceField(
        choices=blank_first(AgencyKind.choices, "Choose what it is"),
        label="What it is",
        help_text="Sectors, services, directorates and collectives can be named but "
        "cannot lead an action.",
    )
    short_name = forms.CharField(
        max_length=60,
        required=False,
        label="Short name (optional)",
        help_text="For narrow tables, such as HCC.",
    )
    parent = agency_choice(
        required=False,
        label="Part of (optional)",
        empty_label="Not part of another",
    )
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Note (optional)",
    )


class EditAgencyForm(ConfirmsWords, VersionedForm):
    """What may change about an agency without a new name."""

    kind = forms.ChoiceField(choices=AgencyKind.choices, label="What it is")
    short_name = forms.CharField(
        max_length=60, required=False, label="Short name (optional)"
    )
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Note (optional)",
    )
    needs_sign_off = forms.BooleanField(
        required=False,
        label="An approver of the agency signs its returns",
        help_text="Its other people write, and send the return to the approver. "
        "Without this any of them signs and sends it in.",
    )


class RenameAgencyForm(VersionedForm):
    """A new name and the day it is used from."""

    name = forms.CharField(max_length=200, label="New name")
    from_on = DateField(
        label="From which day?",
        called="The day",
        help_text="Records from before that day keep the old name.",
    )


class CorrectAgencyNameForm(VersionedForm):
    """The name as it should have been written."""

    name = forms.CharField(
        max_length=200,
        label="Name",
        help_text="Only to put a mistake right. If the agency took a new name, "
        "rename it.",
    )


class SuccessionForm(ConfirmsWords):
    """Which agency took over, and when."""

    successor = agency_choice(label="Which agency took over?")
    took_over_on = DateField(
        label="On which day?",
        called="The day",
        help_text="The agency ends on that day. What it did before stays under its "
        "name.",
    )
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Note (optional)",
        help_text="Such as the order or press notice that says so.",
    )
