"""What the pages of assurance have in common."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from assurance import choices
from assurance.selectors.scales import Scales, scales_at
from partnerships.views.shared import AppointedPage


class AssurancePage(AppointedPage):
    """A page for everybody who reads assurance, unless ``rule`` says less."""

    rule = "assurance.view_assurance"


#: Value, word and meaning of each; of a level its tone too.
Explained = list[tuple[str, ...]]


def definitions(*, now: datetime | None = None) -> dict[str, Any]:
    """Return every scale on the page, as in force ``now`` or at a moment. One query.

    ``levels`` are those of the scale in force with the states; ``earlier`` the
    versions before it, on which opinions may still stand.
    """
    scales = scales_at(now or timezone.now())
    return {
        "levels": [*_levels(scales, scales.in_force), *_meant(choices.STATE_MEANINGS)],
        "version": scales.in_force,
        "earlier": [
            {"version": version, "levels": _levels(scales, version)}
            for version in scales.versions
            if version < scales.in_force
        ],
        "statuses": _meant(choices.SHOWN_MEANINGS),
        "directions": _meant(choices.DIRECTION_MEANINGS),
    }


def _levels(scales: Scales, version: int) -> Explained:
    return [
        (each.code, each.label, each.definition, each.tone)
        for each in scales.of_version(version)
    ]


def _meant(meanings: Mapping[Any, str]) -> Explained:
    return [(each.value, each.label, words, "") for each, words in meanings.items()]


def address_of(quarter: Any) -> str:
    """Return the dashboard's address, below which those of its cells are."""
    if quarter is None:
        return reverse("assurance:dashboard-now")
    return reverse("assurance:dashboard", args=[quarter])
