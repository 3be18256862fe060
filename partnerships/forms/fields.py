"""Choices that several forms offer."""

from typing import Any

from django import forms
from django.db import models

from partnerships.models import Agency, Partnership, User
from partnerships.selectors import version_of


def agency_choice(**options: Any) -> forms.ModelChoiceField:
    """Return a field that offers the agencies that have not ended."""
    options.setdefault("label", "Agency")
    return forms.ModelChoiceField(
        queryset=Agency.objects.current().order_by("name"), **options
    )


def partnership_choice(**options: Any) -> forms.ModelChoiceField:
    """Return a field that offers the partnerships that have not ended."""
    options.setdefault("label", "Partnership")
    return forms.ModelChoiceField(
        queryset=Partnership.objects.filter(ended_on=None).order_by("name"), **options
    )


def person_choice(**options: Any) -> forms.ModelChoiceField:
    """Return a field that offers the people who are still here."""
    options.setdefault("label", "Person")
    return forms.ModelChoiceField(
        queryset=User.objects.active().order_by("name"), **options
    )


def blank_first(choices: list[tuple[str, str]], words: str) -> list[tuple[str, str]]:
    """Return the choices with "nothing chosen" before them."""
    return [("", words), *choices]


class VersionedForm(forms.Form):
    """A form that knows which version of a row its reader was looking at."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def look_again(self, row: models.Model) -> None:
        """Take the present version as seen: sending once more is then a decision."""
        sent: Any = self.data
        again = sent.copy()
        again[self.add_prefix("seen")] = version_of(row)
        self.data = again
