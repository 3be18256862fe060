"""The API's door to the position."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assurance import payloads
from assurance.api.shapes import PositionSerializer
from hcss.kernel.quarters import Quarter
from partnerships.people import person

AS_AT = OpenApiParameter(
    "as_at",
    str,
    description="A sealed quarter such as 2026-27-q2; a day such as 2026-11-06, for "
    "the last seal on or before it; or “now”, for the position as it stands now.",
)


class DashboardView(APIView):
    """Where everything stands, in the order in which a chair asks."""

    entry_rule = "assurance.view_assurance"

    @extend_schema(parameters=[AS_AT], responses=PositionSerializer)
    def get(self, request: Request, quarter: Quarter | None = None) -> Response:
        """Return the position of a quarter: as it was sealed, if it was."""
        try:
            position = payloads.dashboard(
                quarter=quarter,
                person=person(request),
                now=timezone.now(),
                as_at=request.query_params.get("as_at", ""),
            )
        except ObjectDoesNotExist as error:
            raise Http404(str(error)) from error
        return Response(position)


class DashboardNowView(DashboardView):
    """The latest position."""

    @extend_schema(
        parameters=[AS_AT],
        responses=PositionSerializer,
        operation_id="v1_dashboard_now_retrieve",
    )
    def get(self, request: Request, quarter: Quarter | None = None) -> Response:
        """Return the position of the latest quarter that has begun.

        As it was sealed, if it was.
        """
        return super().get(request)
