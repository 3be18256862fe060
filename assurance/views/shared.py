"""What the pages of assurance have in common."""

from typing import Any

from django.urls import reverse

from assurance import choices
from partnerships.views.shared import AppointedPage


class AssurancePage(AppointedPage):
    """A page for everybody who reads assurance, unless ``rule`` says less."""

    rule = "assurance.view_assurance"


def definitions() -> dict[str, list[tuple[str, str, str]]]:
    """Return every scale on the page: value, word and meaning."""
    scales: dict[str, Any] = {
        "levels": choices.LEVEL_MEANINGS | choices.STATE_MEANINGS,
        "statuses": choices.SHOWN_MEANINGS,
        "directions": choices.DIRECTION_MEANINGS,
    }
    return {
        name: [(each.value, each.label, words) for each, words in meanings.items()]
        for name, meanings in scales.items()
    }


def address_of(quarter: Any) -> str:
    """Return the dashboard's address, below which those of its cells are."""
    if quarter is None:
        return reverse("assurance:dashboard-now")
    return reverse("assurance:dashboard", args=[quarter])
