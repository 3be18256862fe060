"""Making an account from an invitation."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import redirect

from hcss.kernel.errors import Conflict


class InvitedSignupForm(SignupForm):
    """A password for the invited address; any other address is refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invitation = get_adapter().invitation()
        email = self.fields["email"]
        email.initial = invitation.email if invitation else ""
        email.label = "Your email address"
        email.help_text = "The invitation is for this address only."
        email.widget = forms.EmailInput(
            attrs={"readonly": True, "autocomplete": "username"}
        )

    def try_save(self, request: Any) -> tuple[Any, Any]:
        """Make the account, unless the invitation was used a moment ago."""
        try:
            user, response = super().try_save(request)
        except Conflict:
            return None, redirect("account_signup")
        return user, response

    def clean_email(self) -> str:
        """Return the address, if it is the invited one.

        Raises:
            ValidationError: it is not, or the invitation is no longer open.
        """
        invitation = get_adapter().invitation()
        typed = str(self.cleaned_data["email"]).lower()
        if invitation is None or typed != invitation.email:
            raise ValidationError("The invitation is for another address.")
        return str(super().clean_email())
