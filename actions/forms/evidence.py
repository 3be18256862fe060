"""What people say about evidence. The services say what is wrong with it."""

from typing import Any

from django import forms
from django.conf import settings

from actions.choices import Marking
from actions.forms.fields import ManyField
from actions.models import Evidence, ReturnLine
from actions.services.evidence_facts import About
from actions.services.evidence_files import in_words
from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.filetypes import TAKEN, TYPES
from hcss.kernel.forms import DateField, FilesField, FilesInput

_TITLE = "What it is"


def limits() -> str:
    """Say, before anybody chooses, what can be uploaded."""
    return (
        f"{TAKEN}. Up to {settings.EVIDENCE_MOST_FILES} files at once, "
        f"{in_words(settings.EVIDENCE_MOST_BYTES)} each, "
        f"{in_words(settings.UPLOADS_MOST_BYTES)} together. No macros, no passwords."
    )


def _line(label: str, help_text: str = "", **options: Any) -> forms.CharField:
    return forms.CharField(
        required=False, label=label, help_text=help_text, max_length=200, **options
    )


class AboutForm(ConfirmsWords):
    """The dates and the marking, which every kind of evidence has."""

    dated_on = DateField(
        required=False,
        label="Its date",
        help_text="The day it speaks of, so that everybody sees how old it is.",
    )
    expires_on = DateField(
        required=False, label="Valid until (optional)", called="Valid until"
    )
    marking = forms.ChoiceField(
        choices=Marking.choices,
        initial=Marking.OFFICIAL,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        label="Marking",
        help_text="OFFICIAL-SENSITIVE is shown to officers, chairs, assurers and you.",
    )

    @property
    def about(self) -> About:
        typed = self.cleaned_data
        return About(typed["dated_on"], typed["expires_on"], typed["marking"])


class FilesForm(AboutForm):
    """Several files at once, with the limits said before they are chosen."""

    # Django takes the fields off the class: ``form.files`` stays what was sent.
    files = FilesField(  # type: ignore[assignment]
        required=False, label="Choose one or more files"
    )
    title = _line(f"{_TITLE} (optional)", "Left empty, the name of each file is used.")

    field_order = ("files", "title", "dated_on", "expires_on", "marking")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        files = self.fields["files"]
        files.help_text = limits()
        accept = ",".join(each.extension for each in TYPES.values())
        files.widget = FilesInput(attrs={"accept": f"{accept},.jpeg"})

    @property
    def titles(self) -> list[str]:
        """Return a title for each file; of several, each has its own name added."""
        title, files = self.cleaned_data["title"].strip(), self.cleaned_data["files"]
        if not title or len(files) == 1:
            return [title] * len(files)
        return [f"{title}: {each.name}" for each in files]


class LinkForm(AboutForm):
    """Something that is held elsewhere and has an address."""

    title = _line(_TITLE)
    url = forms.CharField(
        required=False,
        label="Its address",
        help_text="From https:// on. Readers open it with their own access.",
        max_length=500,
        widget=forms.TextInput(attrs={"type": "url", "inputmode": "url"}),
    )

    field_order = ("title", "url", "dated_on", "expires_on", "marking")


class ReferenceForm(AboutForm):
    """What there is, who holds it, and its date: nothing of it is kept here."""

    title = _line(_TITLE, "Its name only: nothing of what is in it.")
    holder = _line("Who holds it", "The organisation, and the team if that helps.")

    field_order = ("title", "holder", "dated_on", "expires_on", "marking")


class AgainForm(forms.Form):
    """Something that the agency gave before, for one more line."""

    evidence = ManyField(
        queryset=Evidence.objects.none(),
        required=False,
        label="What supports this line too?",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )

    def __init__(self, *args: Any, usable: list[Evidence], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["evidence"]
        field.queryset = Evidence.objects.filter(pk__in=[each.pk for each in usable])
        field.choices = [(each.pk, _named(each)) for each in usable]


class UseForm(forms.Form):
    """More lines of the agency for one item."""

    lines = ManyField(
        queryset=ReturnLine.objects.none(),
        required=False,
        label="Which lines does it support too?",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )

    def __init__(self, *args: Any, lines: list[ReturnLine], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["lines"]
        field.queryset = ReturnLine.objects.filter(pk__in=[each.pk for each in lines])
        field.choices = [
            (each.pk, f"{each.action}, {each.quarterly_return.period}")
            for each in lines
        ]


def _named(evidence: Evidence) -> str:
    return f"{evidence.title} ({evidence.get_kind_display().partition(':')[0].lower()})"
