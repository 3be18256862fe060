"""The API's doors to questions and to officers' notes."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api import quarter_inputs as inputs
from actions.api import quarter_serializers as shapes
from actions.api.quarter_filters import OfficerNoteFilter, QueryFilter
from actions.models import OfficerNote, Query, ReturnLine
from actions.querysets import QueryQuerySet
from actions.services.acceptance import add_officer_note
from actions.services.queries import answer_query
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person


class QueryViewSet(AppointedViewSet):
    """Rounds of question and answer, newest first; ``order=asked`` turns that round."""

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
        found = notes.select_related(
            "written_by", "line__action", "line__quarterly_return"
        )
        return found.order_by("-pk")

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
                actor=person(request),
                line=line,
                text=typed["text"],
                is_confirmed=typed["is_confirmed"],
                now=timezone.now(),
            )
        )
