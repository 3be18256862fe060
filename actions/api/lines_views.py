"""The API's doors to the lines of returns."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api import lines_inputs as inputs
from actions.api import lines_serializers as shapes
from actions.api.quarter_filters import LineFilter
from actions.models import ReturnLine
from actions.querysets import ReturnLineQuerySet
from actions.services.lines import LineConflict, save_line
from actions.services.still_true import still_true
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person

#: What saving a line answers.
_SAVED = {
    200: shapes.LineSerializer,
    409: OpenApiResponse(
        {"$ref": "#/components/schemas/Conflict"},
        "Somebody saved it first: `stored` is theirs, `yours` what you sent; "
        "or the return is with the group.",
    ),
}


class LineViewSet(AppointedViewSet):
    """Lines of returns: drafts for their own agency, what was sent in for others."""

    entry_rule = "partnerships.read_content"
    queryset = ReturnLine.objects.none()
    serializer_class = shapes.LineSerializer
    filterset_class = LineFilter
    policy_rules = {
        "partial_update": "actions.write_line",
        "still_true": "actions.write_line",
    }

    def get_queryset(self) -> ReturnLineQuerySet:
        visible = ReturnLine.objects.visible_to(person(self.request)).with_action()
        found: ReturnLineQuerySet = visible.order_by(
            "-quarterly_return__period__starts_on", "action__ref", "pk"
        )
        return found

    @extend_schema(request=inputs.SaveLineSerializer, responses=_SAVED)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Save what your agency says of one action."""
        line = self.get_object()
        typed = dict(self.typed(inputs.SaveLineSerializer, request))
        version, finish = typed.pop("version"), typed.pop("finish")
        is_confirmed = typed.pop("is_confirmed")
        try:
            saved = save_line(
                actor=person(request),
                line=line,
                version=version,
                words=typed,
                finish=finish,
                is_confirmed=is_confirmed,
                now=timezone.now(),
            )
        except LineConflict as conflict:
            return both_texts(conflict, request.data)
        return self.shown(saved)

    @extend_schema(request=inputs.StillTrueSerializer, responses=_SAVED)
    @action(detail=True, methods=["post"], url_path="still-true")
    def still_true(self, request: Request, pk: str) -> Response:
        """Say that the words last accepted on this action are still true."""
        line = self.get_object()
        typed = self.typed(inputs.StillTrueSerializer, request)
        try:
            saved = still_true(
                actor=person(request),
                line=line,
                version=typed["version"],
                now=timezone.now(),
            )
        except LineConflict as conflict:
            return both_texts(conflict, request.data)
        return self.shown(saved)


def both_texts(conflict: LineConflict, yours: Any) -> Response:
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
