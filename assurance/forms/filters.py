"""What the list of opinions may be narrowed to, in pages and in the API alike."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from assurance.choices import WHOLE, WHOLE_LABEL, Line
from assurance.models import Opinion, ScaleLevel
from assurance.querysets import OpinionQuerySet
from priorities.models import Agreement, Heading, Priority
from priorities.models.agreement import OWNERSHIP

STANDING = [
    ("current", "Current"),
    ("out_of_date", "Out of date"),
    ("replaced", "A later one has taken its place"),
]


def _current() -> QuerySet:
    return Agreement.objects.current().values("pk")[:1]


def _priorities(request: Any) -> QuerySet[Priority]:
    return Priority.objects.filter(agreement=_current()).order_by("number")


def _headings(request: Any) -> QuerySet[Heading]:
    headings = Heading.objects.filter(agreement=_current()).order_by("order")
    return headings.exclude(code=OWNERSHIP)


def _levels() -> list[tuple[str, str]]:
    """Return the levels of every version of the scale: a code once, newest word first.

    Where versions call one code by different words, both are said.
    """
    found: dict[str, list[str]] = {}
    for level in ScaleLevel.objects.order_by("-scale__version", "order"):
        words = found.setdefault(level.code, [])
        if level.label not in words:
            words.append(level.label)
    return [(code, " / ".join(words)) for code, words in found.items()]


class OpinionFilter(django_filters.FilterSet):
    """Reads ``?priority=&heading=&level=&scale=&line=&standing=``."""

    priority = django_filters.ModelChoiceFilter(
        queryset=_priorities,
        to_field_name="number",
        label="Priority",
        empty_label="All",
    )
    heading = django_filters.ModelChoiceFilter(
        queryset=_headings,
        to_field_name="code",
        label="Heading",
        empty_label="All",
        null_label=WHOLE_LABEL,
        null_value=WHOLE,
    )
    level = django_filters.ChoiceFilter(
        choices=_levels, label="Level", empty_label="All"
    )
    scale = django_filters.NumberFilter(
        label="Version of the scale",
        field_name="scale",
        min_value=1,
        max_value=32_767,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}
        ),
    )
    line = django_filters.ChoiceFilter(
        choices=Line.choices, label="Line of assurance", empty_label="All"
    )
    standing = django_filters.ChoiceFilter(
        choices=STANDING, label="Standing", empty_label="All", method="by_standing"
    )

    class Meta:
        model = Opinion
        fields = ["priority", "heading", "level", "scale", "line", "standing"]

    def by_standing(
        self, opinions: OpinionQuerySet, name: str, value: str
    ) -> OpinionQuerySet:
        """Keep those that count today, those that have expired, or those replaced."""
        last = Opinion.objects.latest_per_scope().values("pk")
        if value == "replaced":
            return opinions.exclude(pk__in=last)
        on = timezone.localdate()
        kept = opinions.filter(pk__in=last)
        return (
            kept.out_of_date(on=on) if value == "out_of_date" else kept.in_date(on=on)
        )
