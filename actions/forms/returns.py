"""What is typed about a return as a whole: the signature, questions, answers."""

from django import forms

from actions.choices import ReturnState

#: No version and no sum of versions is ever larger.
_LARGEST = 2**31 - 1
_POST_HINT = "For example, Partnerships manager."


def _name() -> forms.CharField:
    return forms.CharField(
        label="Your name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Sign with your name."},
    )


def _post() -> forms.CharField:
    return forms.CharField(
        label="Your post",
        max_length=200,
        help_text=_POST_HINT,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"required": "Give the post in which you sign."},
    )


class SignForm(forms.Form):
    """The signature under a return (R38)."""

    signed_name = _name()
    signed_post = _post()
    seen = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=_LARGEST
    )


class NilForm(forms.Form):
    """The signed statement that there is nothing to report (R32)."""

    is_confirmed = forms.BooleanField(
        label="There is nothing to report on any of these actions this quarter",
        error_messages={"required": "Confirm that there is nothing to report."},
    )
    signed_name = _name()
    signed_post = _post()


class VersionForm(forms.Form):
    """Which version of a return its reader had before them."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=_LARGEST
    )


class BoardFilter(forms.Form):
    """Which agencies of a period the board shows."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Every state"), *ReturnState.choices],
    )
