"""The API's door to the position."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assurance import payloads
from assurance.api.shapes import PositionSerializer
from hcss.kernel.quarters import Quarter
from partnerships.people import person


class DashboardView(APIView):
    """Where everything stands, in the order in which a chair asks."""

    entry_rule = "assurance.view_assurance"

    @extend_schema(responses=PositionSerializer)
    def get(self, request: Request, quarter: Quarter | None = None) -> Response:
        """Return the position of a quarter, or of the latest one that has begun."""
        try:
            position = payloads.dashboard(
                quarter=quarter, person=person(request), now=timezone.now()
            )
        except ObjectDoesNotExist as error:
            raise Http404(str(error)) from error
        return Response(position)


class DashboardNowView(DashboardView):
    """The latest position."""

    @extend_schema(
        responses=PositionSerializer, operation_id="v1_dashboard_now_retrieve"
    )
    def get(self, request: Request, quarter: Quarter | None = None) -> Response:
        """Return the position of the latest quarter that has begun."""
        return super().get(request)
