"""The API's door to the stages of reminding: read them, try them out, change them."""

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from actions.api import reminder_stages_serializers as shapes
from actions.selectors.stage_pages import StageVersion, stage_groups, stage_versions
from actions.services.reminding.stage_previews import preview_stage
from actions.services.reminding.stages import (
    change_stage,
    go_back,
    plain,
    refuse_unusable,
)
from hcss.kernel import policy, reminding
from partnerships.people import person

_CODE = [OpenApiParameter("code", str, OpenApiParameter.PATH)]


class ReminderStageViewSet(viewsets.ViewSet):
    """Stages of reminding, by their codes: officers only. Nothing is overwritten."""

    lookup_field = "code"
    lookup_value_regex = "[a-z0-9_]+"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        policy.require(person(request), "actions.manage_reminders")

    @extend_schema(responses=shapes.StageSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List every stage as it stands, by kind."""
        rows = [row for group in stage_groups() for row in group.rows]
        return Response(shapes.StageSerializer(rows, many=True).data)

    @extend_schema(parameters=_CODE, responses=shapes.StageSerializer)
    def retrieve(self, request: Request, code: str) -> Response:
        """Show one stage as it stands."""
        return self.shown(code)

    @extend_schema(parameters=_CODE, responses=shapes.StageSerializer(many=True))
    @action(detail=True)
    def history(self, request: Request, code: str) -> Response:
        """List every version of a stage, the newest first, then as delivered."""
        rows = [each.row for each in _versions(code)]
        return Response(shapes.StageSerializer(rows, many=True).data)

    @extend_schema(
        parameters=_CODE,
        request=shapes.ChangeStageSerializer,
        responses=shapes.StageSerializer,
    )
    def partial_update(self, request: Request, code: str) -> Response:
        """Change when a stage goes, its sentence, or whether it is on."""
        typed = self.merged(code, _typed(shapes.ChangeStageSerializer, request))
        change_stage(actor=person(request), stage=code, now=timezone.now(), **typed)
        return self.shown(code)

    @extend_schema(
        parameters=_CODE,
        request=shapes.TriedStageSerializer,
        responses=shapes.StagePreviewSerializer,
    )
    @action(detail=True, methods=["post"])
    def preview(self, request: Request, code: str) -> Response:
        """Try a change out: what it would say, when and to how many. Keeps nothing."""
        typed = self.merged(code, _typed(shapes.TriedStageSerializer, request))
        rule = _versions(code)[0].row.rule
        typed["sentence"] = plain(typed["sentence"])
        refuse_unusable(rule, **typed)
        tried = preview_stage(rule=replace(rule, **typed), now=timezone.now())
        return Response(shapes.StagePreviewSerializer(tried).data)

    @extend_schema(
        parameters=_CODE,
        request=shapes.GoBackSerializer,
        responses=shapes.StageSerializer,
    )
    @action(detail=True, methods=["post"], url_path="go-back")
    def go_back(self, request: Request, code: str) -> Response:
        """Let a stage stand as it stood at an earlier version; 0 is as delivered."""
        _versions(code)
        typed = _typed(shapes.GoBackSerializer, request)
        go_back(actor=person(request), stage=code, now=timezone.now(), **typed)
        return self.shown(code)

    def shown(self, code: str) -> Response:
        """Answer with the stage as it stands."""
        return Response(shapes.StageSerializer(_versions(code)[0].row).data)

    def merged(self, code: str, typed: dict[str, Any]) -> dict[str, Any]:
        """Return what was sent, and of what was not sent what stands."""
        rule = _versions(code)[0].row.rule
        names = ("count", "unit", "sentence", "is_on")
        return {name: getattr(rule, name) for name in names} | typed


def _versions(code: str) -> list[StageVersion]:
    """Return the versions of a stage.

    Raises:
        Http404: there is no such stage.
    """
    if code not in reminding.delivered():
        raise Http404("no such stage")
    return stage_versions(code)


def _typed(shape: type[Serializer], request: Request) -> dict[str, Any]:
    sent = shape(data=request.data)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)
