"""The API's doors to evidence."""

from typing import Any

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api import evidence_inputs as inputs
from actions.api.evidence_serializers import AddedSerializer, EvidenceSerializer
from actions.forms.evidence_filters import EvidenceFilter
from actions.models import Evidence, ReturnLine
from actions.querysets import EvidenceQuerySet
from actions.return_choices import EvidenceKind
from actions.selectors.evidence import open_file
from actions.services.evidence import add_files
from actions.services.evidence_notes import add_link, add_reference
from actions.services.evidence_uses import take_off, use_for
from hcss.kernel.api.parsers import FilesParser
from hcss.kernel.downloads import handed_over
from hcss.kernel.errors import Conflict
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person

_ADD = "actions.add_evidence"


class EvidenceViewSet(AppointedViewSet):
    """Files, links and references, as far as you may read the lines they support."""

    entry_rule = "partnerships.read_content"
    queryset = Evidence.objects.none()
    serializer_class = EvidenceSerializer
    sealed_as = "evidence"
    filterset_class = EvidenceFilter
    policy_rules = {
        "create": _ADD,
        "files": _ADD,
        "use": "actions.use_evidence",
        "take_off": "actions.use_evidence",
    }

    def get_queryset(self) -> EvidenceQuerySet:
        reader = person(self.request)
        found: EvidenceQuerySet = (
            Evidence.objects.visible_to(reader)
            .with_uses(reader)
            .order_by("-added_at", "-pk")
        )
        return found

    @extend_schema(request=inputs.AddSerializer, responses={201: EvidenceSerializer})
    def create(self, request: Request) -> Response:
        """Give a link or a reference as evidence for a line of your agency."""
        typed = self.typed(inputs.AddSerializer, request)
        shared: dict[str, Any] = {
            "actor": person(request),
            "line": self._lines([typed["line"]])[0],
            "title": typed["title"],
            "about": inputs.about(typed),
            "is_confirmed": typed["is_confirmed"],
            "now": timezone.now(),
        }
        if typed["kind"] == EvidenceKind.LINK:
            return self.created(add_link(url=typed["url"], **shared))
        return self.created(add_reference(holder=typed["holder"], **shared))

    @extend_schema(
        request={"multipart/form-data": inputs.FilesSerializer},
        responses={201: AddedSerializer},
    )
    @action(
        detail=False,
        methods=["post"],
        parser_classes=[FilesParser],
        filterset_class=None,
    )
    def files(self, request: Request) -> Response:
        """Give several files at once; the good ones are kept, whatever the others."""
        typed = self.typed(inputs.FilesSerializer, request)
        added = add_files(
            actor=person(request),
            line=self._lines([typed["line"]])[0],
            files=typed["files"],
            titles=typed["titles"],
            about=inputs.about(typed),
            is_confirmed=typed["is_confirmed"],
            now=timezone.now(),
        )
        shown = {
            "kept": self._fresh(added.kept),
            "known": self._fresh(added.known),
            "refused": added.refused,
        }
        return Response(AddedSerializer(shown).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=inputs.LinesSerializer, responses=EvidenceSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def use(self, request: Request, pk: str) -> Response:
        """Let it support more lines of your agency: all of them or none."""
        evidence = self.get_object()
        typed = self.typed(inputs.LinesSerializer, request)
        lines = self._lines(typed["lines"])
        use_for(
            actor=person(request), evidence=evidence, lines=lines, now=timezone.now()
        )
        return self.shown(evidence)

    @extend_schema(request=inputs.LineSerializer, responses=EvidenceSerializer)
    @action(detail=True, methods=["post"], url_path="take-off", filterset_class=None)
    def take_off(self, request: Request, pk: str) -> Response:
        """Say that it no longer supports a line. It stays, and can be used again."""
        evidence = self.get_object()
        typed = self.typed(inputs.LineSerializer, request)
        (line,) = self._lines([typed["line"]])
        take_off(
            actor=person(request), evidence=evidence, line=line, now=timezone.now()
        )
        return self.shown(evidence)

    @extend_schema(
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            409: OpenApiResponse(
                {"$ref": "#/components/schemas/Conflict"},
                "It is no file, waits for the virus scan, or is held back.",
            ),
        }
    )
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def file(self, request: Request, pk: str) -> FileResponse:
        """Hand over the file, as a download of the type that was found in it."""
        evidence = self.get_object()
        if not evidence.is_file:
            raise Conflict("It is no file.", code="no_file")
        return handed_over(
            open_file(evidence),
            name=evidence.file_name,
            media_type=evidence.media_type,
        )

    def _lines(self, chosen: list[ReturnLine]) -> list[ReturnLine]:
        """Return the lines as far as the person may see them; 404 if not all."""
        keys = {line.pk for line in chosen}
        visible = ReturnLine.objects.visible_to(person(self.request)).with_action()
        lines = list(visible.filter(pk__in=keys))
        if len(lines) != len(keys):
            raise NotFound
        return lines

    def _fresh(self, items: list[Evidence]) -> list[Evidence]:
        keys = [each.pk for each in items]
        return list(self.get_queryset().filter(pk__in=keys).order_by("pk"))
