"""The box under a form whose words look as if they were about a person (R55)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hcss.kernel.personal_data import holds_identifier, needs_confirming

NAME = "is_confirmed"
LABEL = (
    "I have checked: this describes arrangements, and nobody who is helped can be "
    "recognised"
)
#: What a program is told beside a refusal.
HOW_A_PROGRAM_CONFIRMS = (
    "Send is_confirmed: true once a person has checked that this describes "
    "arrangements and that nobody who is helped can be recognised."
)


class ConfirmsWords(forms.Form):
    """A form with free text: put it first among the bases.

    The box is not there until the words were refused for what may be personal; it
    stays, as it was ticked, while the form goes back and forth. ``cleaned_data``
    has ``is_confirmed`` only with the box, so give the service its default.
    ``{{ form }}`` shows the box by itself; a template that names its fields includes
    ``components/forms/_confirm.html`` above the button.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.is_bound and self.data.get(self.add_prefix(NAME)):
            self.ask_to_confirm()

    @property
    def is_asked_to_confirm(self) -> bool:
        return NAME in self.fields

    def ask_to_confirm(self) -> None:
        """Show the box."""
        if NAME not in self.fields:
            self.fields[NAME] = forms.BooleanField(required=False, label=LABEL)

    def take_refusal(self, error: ValidationError) -> None:
        """Show the box if confirming helps; never beside an identifier."""
        if needs_confirming(error):
            self.ask_to_confirm()
        elif holds_identifier(error):
            self.fields.pop(NAME, None)
