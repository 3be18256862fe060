"""The box under a form, which comes only when confirming helps (R55)."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from hcss.kernel.api.errors import explain
from hcss.kernel.confirming import HOW_A_PROGRAM_CONFIRMS, ConfirmsWords
from hcss.kernel.errors import Conflict
from hcss.kernel.forms import add_refusal

PERSONAL = ValidationError({"text": [ValidationError("An age.", code="personal_data")]})
IDENTIFIER = ValidationError(
    {
        "text": [
            ValidationError("An age.", code="personal_data"),
            ValidationError("An NHS number.", code="identifier"),
        ]
    }
)
OTHER = ValidationError({"text": "Too long."})


class NoteForm(ConfirmsWords):
    text = forms.CharField()


def sent(**data):
    form = NoteForm(data)
    assert form.is_valid()
    return form


def test_the_box_is_not_there_before_anything_was_refused():
    assert "is_confirmed" not in NoteForm().as_p()
    assert sent(text="aged 14").cleaned_data == {"text": "aged 14"}


def test_a_refusal_for_personal_data_shows_the_box_with_the_typed_text():
    form = sent(text="aged 14")

    add_refusal(form, PERSONAL)

    assert form.is_asked_to_confirm
    assert not form["is_confirmed"].value()
    assert form["text"].value() == "aged 14"
    assert form.errors == {"text": ["An age."]}


@pytest.mark.parametrize("refusal", [IDENTIFIER, OTHER, Conflict("Too late.")])
def test_no_other_refusal_shows_the_box(refusal):
    form = sent(text="aged 14")

    add_refusal(form, refusal)

    assert not form.is_asked_to_confirm


def test_the_tick_reaches_the_service_and_stays_when_something_else_is_wrong():
    form = sent(text="aged 14", is_confirmed="on")
    assert form.cleaned_data == {"text": "aged 14", "is_confirmed": True}

    add_refusal(form, OTHER)

    assert form["is_confirmed"].value()


def test_an_identifier_takes_the_box_away_again():
    form = sent(text="943 476 5919", is_confirmed="on")

    add_refusal(form, IDENTIFIER)

    assert not form.is_asked_to_confirm


def test_a_form_with_a_prefix_has_a_box_of_its_own():
    form = NoteForm({"a-text": "aged 14", "is_confirmed": "on"}, prefix="a")

    assert not form.is_asked_to_confirm


def test_a_program_is_told_how_to_confirm():
    response = explain(PERSONAL, {})

    assert response.status_code == 400
    assert response.data == {
        "text": ["An age."],
        "is_confirmed": [HOW_A_PROGRAM_CONFIRMS],
    }


def test_a_program_is_not_offered_to_confirm_an_identifier():
    assert set(explain(IDENTIFIER, {}).data) == {"text"}
