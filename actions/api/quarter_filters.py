"""How the API's lists of the quarter may be narrowed."""

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from actions.choices import DeliveryStatus, ReturnState
from actions.models import OfficerNote, Query, Return, ReturnLine, Submission
from actions.querysets import ReturnLineQuerySet
from hcss.kernel.quarters import Quarter
from partnerships.people import person

LARGEST = 2**31 - 1


def starts_on(name: str, slug: str) -> object:
    """Return the first day of the quarter that a filter names.

    Raises:
        ValidationError: there is no such quarter.
    """
    try:
        return Quarter.parse(slug).starts_on
    except ValueError as error:
        raise ValidationError({name: str(error)}) from error


def key_filter(field_name: str) -> django_filters.NumberFilter:
    """Return a filter by the id that ``field_name`` holds."""
    return django_filters.NumberFilter(
        field_name=field_name, min_value=1, max_value=LARGEST, decimal_places=0
    )


class ReturnFilter(django_filters.FilterSet):
    """Reads ``?quarter=2026-27-q2&agency=&state=&late=true&nil=true``."""

    quarter = django_filters.CharFilter(method="in_quarter", max_length=20)
    agency = django_filters.CharFilter(field_name="agency__slug", max_length=80)
    state = django_filters.ChoiceFilter(choices=ReturnState.choices)
    late = django_filters.BooleanFilter(field_name="is_late")
    nil = django_filters.BooleanFilter(field_name="is_nil")

    class Meta:
        model = Return
        fields = ["quarter", "agency", "state", "late", "nil"]

    def in_quarter(self, returns: QuerySet, name: str, slug: str) -> QuerySet:
        return returns.filter(period__starts_on=starts_on(name, slug))


class LineFilter(django_filters.FilterSet):
    """Reads ``?quarter=&agency=&return=7&ref=P1-03&status=at_risk``.

    ``status`` is what was sent in, never what is being drafted.
    """

    quarter = django_filters.CharFilter(method="in_quarter", max_length=20)
    agency = django_filters.CharFilter(
        field_name="quarterly_return__agency__slug", max_length=80
    )
    ref = django_filters.CharFilter(field_name="action__ref", max_length=12)
    quarterly_return = key_filter("quarterly_return")
    status = django_filters.ChoiceFilter(
        choices=DeliveryStatus.choices, method="reported_as"
    )

    class Meta:
        model = ReturnLine
        fields = ["quarter", "agency", "ref", "quarterly_return", "status"]

    def in_quarter(self, lines: QuerySet, name: str, slug: str) -> QuerySet:
        return lines.filter(quarterly_return__period__starts_on=starts_on(name, slug))

    def reported_as(
        self, lines: ReturnLineQuerySet, name: str, status: str
    ) -> ReturnLineQuerySet:
        """Keep lines whose words the reader may read: those of returns received."""
        found: ReturnLineQuerySet = lines.readable_by(person(self.request))
        return found.filter(reported__status=status)


class QueryFilter(django_filters.FilterSet):
    """Reads ``?quarterly_return=7&line=9&version=2&open=true&order=asked``."""

    quarterly_return = key_filter("quarterly_return")
    line = key_filter("line")
    version = key_filter("version")
    open = django_filters.BooleanFilter(field_name="answered_at", lookup_expr="isnull")
    order = django_filters.OrderingFilter(fields=(("pk", "asked"),))

    class Meta:
        model = Query
        fields = ["quarterly_return", "line", "version", "open"]


class OfficerNoteFilter(django_filters.FilterSet):
    """Reads ``?line=7``."""

    line = key_filter("line")

    class Meta:
        model = OfficerNote
        fields = ["line"]


class ReceiptFilter(django_filters.FilterSet):
    """Reads ``?quarterly_return=7&agency=&late=true``."""

    quarterly_return = key_filter("quarterly_return")
    agency = django_filters.CharFilter(
        field_name="quarterly_return__agency__slug", max_length=80
    )
    late = django_filters.BooleanFilter(field_name="is_late")

    class Meta:
        model = Submission
        fields = ["quarterly_return", "agency", "late"]
