"""Forms about people: invitations, appointments, leaving."""

from django import forms

from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.forms import DateField
from partnerships.choices import Role
from partnerships.forms.fields import (
    VersionedForm,
    agency_choice,
    blank_first,
    partnership_choice,
)


class PlaceForm(forms.Form):
    """A role and where it is held."""

    role = forms.ChoiceField(
        choices=blank_first(Role.choices, "Choose a role"),
        label="Role",
        help_text="A contact, deputy, approver or member of the group is of an agency, "
        "a chair of a partnership.",
    )
    agency = agency_choice(
        required=False,
        label="Agency (contacts, deputies, approvers and members of the group)",
        empty_label="No agency",
    )
    partnership = partnership_choice(
        required=False, label="Partnership (chairs)", empty_label="No partnership"
    )


class InviteForm(PlaceForm):
    """Who is asked in, and to do what."""

    field_order = ["name", "email", "post_title", "role", "agency", "partnership"]

    name = forms.CharField(max_length=200, label="Full name")
    email = forms.EmailField(
        max_length=254,
        label="Email address",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="The invitation goes there, and works for this address only.",
    )
    post_title = forms.CharField(
        max_length=200, required=False, label="Post (optional)"
    )


class AppointForm(PlaceForm):
    """Another role for somebody who has an account."""

    starts_on = DateField(label="From which day?", called="The day")


class PersonForm(VersionedForm):
    """What may change about a person, besides their address: they sign in with that."""

    name = forms.CharField(max_length=200, label="Full name")
    post_title = forms.CharField(
        max_length=200, required=False, label="Post (optional)"
    )
    employer = agency_choice(
        required=False,
        label="Employer (optional)",
        empty_label="Not known",
        help_text="Decides which work counts as their own agency’s.",
    )


class AddressForm(VersionedForm):
    """Another address for somebody who has an account."""

    email = forms.EmailField(
        max_length=254,
        label="New email address",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="They sign in with it from now on, with the password they have, and "
        "their mail goes there.",
    )


class LeaveForm(ConfirmsWords):
    """Why somebody has left."""

    why = forms.CharField(
        required=False,
        max_length=500,
        label="Why (optional)",
        help_text="It is kept in the history. Nothing personal.",
    )
