"""No service keeps an identifier of a person, whichever text it stands in (R55)."""

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from hcss.kernel.models import AuditEvent
from hcss.kernel.personal_data import (
    WORDS_CONFIRMED,
    holds_identifier,
    needs_confirming,
)
from tests.conftest import NOW
from tests.handling import (  # noqa: F401 -- register
    writing_actions,
    writing_funding,
    writing_meetings,
    writing_papers,
    writing_reminders,
    writing_returns,
    writing_scales,
)
from tests.handling.writing import EXEMPT, FROM_THE_SOURCE, WRITES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]

OURS = ("partnerships", "priorities", "actions", "assurance", "kernel")
#: A made-up number with the right check digit, which the NHS keeps for tests.
NUMBER = "943 476 5919"
WAYS = [
    pytest.param(write, id=f"{field} by {write.__qualname__.split('.')[0]}")
    for field, ways in sorted(WRITES.items())
    for write in ways
]


def texts():
    """Return every field of characters that is no choice, slug or address."""
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.EmailField | models.SlugField)
        and not field.choices
    }


def refusal(write, text):
    with time_machine.travel(NOW, tick=False), pytest.raises(ValidationError) as found:
        write(text, NOW)
    return found.value


@pytest.mark.parametrize("write", WAYS)
def test_no_service_keeps_an_nhs_number(write):
    error = refusal(write, f"See {NUMBER}.")

    assert holds_identifier(error)


@pytest.mark.parametrize("write", WAYS)
def test_every_service_asks_before_it_keeps_what_may_be_personal(write):
    error = refusal(write, "jo.bloggs@example.org")

    assert needs_confirming(error)
    assert not AuditEvent.objects.filter(verb=WORDS_CONFIRMED).exists()


def test_every_text_is_guarded_or_says_why_not():
    known = set(WRITES) | set(EXEMPT)
    loaded = {
        name
        for name in texts()
        if name.split(".")[0] in FROM_THE_SOURCE and name not in known
    }

    assert texts() - known - loaded == set()
    assert known - texts() == set()
