"""The API's doors to typing for an agency, and to confirming it (R35)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api.lines_inputs import SaveLineSerializer
from actions.api.lines_serializers import LineSerializer
from actions.api.lines_views import both_texts
from actions.api.quarter_serializers import ReturnSerializer
from actions.models import Return, ReturnLine
from actions.services.lines import LineConflict
from actions.services.written_for import confirm_lines, write_for
from hcss.kernel.api.fields import KeyField
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person

_LARGEST = 2**31 - 1
_MOST_LINES = 200


class ReadLineSerializer(serializers.Serializer):
    """A line, and its version as you read it."""

    line = KeyField(queryset=ReturnLine.objects.all())
    version = serializers.IntegerField(min_value=1, max_value=_LARGEST)


class WriteForSerializer(SaveLineSerializer):
    """A line as somebody of the agency told it: whole, and who that was."""

    finish = None  # type: ignore[assignment]
    line = KeyField(queryset=ReturnLine.objects.all())
    told_by = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=200
    )


class ConfirmSerializer(serializers.Serializer):
    """The lines that your agency confirms, each as you read it."""

    lines = serializers.ListField(child=ReadLineSerializer(), max_length=_MOST_LINES)


class WrittenForActions(AppointedViewSet):
    """What an officer types and an agency confirms; for the returns' endpoint."""

    @extend_schema(request=WriteForSerializer, responses=LineSerializer)
    @action(detail=True, methods=["post"], url_path="write-for", filterset_class=None)
    def write_for(self, request: Request, pk: str) -> Response:
        """Type on a line what its agency said; it counts when the agency confirms."""
        quarterly_return = self.get_object()
        typed = dict(self.typed(WriteForSerializer, request))
        line = _line_of(quarterly_return, typed.pop("line"), request)
        version, told_by = typed.pop("version"), typed.pop("told_by")
        is_confirmed = typed.pop("is_confirmed")
        try:
            write_for(
                actor=person(request),
                line=line,
                version=version,
                words=typed,
                told_by=told_by,
                is_confirmed=is_confirmed,
                now=timezone.now(),
            )
        except LineConflict as conflict:
            return both_texts(conflict, request.data)
        fresh = _line_of(quarterly_return, line, request)
        shown = LineSerializer(fresh, context=self.get_serializer_context())
        return Response(shown.data)

    @extend_schema(request=ConfirmSerializer, responses=ReturnSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def confirm(self, request: Request, pk: str) -> Response:
        """Say for your agency that what was typed for it is what it says."""
        quarterly_return = self.get_object()
        typed = self.typed(ConfirmSerializer, request)
        versions: dict[ReturnLine, int] = {
            _line_of(quarterly_return, each["line"], request): each["version"]
            for each in typed["lines"]
        }
        confirm_lines(actor=person(request), versions=versions, now=timezone.now())
        return self.shown(quarterly_return)


def _line_of(quarterly_return: Return, line: Any, request: Request) -> ReturnLine:
    """Return the line as the person sees it in this return.

    Raises:
        ValidationError: it is of another return.
    """
    visible = ReturnLine.objects.visible_to(person(request)).with_action()
    found: ReturnLine | None = visible.filter(
        quarterly_return=quarterly_return, pk=line.pk
    ).first()
    if found is None:
        raise ValidationError({"line": "That line is of another return."})
    return found
