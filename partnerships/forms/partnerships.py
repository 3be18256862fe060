"""Forms of the partnerships' and the posts' registers."""

from django import forms

from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.forms import DateField
from partnerships.choices import PartnershipKind
from partnerships.forms.fields import (
    VersionedForm,
    agency_choice,
    blank_first,
    partnership_choice,
    person_choice,
)


class PartnershipForm(ConfirmsWords):
    """A new board, partnership, network, panel, group or forum."""

    name = forms.CharField(max_length=200, label="Name")
    kind = forms.ChoiceField(
        choices=blank_first(PartnershipKind.choices, "Choose what it is"),
        label="What it is",
    )
    short_name = forms.CharField(
        max_length=60, required=False, label="Short name (optional)"
    )
    host_agency = agency_choice(
        required=False, label="Host agency (optional)", empty_label="Not known"
    )
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Note (optional)",
    )


class EditPartnershipForm(PartnershipForm, VersionedForm):
    """What may change about a partnership."""

    ended_on = DateField(
        required=False, label="When did it end? (optional)", called="The day"
    )


class MemberForm(forms.Form):
    """An agency that sits on the partnership."""

    agency = agency_choice()
    starts_on = DateField(
        required=False, label="Since when? (optional)", called="The day"
    )


class EndForm(forms.Form):
    """The first day on which something no longer holds."""

    ends_on = DateField(
        label="From which day on no longer?",
        called="The day",
    )


class EndAppointmentForm(ConfirmsWords, EndForm):
    """When a role ends, and why."""

    why = forms.CharField(
        required=False,
        max_length=500,
        label="Why (optional)",
        help_text="It is kept in the history.",
    )


class PostForm(forms.Form):
    """A new post, at an agency or a partnership."""

    title = forms.CharField(
        max_length=200, label="Title", help_text="Such as Director of Public Health."
    )
    agency = agency_choice(
        required=False, label="At which agency?", empty_label="Not at an agency"
    )
    partnership = partnership_choice(
        required=False,
        label="Or at which partnership?",
        empty_label="Not at a partnership",
    )


class HolderForm(forms.Form):
    """Who holds the post, and since when."""

    person = person_choice()
    starts_on = DateField(label="Since when?", called="The day")
