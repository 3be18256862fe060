"""The API's door to the slip ledger."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as door
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api.locks_serializers import SlipSerializer, TotalsSerializer
from actions.forms.lock_filters import SlipFilter
from actions.models import DateChange
from actions.querysets import DateChangeQuerySet
from actions.selectors.slips import ledger, totals
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person


class SlipViewSet(AppointedViewSet):
    """Every change of date held against its baseline, newest first."""

    entry_rule = "partnerships.read_content"
    queryset = DateChange.objects.none()
    serializer_class = SlipSerializer
    sealed_as = "date_changes"
    filterset_class = SlipFilter

    def get_queryset(self) -> DateChangeQuerySet:
        return ledger(reader=person(self.request))

    @extend_schema(responses=TotalsSerializer, filters=False)
    @door(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def totals(self, request: Request) -> Response:
        """Count what slipped, by lead agency and by reason, with denominators."""
        return Response(TotalsSerializer(totals(reader=person(request))).data)
