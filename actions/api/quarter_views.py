"""The API's doors to returns, their lines, questions and officers' notes."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api import quarter_inputs as inputs
from actions.api import quarter_serializers as shapes
from actions.api.quarter_filters import (
    LineFilter,
    OfficerNoteFilter,
    QueryFilter,
    ReturnFilter,
)
from actions.models import OfficerNote, Query, Return, ReturnLine
from actions.querysets import QueryQuerySet, ReturnLineQuerySet
from actions.selectors.quarter import returns_with_counts
from actions.services.lines import LineConflict, save_line
from actions.services.queries import answer_query, ask
from actions.services.returns import (
    accept_return,
    add_officer_note,
    submit_nil,
    submit_return,
)
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person


class ReturnViewSet(AppointedViewSet):
    """Returns: an agency's own in every state, others' once accepted."""

    entry_rule = "partnerships.read_content"
    queryset = Return.objects.none()
    serializer_class = shapes.ReturnSerializer
    filterset_class = ReturnFilter
    policy_rules = {
        "submit": "actions.write_return",
        "nil": "actions.write_return",
        "accept": "actions.check_return",
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
            questions=[(each["line"], each["question"]) for each in typed["questions"]],
            now=timezone.now(),
        )
        return self.shown(quarterly_return)


class LineViewSet(AppointedViewSet):
    """Lines of returns: drafts for their own agency, what was sent in for others."""

    entry_rule = "partnerships.read_content"
    queryset = ReturnLine.objects.none()
    serializer_class = shapes.LineSerializer
    filterset_class = LineFilter
    policy_rules = {"partial_update": "actions.write_line"}

    def get_queryset(self) -> ReturnLineQuerySet:
        visible = ReturnLine.objects.visible_to(person(self.request)).with_action()
        found: ReturnLineQuerySet = visible.order_by(
            "-quarterly_return__period__starts_on", "action__ref", "pk"
        )
        return found

    @extend_schema(
        request=inputs.SaveLineSerializer,
        responses={
            200: shapes.LineSerializer,
            409: OpenApiResponse(
                {"$ref": "#/components/schemas/Conflict"},
                "Somebody saved it first: `stored` is theirs, `yours` what you sent; "
                "or the return is with the group.",
            ),
        },
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Save what your agency says of one action."""
        line = self.get_object()
        typed = dict(self.typed(inputs.SaveLineSerializer, request))
        version, finish = typed.pop("version"), typed.pop("finish")
        try:
            saved = save_line(
                actor=person(request),
                line=line,
                version=version,
                words=typed,
                finish=finish,
                now=timezone.now(),
            )
        except LineConflict as conflict:
            return _both_texts(conflict, request.data)
        return self.shown(saved)


class QueryViewSet(AppointedViewSet):
    """Questions about returns, newest first."""

    entry_rule = "partnerships.read_content"
    queryset = Query.objects.none()
    serializer_class = shapes.QuerySerializer
    filterset_class = QueryFilter
    policy_rules = {"answer": "actions.answer_query"}

    def get_queryset(self) -> QueryQuerySet:
        visible = Query.objects.visible_to(person(self.request)).with_return()
        found: QueryQuerySet = visible.order_by("-pk")
        return found

    @extend_schema(request=inputs.AnswerSerializer, responses=shapes.QuerySerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def answer(self, request: Request, pk: str) -> Response:
        """Answer a question; the return is then sent in again."""
        query = self.get_object()
        typed = self.typed(inputs.AnswerSerializer, request)
        return self.shown(
            answer_query(
                actor=person(request), query=query, now=timezone.now(), **typed
            )
        )


class OfficerNoteViewSet(AppointedViewSet):
    """Officers' own views of lines, newest first."""

    entry_rule = "partnerships.read_content"
    queryset = OfficerNote.objects.none()
    serializer_class = shapes.OfficerNoteSerializer
    filterset_class = OfficerNoteFilter
    policy_rules = {"create": "actions.manage_actions"}

    def get_queryset(self) -> QuerySet[OfficerNote]:
        lines = ReturnLine.objects.visible_to(person(self.request))
        notes = OfficerNote.objects.filter(line__in=lines)
        return notes.select_related("written_by").order_by("-pk")

    @extend_schema(
        request=inputs.NoteSerializer, responses={201: shapes.OfficerNoteSerializer}
    )
    def create(self, request: Request) -> Response:
        """Set your own view beside a line, signed; the line stays."""
        typed = self.typed(inputs.NoteSerializer, request)
        visible = ReturnLine.objects.visible_to(person(request)).with_action()
        line = visible.filter(pk=typed["line"].pk).first()
        if line is None:
            raise NotFound
        return self.created(
            add_officer_note(
                actor=person(request), line=line, text=typed["text"], now=timezone.now()
            )
        )


def _receipt(submission: Any) -> Response:
    shown = shapes.SubmissionSerializer(submission).data
    return Response(shown, status=status.HTTP_201_CREATED)


def _both_texts(conflict: LineConflict, yours: Any) -> Response:
    """Say who was first, with both texts: nobody's is lost."""
    stored = conflict.stored
    body = {
        "detail": conflict.messages[0],
        "code": conflict.code,
        "stored": {
            **shapes.WordsSerializer(stored).data,
            "version": stored.version,
            "edited_by": str(stored.edited_by or ""),
            "edited_at": stored.edited_at,
        },
        "yours": yours,
    }
    return Response(body, status=status.HTTP_409_CONFLICT)
