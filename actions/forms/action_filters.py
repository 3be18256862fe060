"""What the lists of actions may be narrowed to, in pages and in the API alike."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import F, QuerySet
from django.utils import timezone

from actions.choices import ActionLife, DateChangeState, DeliveryStatus
from actions.models import Action, DateChange
from partnerships.models import Agency
from priorities.models import Agreement, Heading, Priority

#: Beyond what an agency reports: what is known when it has reported nothing.
STATUSES = [
    *DeliveryStatus.choices,
    ("no_return", "Not rated: no return"),
    ("not_rated", "Not rated: nothing reported yet"),
]
NO_HEADING = "none"
_SORTS = {
    "ref": ("priority__number", "ref"),
    "forecast": ("forecast_on",),
    "agency": ("lead_agency__name",),
    "status": ("latest_status",),
}


def _flag(label: str, method: str) -> django_filters.BooleanFilter:
    return django_filters.BooleanFilter(
        label=label, method=method, widget=forms.CheckboxInput
    )


class ActionFilter(django_filters.FilterSet):
    """Reads ``?q=&priority=&heading=&agency=&life=&status=&overdue=true`` and so on.

    The rows need ``with_standing()``.
    """

    q = django_filters.CharFilter(
        label="Words",
        method="with_words",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    agreement = django_filters.CharFilter(
        label="Agreement", field_name="agreement__slug", widget=forms.HiddenInput
    )
    priority = django_filters.NumberFilter(
        label="Priority",
        field_name="priority__number",
        min_value=1,
        max_value=32767,
        decimal_places=0,
    )
    heading = django_filters.CharFilter(
        label="Heading", method="under_heading", max_length=10
    )
    agency = django_filters.CharFilter(
        label="Lead agency", field_name="lead_agency__slug", max_length=80
    )
    life = django_filters.ChoiceFilter(
        label="Life", choices=ActionLife.choices, empty_label="All"
    )
    status = django_filters.ChoiceFilter(
        label="Latest status", choices=STATUSES, empty_label="All", method="by_status"
    )
    overdue = _flag("Overdue", "that_are_overdue")
    undated = _flag("No date agreed", "that_are_undated")
    no_contact = _flag("No contact", "without_contact")
    sort = django_filters.ChoiceFilter(
        label="Sort",
        choices=[(sign + name, sign + name) for name in _SORTS for sign in ("", "-")],
        method="sorted_by",
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Action
        fields: list[str] = []

    def with_words(self, actions: Any, name: str, value: str) -> QuerySet[Action]:
        """Keep those with the words in reference, title or success criterion."""
        found: QuerySet[Action] = actions.saying(value)
        return found

    def under_heading(self, actions: Any, name: str, value: str) -> QuerySet[Action]:
        """Keep those under a heading, or under none (R4)."""
        wanted = {"heading": None} if value == NO_HEADING else {"heading__code": value}
        found: QuerySet[Action] = actions.filter(**wanted)
        return found

    def by_status(self, actions: Any, name: str, value: str) -> QuerySet[Action]:
        """Keep those that last stood so, as far as the reader may know it."""
        status = None if value == "not_rated" else value
        found: QuerySet[Action] = actions.filter(latest_status=status)
        return found

    def that_are_overdue(self, actions: Any, name: str, value: Any) -> QuerySet[Action]:
        """Keep those whose forecast date has passed (R19)."""
        return _only(actions, value, lambda: actions.overdue(on=timezone.localdate()))

    def that_are_undated(self, actions: Any, name: str, value: Any) -> QuerySet[Action]:
        """Keep those with no date agreed (R26)."""
        return _only(actions, value, actions.undated)

    def without_contact(self, actions: Any, name: str, value: Any) -> QuerySet[Action]:
        """Keep those whose contact is vacant (R17)."""
        on = timezone.localdate()
        return _only(actions, value, lambda: actions.without_contact(on=on))

    def sorted_by(self, actions: Any, name: str, value: str) -> QuerySet[Action]:
        """Put them in the order asked for; nothing known comes last."""
        down, fields = value.startswith("-"), _SORTS[value.removeprefix("-")]
        order = [
            F(field).desc(nulls_last=True) if down else F(field).asc(nulls_last=True)
            for field in fields
        ]
        found: QuerySet[Action] = actions.order_by(*order, "priority__number", "ref")
        return found


def _priorities() -> list[tuple[int, str]]:
    return [
        (number, f"{number}. {title}")
        for number, title in Priority.objects.filter(agreement__in=_current())
        .order_by("number")
        .values_list("number", "short_title")
    ]


def _headings() -> list[tuple[str, str]]:
    headings = Heading.objects.filter(agreement__in=_current()).order_by("order")
    return [
        *headings.values_list("code", "label"),
        (NO_HEADING, "No heading"),
    ]


def _agencies() -> list[tuple[str, str]]:
    leading = Agency.objects.filter(actions_led__isnull=False).distinct()
    return list(leading.order_by("name").values_list("slug", "name"))


def _current() -> QuerySet[Any]:
    current: QuerySet[Any] = Agreement.objects.current().values("pk")[:1]
    return current


class ActionListFilter(ActionFilter):
    """The same, with the choices of the current agreement to choose from."""

    priority = django_filters.ChoiceFilter(
        label="Priority",
        field_name="priority__number",
        choices=_priorities,
        empty_label="All",
    )
    heading = django_filters.ChoiceFilter(
        label="Heading",
        method="under_heading",
        choices=_headings,
        empty_label="All",
    )
    agency = django_filters.ChoiceFilter(
        label="Lead agency",
        field_name="lead_agency__slug",
        choices=_agencies,
        empty_label="All",
    )


class DateChangeFilter(django_filters.FilterSet):
    """Reads ``?state=&agency=``."""

    state = django_filters.ChoiceFilter(
        label="State", choices=DateChangeState.choices, empty_label="All"
    )
    agency = django_filters.CharFilter(
        label="Lead agency", field_name="action__lead_agency__slug", max_length=80
    )

    class Meta:
        model = DateChange
        fields: list[str] = []


def _only(
    actions: Any, wanted: object, narrowed: Callable[[], Any]
) -> QuerySet[Action]:
    found: QuerySet[Action] = narrowed() if wanted else actions
    return found
