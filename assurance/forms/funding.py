"""What an officer fills in about a stream of funding. The rules are the service's."""

import textwrap
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from actions.forms.fields import ManyField
from actions.models import Action
from actions.selectors.words import LONGEST
from assurance.models import FundingConcern
from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.forms import DateField, HintedCheckboxes
from priorities.choices import RegisterCategory
from priorities.models import RegisterEntry, Statement

_LARGEST = 2**31 - 1
_SHORT = 90
END_NOT_SAID = "Give the last day of the funding, or say that nobody knows it."
END_SAID_TWICE = "Give the last day, or say that nobody knows it: not both."


class StatementField(forms.ModelChoiceField):
    """A sentence of the Agreement, by its reference and its first words."""

    def label_from_instance(self, row: models.Model) -> str:
        """Return the words of the option."""
        statement: Any = row
        text = textwrap.shorten(statement.text, _SHORT, placeholder=" …")
        return f"{statement.ref}: {text}"


class ActionsField(ManyField):
    """Actions by reference and title."""

    def label_from_instance(self, row: models.Model) -> str:
        """Return the words of the option."""
        action: Any = row
        lead = action.lead_agency or "no lead agreed"
        return f"{action} ({lead})"


def _actions() -> ActionsField:
    return ActionsField(
        queryset=Action.objects.none(),
        required=False,
        label="Actions that depend on it",
        help_text="Those promised on a condition about money come first.",
        widget=HintedCheckboxes(hints={}),
    )


def _offer_actions(form: forms.Form, offered: list[Action]) -> None:
    """Offer these actions in this order, each with its condition."""
    field: Any = form.fields["actions"]
    field.queryset = Action.objects.filter(pk__in=[each.pk for each in offered])
    field.choices = [(each.pk, field.label_from_instance(each)) for each in offered]
    field.widget.hints = {
        str(each.pk): f"Promised on a condition: {each.condition}"
        for each in offered
        if each.condition
    }


class FundingForm(ConfirmsWords, forms.Form):
    """A stream, its end, and what is known of it."""

    stream = forms.CharField(
        required=False,
        max_length=200,
        label="Stream of funding",
        help_text="The grant, fund or budget, and whom it pays for.",
    )
    ends_on = DateField(
        required=False, label="Last day of the funding", called="The last day"
    )
    end_not_known = forms.BooleanField(
        required=False, label="Nobody knows when it ends"
    )
    note = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="What is known of it",
        help_text=(
            "Read by everybody who reads assurance: nothing that is OFFICIAL-SENSITIVE."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    entry = forms.ModelChoiceField(
        queryset=RegisterEntry.objects.none(),
        required=False,
        label="Funding stream of the register",
        empty_label="None",
    )
    statement = StatementField(
        queryset=Statement.objects.none(),
        required=False,
        label="Sentence of the Agreement",
        empty_label="None",
    )

    def __init__(
        self, *args: Any, starts: list[Any], kept: Any = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        entry = getattr(kept, "entry_id", None) or 0
        statement = getattr(kept, "statement_id", None) or 0
        agreements = {each.statement.priority.agreement_id for each in starts}
        streams = RegisterEntry.objects.filter(category=RegisterCategory.FUNDING)
        of_now = streams.filter(agreement__in=agreements)
        _offer(self, "entry", of_now | RegisterEntry.objects.filter(pk=entry))
        sentences = [each.statement.pk for each in starts] + [statement]
        _offer(self, "statement", Statement.objects.filter(pk__in=sentences))

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        ends_on, is_unknown = typed.get("ends_on"), typed.pop("end_not_known", False)
        if ends_on and is_unknown:
            self.add_error("ends_on", ValidationError(END_SAID_TWICE))
        elif "ends_on" in typed and not ends_on and not is_unknown:
            self.add_error("ends_on", ValidationError(END_NOT_SAID))
        return typed


class RecordFundingForm(FundingForm):
    """A new concern, with what depends on it."""

    actions = _actions()

    def __init__(self, *args: Any, offered: list[Action], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer_actions(self, offered)


class VersionForm(forms.Form):
    """A form about a concern as it was at ``version``."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=_LARGEST
    )

    def look_again(self, row: models.Model) -> None:
        """Take its present version as read: sending once more is a decision."""
        concern: Any = row
        sent: Any = self.data
        again = sent.copy()
        again[self.add_prefix("version")] = str(concern.version)
        self.data = again


class EditFundingForm(FundingForm, VersionForm):
    """What is known of it now."""


class SettleFundingForm(ConfirmsWords, VersionForm):
    """Why it is no longer a worry."""

    why = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="What settled it",
        help_text="It was renewed, something took its place, or it is not needed.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class FundingActionsForm(VersionForm):
    """Which actions depend on it."""

    actions = _actions()

    def __init__(
        self,
        *args: Any,
        offered: list[Action],
        kept: FundingConcern,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        known = {each.pk for each in offered}
        linked = kept.actions.select_related("lead_agency")
        also = [each for each in linked if each.pk not in known]
        _offer_actions(self, offered + also)


def _offer(form: forms.Form, name: str, rows: Any) -> None:
    field: Any = form.fields[name]
    field.queryset = rows
