"""The API's doors to the receipts of returns."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from actions import policy
from actions.api.quarter_filters import ReceiptFilter
from actions.api.quarter_serializers import SubmissionSerializer
from actions.api.receipts_serializers import ReceiptSerializer
from actions.models import Submission
from actions.selectors.receipts import receipt
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person


class ReceiptViewSet(AppointedViewSet):
    """Sendings-in of returns, newest first; one by itself with its lines."""

    entry_rule = "partnerships.read_content"
    queryset = Submission.objects.none()
    serializer_class = SubmissionSerializer
    filterset_class = ReceiptFilter

    def get_queryset(self) -> QuerySet[Submission]:
        found = Submission.objects.filter(policy.visible_receipts(person(self.request)))
        beside = ("quarterly_return__period", "quarterly_return__agency")
        return found.select_related(*beside).order_by("-pk")

    @extend_schema(responses=ReceiptSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Show the whole return as it stood with this sending-in."""
        proof = receipt(self.get_object(), reader=person(request))
        return Response(ReceiptSerializer(proof).data)
