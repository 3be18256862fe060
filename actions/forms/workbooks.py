"""What is sent about a spreadsheet of lines: the file, then the decision."""

from django import forms
from django.conf import settings

from actions.services.evidence_files import in_words
from hcss.kernel.confirming import LABEL

ALL, CLEAN = "all", "clean"


class WorkbookForm(forms.Form):
    """The spreadsheet, with its limits said before it is chosen."""

    file = forms.FileField(
        label="Your spreadsheet",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Choose your spreadsheet.",
            "invalid": "Choose your spreadsheet.",
        },
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["file"].help_text = (
            "The Excel workbook (.xlsx) that you downloaded here, with your words in "
            f"it, of up to {in_words(settings.WORKBOOK_MOST_BYTES)}. No macros, no "
            "password, no links to other files."
        )


class SaveForm(forms.Form):
    """Which rows to save. ``save`` is the value of the button that was pressed."""

    save = forms.ChoiceField(
        choices=[(ALL, "All rows"), (CLEAN, "The clean rows only")],
        widget=forms.HiddenInput,
        error_messages={
            "required": "Choose what to save.",
            "invalid_choice": "Choose what to save.",
        },
    )
    is_confirmed = forms.BooleanField(required=False, label=LABEL)

    @property
    def only_clean(self) -> bool:
        return bool(self.cleaned_data["save"] == CLEAN)
