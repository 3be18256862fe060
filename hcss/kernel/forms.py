"""Forms in GOV.UK markup: the renderer, its fields and what is wrong with a form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import ChoiceWidget

from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.typed_dates import BOXES, DateField, DateInput

__all__ = [
    "DateField",
    "DateInput",
    "FilesField",
    "FilesInput",
    "GovukBoundField",
    "GovukRenderer",
    "HintedCheckboxes",
    "HintedRadioSelect",
    "Problem",
    "add_refusal",
    "problems",
]

# --- Choices with a hint to each ---


class _Hinted(ChoiceWidget):
    def __init__(self, *args: Any, hints: Mapping[Any, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.hints = {str(value): hint for value, hint in hints.items()}

    def create_option(self, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(*args, **options)
        return option | {"hint": self.hints.get(str(option["value"]), "")}


class HintedRadioSelect(_Hinted, forms.RadioSelect):
    """Radios, each with its own hint: ``HintedRadioSelect(hints={value: text})``."""


class HintedCheckboxes(_Hinted, forms.CheckboxSelectMultiple):
    """Checkboxes, each with its own hint: ``HintedCheckboxes(hints={value: text})``."""


# --- Files ---


class FilesInput(forms.FileInput):
    """A file upload that takes several files at once; it never shows a stored one."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Gives the list of the files chosen. What may be in them is for the service."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files that were sent, empty ones too: the service says why not."""
        chosen = [each for each in data or [] if each is not None]
        if self.required and not chosen:
            raise ValidationError(self.error_messages["required"], code="required")
        return chosen


# --- Rendering ---

#: First match wins: which markup a widget gets, and the class its control carries.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DateInput, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),  # which Django derives from radios
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file-upload"),
    (forms.PasswordInput, "password"),
)
PASSWORD_ATTRS = {
    "class": "govuk-password-input__input govuk-js-password-input-input",
    "spellcheck": "false",
    "autocapitalize": "none",
    "autocomplete": "current-password",
}
DJANGO_ROWS, ROWS = "10", "5"


#: Django's words say "this field" and "this value"; a summary must say which.
WORDS = {
    "required": "{verb} “{field.label}”",
    "max_length": (
        "“{field.label}” is too long: {show_value} characters, {limit_value} at most"
    ),
}
DJANGO_WORDS = (
    forms.Field.default_error_messages["required"],
    MaxLengthValidator.message,
)


#: Kinds of fields that are chosen, not filled in.
_CHOSEN = ("radios", "checkboxes", "checkbox", "select", "file-upload")


class GovukBoundField(forms.BoundField):
    """A field as GOV.UK Frontend 6.6.0 marks it up."""

    def __init__(self, form: Any, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        field.widget.attrs = _as_govuk(field.widget.attrs)

    @property
    def kind(self) -> str:
        widget = self.field.widget
        return next((kind for cls, kind in KINDS if isinstance(widget, cls)), "input")

    @property
    def label_size(self) -> str:
        return getattr(self.form, "label_size", "s")

    @property
    def control_template(self) -> str:
        kind = "choices" if self.kind in ("radios", "checkboxes") else self.kind
        own = kind in ("choices", "checkbox", "password")
        return f"components/forms/_{kind if own else 'control'}.html"

    @property
    def aria_describedby(self) -> str | None:
        if self.is_hidden or not self.auto_id:
            return None
        ids = [
            (self.field.widget.attrs.get("aria-describedby"), True),
            (f"{self.auto_id}-hint", self.help_text),
            (f"{self.auto_id}-error", self.errors),
        ]
        return " ".join(id_ for id_, wanted in ids if id_ and wanted) or None

    @property
    def messages(self) -> list[str]:
        """What is wrong, in words that make sense away from the field too."""
        return [
            words.format(field=self, verb=self._verb, **(error.params or {}))
            if (words := WORDS.get(error.code or "")) and error.message in DJANGO_WORDS
            else str(error.messages[0])
            for error in self.errors.as_data()
        ]

    @property
    def _verb(self) -> str:
        chosen = self.kind in _CHOSEN
        return "Choose" if chosen else "Fill in"

    @property
    def wrong_boxes(self) -> list[str]:
        """The boxes of a date that are wrong: all of them unless the error says."""
        named = [
            box
            for error in self.errors.as_data()
            for box in (error.params or {}).get("boxes", BOXES)
        ]
        return [box for box in BOXES if box in named]

    @property
    def target(self) -> str:
        """The id that a link in the error summary leads to."""
        if self.kind == "date":
            return f"{self.auto_id}_{(self.wrong_boxes or BOXES)[0]}"
        if self.kind in ("radios", "checkboxes") and self.subwidgets:
            return str(self.subwidgets[0].id_for_label)
        return self.id_for_label or self.auto_id

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Leave the checking to the server, whose words help."""
        attrs = super().build_widget_attrs(attrs, widget)
        for unwanted in ("required", "aria-invalid"):
            attrs.pop(unwanted, None)
        return attrs

    @property
    def control(self) -> str:
        """The input itself, with its classes."""
        if self.kind == "date":
            return self.as_widget(attrs={"wrong": " ".join(self.wrong_boxes)})
        own = self.field.widget.attrs
        extra: dict[str, Any] = PASSWORD_ATTRS if self.kind == "password" else {}
        base = "input" if self.kind == "password" else self.kind
        classes = [f"govuk-{base}", own.get("class"), extra.get("class")]
        if self.errors:
            classes.append(f"govuk-{base}--error")
        return self.as_widget(
            attrs=extra | own | {"class": " ".join(filter(None, classes))}
        )


def _as_govuk(attrs: dict[str, Any]) -> dict[str, Any]:
    """Leave out what Django adds: above all what lets a browser cut typed text."""
    unwanted = ("cols", "maxlength", "minlength", "placeholder")
    kept = {name: value for name, value in attrs.items() if name not in unwanted}
    if kept.get("rows") == DJANGO_ROWS and "cols" in attrs:
        kept["rows"] = ROWS
    return kept


class GovukRenderer(TemplatesSetting):
    """``{{ form }}`` in GOV.UK markup: the fields only, not the error summary."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
    bound_field_class = GovukBoundField


# --- What is wrong ---


@dataclass(frozen=True)
class Problem:
    """One line of the error summary. No ``target`` when no field is to blame."""

    text: str
    target: str = ""


def problems(form: Any) -> list[Problem]:
    """Return everything wrong with a form or a formset, in the order of the page."""
    if isinstance(form, forms.BaseFormSet):
        return [
            *(Problem(str(text)) for text in form.non_form_errors()),
            *(problem for one in form.forms for problem in problems(one)),
        ]
    if not isinstance(form, forms.BaseForm) or not form.errors:
        return []
    return [
        *(Problem(str(text)) for text in form.non_field_errors()),
        *_field_problems(form),
    ]


def _field_problems(form: forms.BaseForm) -> Iterable[Problem]:
    for field in form:
        if field.is_hidden or not isinstance(field, GovukBoundField):
            yield from (Problem(str(text)) for text in field.errors)
        else:
            yield from (Problem(text, field.target) for text in field.messages)


def add_refusal(form: forms.BaseForm, error: ValidationError) -> None:
    """Put each of the service's words at its field, if the form has that field."""
    if isinstance(form, ConfirmsWords):
        form.take_refusal(error)
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        known = name in form.fields and name != NON_FIELD_ERRORS
        form.add_error(name if known else None, ValidationError(errors))
