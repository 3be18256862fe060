"""What is typed about asks."""

from typing import Any

from django import forms

from actions.choices import Marking
from actions.models import Ask
from actions.selectors.asks import able_to_answer
from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.forms import DateField
from partnerships.models import Agency, User

_LARGEST = 2**31 - 1
_NO_CASES = "No names of people who are helped, and no cases."


def _text(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        required=False,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class RaiseAskForm(ConfirmsWords, forms.Form):
    """One decision or one resource, of whom, and by when."""

    text = _text(
        "What you ask for",
        f"One decision or one resource, as exactly as you can. {_NO_CASES}",
    )
    of_agency = forms.ModelChoiceField(
        queryset=Agency.objects.current().order_by("name"),
        required=False,
        label="Of whom",
        empty_label="The group",
    )
    need_by = DateField(
        required=False, label="By when", help_text="The day on which you must know."
    )
    marking = forms.ChoiceField(
        choices=Marking.choices,
        initial=Marking.OFFICIAL,
        label="Marking",
        help_text=(
            "OFFICIAL-SENSITIVE is read by officers, chairs, assurers and the two "
            "agencies only."
        ),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, own: int, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["of_agency"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Agency.objects.current().exclude(pk=own).order_by("name")


class AskForm(ConfirmsWords, forms.Form):
    """Something said about an ask as it was at ``version``."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=_LARGEST
    )

    def __init__(self, *args: Any, ask: Ask, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ask = ask

    def look_again(self, ask: Ask) -> None:
        """Take its present version as read: sending once more is a decision."""
        sent: Any = self.data
        again = sent.copy()
        again[self.add_prefix("version")] = str(ask.version)
        self.data = again


class AnswerAskForm(AskForm):
    """The answer of whoever was asked."""

    text = _text("Your answer", f"Yes or no, what, and from when. {_NO_CASES}")


class NotEnoughForm(AskForm):
    """Why an answer does not settle it."""

    text = _text("What is still needed", _NO_CASES)


class CloseAskForm(AskForm):
    """The asker's word that it is settled."""

    text = _text(
        "How it was settled", "Needed if nobody has answered; otherwise you may add it."
    )


class OverruleForm(AskForm):
    """The chair's reason."""

    text = _text("Reason", "The agency that asked reads it.")


class AnswererForm(AskForm):
    """Who is to answer."""

    answerer = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        label="Who answers",
        empty_label="Choose one",
    )

    def __init__(self, *args: Any, on: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["answerer"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = able_to_answer(self.ask.of_agency, on=on)
