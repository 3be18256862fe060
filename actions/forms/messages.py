"""How the list of messages may be narrowed, by page and API alike."""

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet

from actions.choices import DigestState
from actions.models import Digest
from actions.querysets.digests import DigestQuerySet
from actions.selectors.windows import LONDON
from partnerships.models import User

_DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


def _written_to(_request: Any) -> QuerySet[User]:
    ids = Digest.objects.order_by().values("person")
    found: QuerySet[User] = User.objects.filter(pk__in=ids)
    return found.order_by("name", "pk")


def _day(label: str, method: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(
        label=label,
        method=method,
        input_formats=_FORMATS,
        validators=_DAYS,
        widget=forms.DateInput(format=_FORMATS[0], attrs={"type": "date"}),
    )


class MessageFilter(django_filters.FilterSet):
    """Reads ``?state=bounced&person=7&from_day=2026-10-01&to_day=2026-10-31``."""

    state = django_filters.ChoiceFilter(
        choices=DigestState.choices,
        label="State",
        method="in_state",
        empty_label="Every state",
    )
    person = django_filters.ModelChoiceFilter(
        queryset=_written_to, label="Person", empty_label="Everybody"
    )
    from_day = _day("From", "begun_from")
    to_day = _day("To", "begun_to")

    class Meta:
        model = Digest
        fields: list[str] = []

    def in_state(
        self, messages: DigestQuerySet, _name: str, state: str
    ) -> DigestQuerySet:
        """Keep those of which this became."""
        return messages.in_state(state)

    def begun_from(
        self, messages: DigestQuerySet, _name: str, day: date
    ) -> DigestQuerySet:
        """Keep those of that day or later."""
        return messages.filter(begun_at__gte=_midnight(day))

    def begun_to(
        self, messages: DigestQuerySet, _name: str, day: date
    ) -> DigestQuerySet:
        """Keep those of that day or earlier."""
        return messages.begun_before(_midnight(day + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)
