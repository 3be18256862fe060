"""Words that may be about people: asked about at every door, and then kept (R55)."""

import importlib
import pkgutil

import pytest
import time_machine
from django import forms
from django.test import Client
from django.urls import reverse

from actions.choices import DelayReason, DeliveryStatus, Marking
from actions.models import DateChange
from actions.selectors.handling import HELD_BACK
from actions.services.completion import verify_completion
from hcss.kernel import audit
from hcss.kernel.confirming import HOW_A_PROGRAM_CONFIRMS, LABEL, ConfirmsWords
from hcss.kernel.models import AuditEvent
from hcss.kernel.personal_data import WORDS_CONFIRMED
from tests import factories as make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

AGED = "The officer for a boy aged 14 left."
NUMBER = "See 943 476 5919."


@pytest.fixture
def action():
    return make.ActionFactory(active=True)


@pytest.fixture
def browser(action):
    client = Client()
    client.force_login(action.contact)
    with time_machine.travel(NOW, tick=False):
        yield client


def ask(browser, action, explanation, **more):
    return browser.post(
        reverse("actions:date-change-ask", args=[action.ref]),
        {
            "new_on_day": "30",
            "new_on_month": "6",
            "new_on_year": "2027",
            "reason": DelayReason.STAFFING,
            "explanation": explanation,
            **more,
        },
    )


def test_a_page_keeps_the_typed_text_and_shows_the_box(browser, action):
    page = ask(browser, action, AGED).content.decode()

    assert "Looks like an age: “aged 14”" in page
    assert LABEL in page
    assert AGED in page
    assert not DateChange.objects.exists()


def test_the_ticked_box_keeps_the_words_and_who_confirmed_them(browser, action):
    response = ask(browser, action, AGED, is_confirmed="on")

    assert response.status_code == 302
    assert DateChange.objects.get().explanation == AGED
    event = AuditEvent.objects.get(verb=WORDS_CONFIRMED)
    assert (event.actor, event.changes) == (
        action.contact,
        {"explanation": ["", "age"]},
    )


def test_no_tick_keeps_an_identifier(browser, action):
    page = ask(browser, action, NUMBER, is_confirmed="on").content.decode()

    assert "Looks like an NHS number: “943 476 5919”" in page
    assert LABEL not in page
    assert not DateChange.objects.exists()


@pytest.fixture
def program(api_client, action):
    """A program of the contact's that asks for a new date."""
    api_client.force_authenticate(action.contact)

    def send(**said):
        usual = {"new_on": "2027-06-30", "reason": DelayReason.STAFFING}
        address = reverse("api:actions-ask-for-date", args=[action.pk])
        with time_machine.travel(NOW, tick=False):
            return api_client.post(address, usual | said, format="json")

    return send


@pytest.mark.parametrize("sent", [{}, {"is_confirmed": False}])
def test_the_api_asks_the_same_and_says_how_to_confirm(program, sent):
    response = program(explanation=AGED, **sent)

    assert response.status_code == 400
    assert set(response.json()) == {"explanation", "is_confirmed"}
    assert response.json()["is_confirmed"] == [HOW_A_PROGRAM_CONFIRMS]


def test_a_program_may_confirm(program):
    assert program(explanation=AGED, is_confirmed=True).status_code == 201


def test_no_program_may_confirm_an_identifier(program):
    response = program(explanation=NUMBER, is_confirmed=True)

    assert response.status_code == 400
    assert set(response.json()) == {"explanation"}


def test_every_form_with_a_box_for_text_can_be_confirmed():
    found = {form for app in ("actions", "partnerships") for form in _forms(app)}
    found |= {*_forms("assurance"), *_forms("priorities")}

    assert len(found) > 40
    assert [
        form.__name__
        for form in found
        if _takes_text(form) and not issubclass(form, ConfirmsWords)
    ] == []


def _forms(app):
    package = importlib.import_module(f"{app}.forms")
    names = [
        each.name for each in pkgutil.iter_modules(getattr(package, "__path__", []))
    ]
    modules = [importlib.import_module(f"{app}.forms.{name}") for name in names]
    return [
        each
        for module in [package, *modules]
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, forms.BaseForm)
    ]


def _takes_text(form):
    fields = getattr(form, "base_fields", {}).values()
    return any(isinstance(field.widget, forms.Textarea) for field in fields)


# --- What leaves a sensitive line by another road ---


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", HELD_BACK), ("The signed plan", HELD_BACK), ("Seen by me", "Seen by me")],
)
def test_verifying_writes_no_word_of_a_sensitive_line_into_the_trail(typed, kept):
    line = make.ReturnLineFactory(
        quarterly_return__accepted=True,
        reported=DeliveryStatus.COMPLETE,
        reported__evidence="The signed plan",
        reported__marking=Marking.SENSITIVE,
    )

    verify_completion(
        actor=make.UserFactory(officer=True),
        action=line.action,
        evidence=typed,
        now=NOW,
    )

    assert audit.history(line.action)[0].why == f"Evidence: {kept}"
