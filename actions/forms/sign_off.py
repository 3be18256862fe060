"""What is typed between the writers of a return and the approver who signs it."""

from django import forms

from hcss.kernel.confirming import ConfirmsWords

_LARGEST = 2**31 - 1


def _note() -> forms.CharField:
    return forms.CharField(
        label="Note for the approver (optional)",
        required=False,
        help_text="What they should know before they sign. It stays in your agency.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SendForSignOffForm(ConfirmsWords, forms.Form):
    """A return goes to its approver, with all its lines."""

    note = _note()
    seen = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=_LARGEST
    )


class SendNilForSignOffForm(ConfirmsWords, forms.Form):
    """The statement that there is nothing to report goes to its approver (R32)."""

    is_nil = forms.BooleanField(
        label="There is nothing to report on any of these actions this quarter",
        error_messages={"required": "Confirm that there is nothing to report."},
    )
    note = _note()


class SendBackForm(ConfirmsWords, forms.Form):
    """The approver sends the return back, and says why."""

    comment = forms.CharField(
        label="What has to change?",
        help_text="Your colleagues read it on the return’s page. It stays in your "
        "agency.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what has to change."},
    )
