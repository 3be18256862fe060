"""The API's doors to the reporting periods."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api import quarter_inputs as inputs
from actions.api import quarter_serializers as shapes
from actions.models import Period
from actions.querysets import PeriodQuerySet
from actions.selectors.quarter import periods_with_counts
from actions.services.periods import (
    close_period,
    edit_period,
    open_period,
    plan_period,
)
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person

_MANAGE = "actions.manage_periods"


class PeriodViewSet(AppointedViewSet):
    """Reporting periods with their counts, for those who may see the board."""

    entry_rule = "partnerships.read_content"
    queryset = Period.objects.none()
    serializer_class = shapes.PeriodSerializer
    lookup_field = "slug"
    lookup_value_regex = r"20\d\d-\d\d-q[1-4]"
    policy_rules = {
        "list": "actions.view_board",
        "retrieve": "actions.view_board",
        "create": _MANAGE,
        "partial_update": _MANAGE,
        "open": _MANAGE,
        "close": _MANAGE,
    }

    def get_queryset(self) -> PeriodQuerySet:
        found: PeriodQuerySet = periods_with_counts(
            Period.objects.order_by("-starts_on")
        )
        return found

    @extend_schema(
        request=inputs.PlanSerializer, responses={201: shapes.PeriodSerializer}
    )
    def create(self, request: Request) -> Response:
        """Plan the period of a quarter."""
        typed = dict(self.typed(inputs.PlanSerializer, request))
        quarter = typed.pop("quarter")
        planned = plan_period(
            actor=person(request),
            quarter=quarter,
            windows=inputs.usual(quarter, typed),
            now=timezone.now(),
        )
        return self.created(planned)

    @extend_schema(request=inputs.DaysSerializer, responses=shapes.PeriodSerializer)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Move the days of a period that has not closed."""
        period = self.get_object()
        days = dict(self.typed(inputs.DaysSerializer, request))
        return self.shown(
            edit_period(
                actor=person(request),
                period=period,
                windows=inputs.moved(period, days),
                now=timezone.now(),
            )
        )

    @extend_schema(request=None, responses=shapes.PeriodSerializer)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, slug: str) -> Response:
        """Open the period: every lead agency has its return at once."""
        period = self.get_object()
        return self.shown(
            open_period(actor=person(request), period=period, now=timezone.now())
        )

    @extend_schema(request=None, responses=shapes.PeriodSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, slug: str) -> Response:
        """Close the period: what has not come in is no return."""
        period = self.get_object()
        return self.shown(
            close_period(actor=person(request), period=period, now=timezone.now())
        )
