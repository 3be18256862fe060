"""What the list of evidence may be narrowed to, in pages and in the API alike."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from actions.models import Evidence
from actions.return_choices import EvidenceKind, ScanState
from partnerships.models import Agency

#: Ages: how many whole years back an item's date lies, from and to.
AGES = {
    "1": ("Up to a year old", (1, 0)),
    "2": ("One to two years old", (2, 1)),
    "older": ("More than two years old", (None, 2)),
    "undated": ("Without a date", None),
}


class EvidenceFilter(django_filters.FilterSet):
    """Reads ``?agency=&kind=&age=&expired=true&scan=&ref=P1-03``."""

    agency = django_filters.CharFilter(
        label="Agency", field_name="agency__slug", max_length=80
    )
    kind = django_filters.ChoiceFilter(
        label="Kind", choices=EvidenceKind.choices, empty_label="All"
    )
    age = django_filters.ChoiceFilter(
        label="Age",
        choices=[(name, label) for name, (label, _) in AGES.items()],
        empty_label="All",
        method="of_age",
    )
    expired = django_filters.BooleanFilter(
        label="Expired", method="that_expired", widget=forms.CheckboxInput
    )
    scan = django_filters.ChoiceFilter(
        label="Virus scan", choices=ScanState.choices, empty_label="All"
    )
    ref = django_filters.CharFilter(
        label="Action", method="for_action", max_length=12, widget=forms.TextInput
    )

    class Meta:
        model = Evidence
        fields: list[str] = []

    def of_age(self, items: Any, name: str, value: str) -> QuerySet[Evidence]:
        """Keep those whose date lies so far back, or that have none."""
        years = AGES[value][1]
        if years is None:
            found: QuerySet[Evidence] = items.undated()
        else:
            today, (most, least) = timezone.localdate(), years
            since = _back(today, most) if most else None
            before = _back(today, least) if least else None
            found = items.dated(since=since, before=before)
        return found

    def that_expired(self, items: Any, name: str, value: Any) -> QuerySet[Evidence]:
        """Keep those that are no longer valid today."""
        found: QuerySet[Evidence] = (
            items.expired(on=timezone.localdate()) if value else items
        )
        return found

    def for_action(self, items: Any, name: str, value: str) -> QuerySet[Evidence]:
        """Keep those that support an action's lines, as far as the reader may know."""
        found: QuerySet[Evidence] = items.supporting(
            ref=value, reader=getattr(self.request, "user", None)
        )
        return found


def _back(day: date, years: int) -> date:
    """Return the same day so many years earlier; the 28th for a leap day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _agencies() -> list[tuple[str, str]]:
    leading = Agency.objects.filter(actions_led__isnull=False).distinct()
    return list(leading.order_by("name").values_list("slug", "name"))


class EvidenceListFilter(EvidenceFilter):
    """The same, with the agencies to choose from."""

    agency = django_filters.ChoiceFilter(
        label="Agency",
        field_name="agency__slug",
        choices=_agencies,
        empty_label="All",
    )
