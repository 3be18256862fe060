"""How the lists of more time, of amendments and of slips may be narrowed."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.choices import CallableChoiceIterator
from drf_spectacular.utils import extend_schema_field

from actions.choices import DateChangeState, DelayReason
from actions.models import Amendment, DateChange, Extension, Period
from actions.return_choices import AmendmentState, ExtensionState
from actions.selectors.slips import OFTEN
from hcss.kernel.quarters import Quarter
from partnerships.models import Agency


class QuarterField(forms.CharField):
    """A quarter as the address names it: 2026-27-q2."""

    def clean(self, value: Any) -> Any:
        """Return the quarter, or none where nothing is named."""
        slug = super().clean(value)
        try:
            return Quarter.parse(slug) if slug else None
        except ValueError as error:
            # As a parameter: what was typed may hold a percent sign.
            why = {"why": str(error)}
            raise ValidationError("%(why)s", code="invalid", params=why) from error


@extend_schema_field(str)
class QuarterFilter(django_filters.Filter):
    """Keeps what belongs to returns of one quarter."""

    field_class = QuarterField

    def filter(self, rows: Any, value: Any) -> Any:
        if value is None:
            return rows
        return rows.filter(quarterly_return__period__starts_on=value.starts_on)


def _quarters() -> list[tuple[str, str]]:
    periods = Period.objects.filter(returns__isnull=False).distinct()
    named = [(each.slug, str(each)) for each in periods.order_by("-starts_on")]
    return [("", "All"), *named]


def _quarter() -> QuarterFilter:
    widget = forms.Select(choices=CallableChoiceIterator(_quarters))
    return QuarterFilter(label="Quarter", widget=widget, max_length=20)


def _returning() -> list[tuple[str, str]]:
    found = Agency.objects.filter(returns__isnull=False).distinct()
    return list(found.order_by("name").values_list("slug", "name"))


def _leading() -> list[tuple[str, str]]:
    found = Agency.objects.filter(actions_led__isnull=False).distinct()
    return list(found.order_by("name").values_list("slug", "name"))


def _agency() -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label="Agency",
        field_name="quarterly_return__agency__slug",
        choices=_returning,
        empty_label="All",
    )


class ExtensionFilter(django_filters.FilterSet):
    """Reads ``?state=asked&quarter=2026-27-q2&agency=``."""

    state = django_filters.ChoiceFilter(
        label="State", choices=ExtensionState.choices, empty_label="All"
    )
    quarter = _quarter()
    agency = _agency()

    class Meta:
        model = Extension
        fields: list[str] = []


class AmendmentFilter(django_filters.FilterSet):
    """Reads ``?state=approved&quarter=2026-27-q2&agency=&ref=P1-03``."""

    state = django_filters.ChoiceFilter(
        label="State", choices=AmendmentState.choices, empty_label="All"
    )
    quarter = _quarter()
    agency = _agency()
    ref = django_filters.CharFilter(
        label="Action", field_name="line__action__ref", max_length=12
    )

    class Meta:
        model = Amendment
        fields: list[str] = []


class SlipFilter(django_filters.FilterSet):
    """Reads ``?state=approved&agency=&reason=staffing&ref=&often=true``.

    The rows need the counts of :func:`actions.selectors.slips.ledger`.
    """

    state = django_filters.ChoiceFilter(
        label="State", choices=DateChangeState.choices, empty_label="All"
    )
    agency = django_filters.ChoiceFilter(
        label="Lead agency",
        field_name="action__lead_agency__slug",
        choices=_leading,
        empty_label="All",
    )
    reason = django_filters.ChoiceFilter(
        label="Reason", choices=DelayReason.choices, empty_label="All"
    )
    ref = django_filters.CharFilter(
        label="Action", field_name="action__ref", max_length=12
    )
    often = django_filters.BooleanFilter(
        label="Slipped twice or more",
        method="that_slip_often",
        widget=forms.CheckboxInput,
    )

    class Meta:
        model = DateChange
        fields: list[str] = []

    def that_slip_often(self, changes: Any, name: str, value: Any) -> QuerySet:
        """Keep those of actions whose date moved later twice or more."""
        found: QuerySet = changes.filter(later__gte=OFTEN) if value else changes
        return found
