"""Choices that several forms about actions offer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator

from actions.models import Action
from partnerships.models import Agency, Partnership, Post, User

SHORT = {"class": "govuk-input--width-20"}
#: No key that a database gives has more figures.
_LONGEST_KEY = 18


class _AbleToLead(ModelChoiceIterator):
    """The agencies that can lead: the only ones worth offering (R11)."""

    def __init__(self, field: forms.ModelChoiceField) -> None:
        super().__init__(field)
        self.queryset = Agency.objects.able_to_lead().order_by("name")


class LeadAgencyField(forms.ModelChoiceField):
    """Offers those that can lead and takes any, so that the refusal says why."""

    iterator = _AbleToLead


def lead_agency(**options: Any) -> forms.ModelChoiceField:
    """Return the field for the one lead agency (R10)."""
    return LeadAgencyField(
        queryset=Agency.objects.all(),
        required=False,
        label="Lead agency",
        empty_label="Choose one agency",
        **options,
    )


def partnership(label: str, help_text: str) -> forms.ModelChoiceField:
    """Return a field that offers the boards that have not ended."""
    return forms.ModelChoiceField(
        queryset=Partnership.objects.filter(ended_on=None).order_by("name"),
        required=False,
        label=label,
        help_text=help_text,
        empty_label="None",
    )


def person(label: str, help_text: str = "") -> forms.ModelChoiceField:
    """Return a field for a person; ``offer_people`` says who is offered."""
    return forms.ModelChoiceField(
        queryset=User.objects.active(),
        required=False,
        label=label,
        help_text=help_text,
    )


def post(label: str, help_text: str) -> forms.ModelChoiceField:
    """Return a field that offers every post."""
    posts = Post.objects.select_related("agency", "partnership")
    return forms.ModelChoiceField(
        queryset=posts.order_by("title"),
        required=False,
        label=label,
        help_text=help_text,
        empty_label="None",
    )


class ManyField(forms.ModelMultipleChoiceField):
    """Several rows by their keys; a number too long to be one is no choice."""

    def clean(self, value: Any) -> Any:
        """Refuse what no database has as a key, which Django would ask it for."""
        for each in value if isinstance(value, list | tuple) else ():
            if len(str(each)) > _LONGEST_KEY:
                words = self.error_messages["invalid_choice"]
                raise ValidationError(
                    words, code="invalid_choice", params={"value": each}
                )
        return super().clean(value)


def contributors() -> forms.ModelMultipleChoiceField:
    """Return the field for the agencies that contribute (R10)."""
    return ManyField(
        queryset=Agency.objects.current().order_by("name"),
        required=False,
        label="Contributing agencies",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )


def text(label: str, help_text: str = "", rows: int = 3) -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(
        required=False,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def line(label: str, help_text: str = "") -> forms.CharField:
    """Return a field for one line."""
    return forms.CharField(required=False, label=label, help_text=help_text)


def successor(action: Action, reader: User) -> forms.ModelChoiceField:
    """Return a field that offers the other actions that are not over."""
    others = Action.objects.visible_to(reader).filter(agreement=action.agreement_id)
    return forms.ModelChoiceField(
        queryset=others.exclude(pk=action.pk).by_ref(),
        required=False,
        label="Action that takes its place",
        help_text="Needed if it is superseded.",
        empty_label="None",
    )


def offer_people(form: forms.Form, people: list[Any]) -> None:
    """Offer ``people``, grouped by agency, wherever the form asks for a person."""
    for name in ("contact", "deputy"):
        field = form.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.choices = [("", "Nobody yet"), *people]


def refuse_two_leads(form: forms.Form) -> None:
    """R10: refuse a second lead agency, which a select would drop unseen."""
    name = form.add_prefix("lead_agency")
    sent = form.data.getlist(name) if hasattr(form.data, "getlist") else []
    if len(set(filter(None, sent))) > 1:
        form.add_error(
            "lead_agency",
            "An action has exactly one lead agency: the others contribute.",
        )
