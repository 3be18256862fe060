import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from hcss.kernel.forms import (
    DateField,
    FilesField,
    HintedCheckboxes,
    HintedRadioSelect,
    Problem,
    problems,
)
from hcss.kernel.typed_dates import TypedDate
from tests.kernel.markup import tree

FIXTURES = Path(__file__).parent / "fixtures"
EXAMPLES = {path.stem: json.loads(path.read_text()) for path in FIXTURES.glob("*.json")}
FIELDS = [
    (component, name)
    for component, examples in sorted(EXAMPLES.items())
    for name in examples
    if component != "error-summary"
]


def plain(widget: type[forms.Widget]) -> Any:
    return lambda attrs, **shared: forms.CharField(widget=widget(attrs), **shared)


def chosen(field: type[forms.ChoiceField], widget: type[forms.Widget]) -> Any:
    def make(attrs: Any, items: Any = (), **shared: Any) -> forms.Field:
        hints = {
            item["value"]: item["hint"]["text"] for item in items if "hint" in item
        }
        options = {"hints": hints} if issubclass(widget, HINTED) else {}
        choices = [(item["value"], item["text"]) for item in items]
        return field(choices=choices, widget=widget(attrs, **options), **shared)

    return make


HINTED = (HintedRadioSelect, HintedCheckboxes)
MAKERS = {
    "input": plain(forms.TextInput),
    "textarea": plain(forms.Textarea),
    "password-input": plain(forms.PasswordInput),
    "file-upload": plain(forms.FileInput),
    "select": chosen(forms.ChoiceField, forms.Select),
    "radios": chosen(forms.ChoiceField, HintedRadioSelect),
    "checkboxes": chosen(forms.MultipleChoiceField, HintedCheckboxes),
    "date-input": lambda attrs, **shared: DateField(**shared),
}


def the_field(component: str, options: dict[str, Any]) -> forms.Field:
    text = options.get("fieldset", {}).get("legend") or options["label"]
    known = {"classes": "class", "rows": "rows", "type": "type"}
    attrs = {known[name]: value for name, value in options.items() if name in known}
    items = {"items": options["items"]} if "items" in options else {}
    return MAKERS[component](
        attrs,
        label=text["text"],
        help_text=options.get("hint", {}).get("text", ""),
        required=False,
        **items,
    )


def the_initial(options: dict[str, Any]) -> Any:
    if values := options.get("values"):
        return date(values["year"], values["month"], values["day"])
    selected = [
        item["value"]
        for item in options.get("items", [])
        if item.get("checked") or item.get("selected")
    ]
    return selected[0] if selected else options.get("value")


def the_form(component: str, options: dict[str, Any]) -> forms.Form:
    field = the_field(component, options)
    example = type("Example", (forms.Form,), {"it": field, "label_size": ""})
    initial = the_initial(options)
    if "errorMessage" not in options:
        return example(initial={"it": initial})
    form = example(data={"it": initial} if initial else {})
    boxes = [box for box in ("day", "month", "year") if box in options]
    error = forms.ValidationError(
        options["errorMessage"]["text"], params={"boxes": boxes} if boxes else None
    )
    form.add_error("it", error)
    return form


@pytest.mark.parametrize(("component", "name"), FIELDS)
def test_a_field_is_marked_up_as_the_design_system_says(component: str, name: str):
    example = EXAMPLES[component][name]

    shown = str(the_form(component, example["options"]))

    assert tree(shown) == tree(example["html"])


@pytest.mark.parametrize("name", EXAMPLES["error-summary"])
def test_the_error_summary_is_marked_up_as_the_design_system_says(name: str):
    example = EXAMPLES["error-summary"][name]
    faults = example["options"]["errorList"]
    fields = {
        fault["href"].lstrip("#"): forms.CharField(required=False)
        for fault in faults
        if "href" in fault
    }
    form = type("Example", (forms.Form,), fields)(data={}, auto_id="%s")
    for fault in faults:
        form.add_error(fault.get("href", "").lstrip("#") or None, fault["text"])

    shown = render_to_string("components/_error_summary.html", {"form": form})

    assert tree(shown) == tree(example["html"])


class FilesForm(forms.Form):
    label_size = ""
    it = FilesField(
        label="Upload your photo",
        help_text=EXAMPLES["file-upload"]["with hint text"]["options"]["hint"]["text"],
    )


def test_a_field_of_several_files_is_a_file_upload_that_takes_many():
    example = EXAMPLES["file-upload"]["with hint text"]["html"]

    shown = str(FilesForm())

    many = example.replace('type="file"', 'type="file" multiple')
    assert tree(shown) == tree(many)


def test_a_field_of_several_files_gives_all_of_them_even_an_empty_one():
    files = [SimpleUploadedFile("a.pdf", b"a"), SimpleUploadedFile("b.pdf", b"")]

    form = FilesForm(data={}, files=MultiValueDict({"it": files}))

    assert form.is_valid()
    assert form.cleaned_data == {"it": files}


def test_a_field_of_several_files_asks_for_one_at_least():
    form = FilesForm(data={}, files=MultiValueDict())

    assert problems(form) == [Problem("Choose “Upload your photo”", "id_it")]


class LineForm(forms.Form):
    text = forms.CharField(label="What happened", widget=forms.Textarea, max_length=9)
    status = forms.ChoiceField(
        label="Delivery status",
        choices=[("on_track", "On track"), ("at_risk", "At risk")],
        widget=HintedRadioSelect(hints={"at_risk": "An issue threatens the date."}),
    )
    due = DateField(label="Forecast date")
    agree = forms.BooleanField(label="I may sign", help_text="For my agency.")
    version = forms.IntegerField(widget=forms.HiddenInput)


def test_each_problem_is_named_and_leads_to_its_first_control():
    form = LineForm(data={"version": "1"})
    form.add_error(None, "Somebody else has changed this line.")

    assert problems(form) == [
        Problem("Somebody else has changed this line."),
        Problem("Fill in “What happened”", "id_text"),
        Problem("Choose “Delivery status”", "id_status_0"),
        Problem("Fill in “Forecast date”", "id_due_day"),
        Problem("Choose “I may sign”", "id_agree"),
    ]


def test_text_that_is_too_long_is_said_to_be_by_how_much():
    form = LineForm(data={"text": "x" * 30})

    assert form["text"].messages == [
        "“What happened” is too long: 30 characters, 9 at most"
    ]


def test_words_of_our_own_are_left_as_they_are():
    form = LineForm(data={})
    form.errors.clear()
    form.add_error("text", forms.ValidationError("Say {what}.", code="required"))

    assert form["text"].messages == ["Say {what}."]


def test_a_problem_of_a_hidden_field_has_no_link():
    form = LineForm(
        data={
            "text": "Done",
            "status": "on_track",
            "due_day": "1",
            "due_month": "2",
            "due_year": "2026",
            "agree": "on",
            "version": "x",
        }
    )

    assert problems(form) == [Problem("Enter a whole number.")]


def test_a_formset_gathers_the_problems_of_its_forms():
    lines = forms.formset_factory(LineForm, min_num=1, extra=0)(
        data={
            "form-TOTAL_FORMS": "1",
            "form-INITIAL_FORMS": "0",
            "form-0-version": "1",
            "form-0-text": "Done",
            "form-0-status": "on_track",
            "form-0-agree": "on",
        }
    )

    assert problems(lines) == [Problem("Fill in “Forecast date”", "id_form-0-due_day")]


def test_a_form_nobody_has_sent_has_no_problem():
    form, no_form = LineForm(), ""

    assert [problems(form), problems(no_form)] == [[], []]


def test_the_browser_neither_checks_nor_cuts_what_is_typed():
    shown = str(LineForm()["text"].as_field_group())

    assert [word for word in ("required", "maxlength", "cols=") if word in shown] == []


def test_the_form_renders_its_fields_and_not_the_summary():
    form = LineForm(data={})

    assert "govuk-error-summary" not in str(form)


def test_text_that_looks_like_markup_is_shown_as_text():
    form = LineForm(data={"text": "<script>alert(1)</script>", "due_day": '"><b>'})

    shown = str(form)

    assert [word for word in ("<script>", "<b>") if word in shown] == []


def test_one_box_to_tick_carries_its_own_label_and_hint():
    assert tree(str(LineForm()["agree"].as_field_group())) == tree(
        """
        <div class="govuk-form-group">
          <div class="govuk-checkboxes" data-module="govuk-checkboxes">
            <div class="govuk-checkboxes__item">
              <input class="govuk-checkboxes__input" id="a" name="agree"
                type="checkbox" aria-describedby="a-hint">
              <label class="govuk-label govuk-checkboxes__label" for="a">I may sign
              </label>
              <div id="a-hint" class="govuk-hint govuk-checkboxes__hint">
                For my agency.</div>
            </div>
          </div>
        </div>
        """
    )


class DateForm(forms.Form):
    due = DateField(label="Forecast date", required=False)
    asked = DateField(label="When was it asked?", required=False)


def typed(day: str, month: str, year: str, name: str = "due") -> DateForm:
    return DateForm(
        data={f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}
    )


@pytest.mark.parametrize(
    "boxes",
    [
        ("21", "7", "2026"),
        ("21", "07", "2026"),
        (" 21 ", "July", "2026"),
        ("21", "jul", "2026"),
    ],
)
def test_three_boxes_make_a_date(boxes: tuple[str, str, str]):
    form = typed(*boxes)

    assert form.is_valid()
    assert form.cleaned_data["due"] == date(2026, 7, 21)


def test_three_empty_boxes_are_no_date():
    form = typed("", " ", "")

    assert form.is_valid()
    assert form.cleaned_data["due"] is None


@pytest.mark.parametrize(
    ("boxes", "message", "target"),
    [
        (("21", "", "2026"), "Forecast date must include a month", "id_due_month"),
        (
            ("", "", "2026"),
            "Forecast date must include a day and a month",
            "id_due_day",
        ),
        (("31", "6", "2026"), "Forecast date must be a real date", "id_due_day"),
        (("1", "1", "0000"), "Forecast date must be a real date", "id_due_day"),
        (("x", "1", "2026"), "Forecast date must be a real date", "id_due_day"),
        (("1", "Juli", "2026"), "Forecast date must be a real date", "id_due_day"),
        (("²", "1", "2026"), "Forecast date must be a real date", "id_due_day"),
        (("1" * 5000, "1", "2026"), "Forecast date must be a real date", "id_due_day"),
        (
            ("1", "1", "26"),
            "Forecast date: the year must have 4 figures, like 2026",
            "id_due_year",
        ),
    ],
)
def test_what_is_not_a_date_is_explained_at_the_box(
    boxes: tuple[str, str, str], message: str, target: str
):
    form = typed(*boxes)

    assert problems(form) == [Problem(message, target)]


def test_a_date_asked_for_by_a_question_is_called_a_date():
    form = typed("1", "", "2026", name="asked")

    assert problems(form) == [Problem("Date must include a month", "id_asked_month")]


def test_what_was_typed_stays_in_the_boxes():
    form = typed("31", "June", "2026")

    shown = str(form["due"].as_field_group())

    assert [f'value="{box}"' in shown for box in ("31", "June", "2026")] == [True] * 3


@pytest.mark.parametrize(
    ("boxes", "has_changed"),
    [
        (TypedDate("21", "7", "2026"), False),
        (TypedDate("22", "7", "2026"), True),
        (TypedDate("", "7", "2026"), True),
    ],
)
def test_a_date_has_changed_only_when_it_is_another(
    boxes: TypedDate, *, has_changed: bool
):
    field = DateField()

    assert field.has_changed(date(2026, 7, 21), boxes) is has_changed


@pytest.mark.parametrize(
    ("sent", "is_left_out"), [({}, True), ({"due_day": ""}, False)]
)
def test_boxes_not_on_the_page_leave_a_date_as_it_is(
    sent: dict[str, str], *, is_left_out: bool
):
    widget = DateField().widget

    assert widget.value_omitted_from_data(sent, {}, "due") is is_left_out
