"""The API's doors to returns."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api import quarter_inputs as inputs
from actions.api import quarter_serializers as shapes
from actions.api.quarter_filters import ReturnFilter
from actions.api.sign_off_views import SignOffActions
from actions.api.workbooks_views import WorkbookActions
from actions.api.written_for_views import WrittenForActions
from actions.models import Return
from actions.selectors.quarter import returns_with_counts
from actions.services.acceptance import accept_lines, accept_return
from actions.services.queries import ask
from actions.services.returns import submit_nil, submit_return
from partnerships.people import person


class ReturnViewSet(SignOffActions, WrittenForActions, WorkbookActions):
    """Returns: an agency's own in every state, others' once accepted."""

    entry_rule = "partnerships.read_content"
    queryset = Return.objects.none()
    serializer_class = shapes.ReturnSerializer
    sealed_as = "returns"
    filterset_class = ReturnFilter
    policy_rules = {
        "submit": "actions.write_return",
        "nil": "actions.write_return",
        "sign_off": "actions.write_return",
        "send_back": "actions.write_return",
        "write_for": "actions.write_for",
        "confirm": "actions.write_return",
        "workbook": "actions.write_return",
        "upload_workbook": "actions.write_return",
        "accept": "actions.check_return",
        "accept_lines": "actions.check_return",
        "ask": "actions.check_return",
    }

    def get_queryset(self) -> QuerySet[Return]:
        visible = Return.objects.visible_to(person(self.request)).with_agency()
        return returns_with_counts(visible.select_related("accepted_by")).order_by(
            "-period__starts_on", "agency_name", "pk"
        )

    @extend_schema(
        request=inputs.SignSerializer, responses={201: shapes.SubmissionSerializer}
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def submit(self, request: Request, pk: str) -> Response:
        """Send in the return with all its lines, signed. Answers with the receipt."""
        quarterly_return = self.get_object()
        typed = self.typed(inputs.SignSerializer, request)
        return _receipt(
            submit_return(
                actor=person(request),
                quarterly_return=quarterly_return,
                now=timezone.now(),
                **typed,
            )
        )

    @extend_schema(
        request=inputs.NilSerializer, responses={201: shapes.SubmissionSerializer}
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def nil(self, request: Request, pk: str) -> Response:
        """Send in the signed statement that there is nothing to report."""
        quarterly_return = self.get_object()
        typed = self.typed(inputs.NilSerializer, request)
        return _receipt(
            submit_nil(
                actor=person(request),
                quarterly_return=quarterly_return,
                now=timezone.now(),
                **typed,
            )
        )

    @extend_schema(request=inputs.AcceptSerializer, responses=shapes.ReturnSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def accept(self, request: Request, pk: str) -> Response:
        """Accept the version that you read."""
        quarterly_return = self.get_object()
        typed = self.typed(inputs.AcceptSerializer, request)
        return self.shown(
            accept_return(
                actor=person(request),
                quarterly_return=quarterly_return,
                now=timezone.now(),
                **typed,
            )
        )

    @extend_schema(
        request=inputs.AcceptLinesSerializer, responses=shapes.ReturnSerializer
    )
    @action(
        detail=True, methods=["post"], url_path="accept-lines", filterset_class=None
    )
    def accept_lines(self, request: Request, pk: str) -> Response:
        """Accept some of its lines; with the last one the return is accepted."""
        quarterly_return = self.get_object()
        typed = self.typed(inputs.AcceptLinesSerializer, request)
        return self.shown(
            accept_lines(
                actor=person(request),
                quarterly_return=quarterly_return,
                now=timezone.now(),
                **typed,
            )
        )

    @extend_schema(request=inputs.AskSerializer, responses=shapes.ReturnSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def ask(self, request: Request, pk: str) -> Response:
        """Send the return back with questions, on lines or on the whole."""
        quarterly_return = self.get_object()
        typed = self.typed(inputs.AskSerializer, request)
        ask(
            actor=person(request),
            quarterly_return=quarterly_return,
            version=typed["version"],
            is_confirmed=typed["is_confirmed"],
            questions=[(each["line"], each["question"]) for each in typed["questions"]],
            now=timezone.now(),
        )
        return self.shown(quarterly_return)


def _receipt(submission: Any) -> Response:
    shown = shapes.SubmissionSerializer(submission).data
    return Response(shown, status=status.HTTP_201_CREATED)
