"""The API's door to what is written for a paper."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from actions.choices import Marking
from actions.models import Period
from assurance.forms.written_parts import (
    LARGEST_VERSION,
    LONGEST,
    WrittenPartFilter,
)
from assurance.meeting_choices import WrittenCode
from assurance.models import WrittenPart
from assurance.services.written_parts import UNWRITTEN, WrittenConflict, write_part
from hcss.kernel.api.fields import KeyField
from hcss.kernel.confirming import HOW_A_PROGRAM_CONFIRMS
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person
from priorities.models import Priority


class WrittenPartSerializer(serializers.ModelSerializer):
    """A part as it is written now. The seal keeps it as it was."""

    period: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    code_label = serializers.CharField(source="get_code_display")
    priority_number = serializers.IntegerField(
        source="priority.number", default=None, allow_null=True
    )
    written_by: Any = serializers.StringRelatedField()

    class Meta:
        model = WrittenPart
        fields = [
            "id",
            "period",
            "code",
            "code_label",
            "priority",
            "priority_number",
            "text",
            "marking",
            "written_by",
            "written_at",
            "version",
        ]
        read_only_fields = fields


class WritePartSerializer(serializers.Serializer):
    """What to keep; ``version`` is the one seen, 0 if nobody had written it."""

    period = serializers.SlugRelatedField(
        slug_field="slug", queryset=Period.objects.all()
    )
    code = serializers.ChoiceField(choices=WrittenCode.choices)
    priority = KeyField(
        queryset=Priority.objects.all(), required=False, allow_null=True, default=None
    )
    text = serializers.CharField(
        allow_blank=True, max_length=LONGEST, trim_whitespace=False
    )
    marking = serializers.ChoiceField(
        choices=Marking.choices, default=Marking.OFFICIAL.value
    )
    version = serializers.IntegerField(min_value=UNWRITTEN, max_value=LARGEST_VERSION)
    is_confirmed = serializers.BooleanField(
        default=False, help_text=HOW_A_PROGRAM_CONFIRMS
    )


class WrittenPartViewSet(AppointedViewSet):
    """What officers write for the paper of a quarter, until it is sealed."""

    entry_rule = "assurance.write_part"
    serializer_class = WrittenPartSerializer
    filterset_class = WrittenPartFilter
    queryset = WrittenPart.objects.none()

    def get_queryset(self) -> QuerySet[WrittenPart]:
        parts = WrittenPart.objects.visible_to(person(self.request))
        found: QuerySet[WrittenPart] = parts.with_writer().in_order()
        return found

    @extend_schema(
        request=WritePartSerializer,
        responses={status.HTTP_200_OK: WrittenPartSerializer},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep one part: new, or in the place of the version that was seen.

        409 with code ``stale`` carries what stands there now, as ``stored``.
        """
        typed = self.typed(WritePartSerializer, request)
        try:
            part = write_part(actor=person(request), now=timezone.now(), **typed)
        except WrittenConflict as conflict:
            body = {
                "detail": conflict.messages[0],
                "code": "stale",
                "stored": self.get_serializer(conflict.stored).data,
            }
            return Response(body, status=status.HTTP_409_CONFLICT)
        return self.shown(part)
