"""What may be typed on the pages about an agreement."""

from django import forms

from hcss.kernel.confirming import ConfirmsWords
from priorities.choices import RegisterCategory


class RegisterFilterForm(forms.Form):
    """Narrows the register."""

    words = forms.CharField(
        required=False, max_length=200, label="Name, other name or code"
    )
    category = forms.ChoiceField(
        required=False,
        choices=[("", "All"), *RegisterCategory.choices],
        label="List",
    )
    #: Keeps the version that is being read.
    agreement = forms.SlugField(required=False, widget=forms.HiddenInput)


class EditorialNoteForm(ConfirmsWords):
    """What an officer writes beside a sentence."""

    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        label="Note",
        help_text="The words of the agreement stay as they are. A note is never "
        "changed: write another to correct it.",
        error_messages={"required": "Write the note."},
    )
