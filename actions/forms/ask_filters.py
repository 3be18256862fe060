"""What the list of asks may be narrowed to, in pages and in the API alike."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from actions.models import Ask
from actions.querysets import AskQuerySet
from actions.return_choices import AskState
from partnerships.models import Agency

#: Not a state, but what most people look for.
UNSETTLED = "unsettled"
#: In place of an agency: what is asked of everybody together.
GROUP = "group"


class AskFilter(django_filters.FilterSet):
    """Reads ``?state=unsettled&of=group&agency=&ref=P1-03&late=true``."""

    state = django_filters.ChoiceFilter(
        label="State",
        choices=[(UNSETTLED, "Not settled"), *AskState.choices],
        empty_label="All",
        method="in_state",
    )
    of = django_filters.CharFilter(label="Asked of", method="asked_of", max_length=80)
    agency = django_filters.CharFilter(
        label="Asked by", field_name="agency__slug", max_length=80
    )
    ref = django_filters.CharFilter(
        label="Action",
        field_name="action__ref",
        lookup_expr="iexact",
        max_length=12,
    )
    late = django_filters.BooleanFilter(
        label="Answer is late", method="that_are_late", widget=forms.CheckboxInput
    )

    class Meta:
        model = Ask
        fields: list[str] = []

    def in_state(self, asks: AskQuerySet, name: str, value: str) -> QuerySet[Ask]:
        """Keep those that stand so."""
        if value == UNSETTLED:
            return asks.unsettled()
        return asks.filter(state=value)

    def asked_of(self, asks: AskQuerySet, name: str, value: str) -> QuerySet[Ask]:
        """Keep those asked of an agency, or of the group."""
        wanted: dict[str, Any] = {"of_agency__slug": value}
        return asks.filter(**({"of_agency": None} if value == GROUP else wanted))

    def that_are_late(
        self, asks: AskQuerySet, name: str, value: object
    ) -> QuerySet[Ask]:
        """Keep those to which the answer was needed before today."""
        if not value:
            return asks
        return asks.unanswered().needed_before(timezone.localdate())


def _asked() -> list[tuple[str, str]]:
    agencies = Agency.objects.filter(asks_of_it__isnull=False).distinct()
    named = agencies.order_by("name").values_list("slug", "name")
    return [(GROUP, "The group"), *named]


def _asking() -> list[tuple[str, str]]:
    agencies = Agency.objects.filter(asks__isnull=False).distinct()
    return list(agencies.order_by("name").values_list("slug", "name"))


class AskListFilter(AskFilter):
    """The same, with the agencies to choose from."""

    of = django_filters.ChoiceFilter(
        label="Asked of", method="asked_of", choices=_asked, empty_label="All"
    )
    agency = django_filters.ChoiceFilter(
        label="Asked by",
        field_name="agency__slug",
        choices=_asking,
        empty_label="All",
    )
