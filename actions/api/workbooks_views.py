"""The API's doors to working in a spreadsheet: on a return, and on its uploads."""

import django_filters
from django.db.models import QuerySet
from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api import workbooks_serializers as shapes
from actions.api.quarter_filters import key_filter
from actions.models import Upload
from actions.return_choices import UploadState
from actions.services.locking import locked
from actions.services.workbooks import check_workbook, save_workbook, set_aside
from actions.workbooks.columns import MEDIA_TYPE
from actions.workbooks.contents import contents
from actions.workbooks.leaving import fresh_download, kept_download
from actions.workbooks.writing import write_workbook
from hcss.kernel.api.parsers import FilesParser, TextJSONParser
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person

_FILE = {(200, MEDIA_TYPE): OpenApiTypes.BINARY}


class UploadFilter(django_filters.FilterSet):
    """Reads ``?quarterly_return=7&state=checked``."""

    quarterly_return = key_filter("quarterly_return")
    state = django_filters.ChoiceFilter(choices=UploadState.choices)

    class Meta:
        model = Upload
        fields = ["quarterly_return", "state"]


class UploadViewSet(AppointedViewSet):
    """Spreadsheets that your own agency uploaded, newest first."""

    entry_rule = "partnerships.read_content"
    queryset = Upload.objects.none()
    serializer_class = shapes.UploadSerializer
    filterset_class = UploadFilter
    policy_rules = {
        "save": "actions.decide_upload",
        "set_aside": "actions.decide_upload",
        "file": "actions.view_upload",
    }

    def get_queryset(self) -> QuerySet[Upload]:
        visible = Upload.objects.visible_to(person(self.request)).with_people()
        found: QuerySet[Upload] = visible.order_by("-pk")
        return found

    @extend_schema(
        request=shapes.SaveUploadSerializer, responses=shapes.UploadSerializer
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def save(self, request: Request, pk: str) -> Response:
        """Save the rows as drafts, all or only the clean ones: once, or not at all."""
        upload = self.get_object()
        typed = self.typed(shapes.SaveUploadSerializer, request)
        saved = save_workbook(
            actor=person(request), upload=upload, now=timezone.now(), **typed
        )
        return self.shown(saved)

    @extend_schema(request=None, responses=shapes.UploadSerializer)
    @action(detail=True, methods=["post"], url_path="set-aside", filterset_class=None)
    def set_aside(self, request: Request, pk: str) -> Response:
        """Decide that nothing of it is saved. The file stays."""
        upload = self.get_object()
        return self.shown(
            set_aside(actor=person(request), upload=upload, now=timezone.now())
        )

    @extend_schema(responses=_FILE)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def file(self, request: Request, pk: str) -> FileResponse:
        """Hand the spreadsheet back as it came; 404 where it was not kept."""
        upload = self.get_object()
        try:
            return kept_download(upload)
        except OSError:
            raise NotFound from None


class WorkbookActions(AppointedViewSet):
    """Downloading and uploading the lines of a return; for the returns' endpoint."""

    @extend_schema(responses=_FILE)
    @action(
        detail=True,
        methods=["get"],
        filterset_class=None,
        pagination_class=None,
        parser_classes=[FilesParser, TextJSONParser],
    )
    def workbook(self, request: Request, pk: str) -> FileResponse:
        """Download the lines that you may write on now, as an Excel workbook."""
        quarterly_return, now = self.get_object(), timezone.now()
        if not quarterly_return.is_writable(at=now):
            raise locked(thing=quarterly_return, now=now)
        reader = person(request)
        found = contents(quarterly_return, reader=reader, made_for=str(reader), now=now)
        return fresh_download(write_workbook(found, now=now), quarterly_return)

    @extend_schema(
        request={"multipart/form-data": shapes.WorkbookSerializer},
        responses={201: shapes.DryRunSerializer},
    )
    @workbook.mapping.post
    def upload_workbook(self, request: Request, pk: str) -> Response:
        """Upload the workbook and read everything that is found in it.

        Nothing is saved yet: that is ``save`` of the upload that this answers with.
        """
        quarterly_return = self.get_object()
        typed = self.typed(shapes.WorkbookSerializer, request)
        run = check_workbook(
            actor=person(request),
            quarterly_return=quarterly_return,
            file=typed["file"],
            now=timezone.now(),
        )
        shown = shapes.DryRunSerializer(run.upload, context={"rows": run.check.rows})
        return Response(shown.data, status=status.HTTP_201_CREATED)
