"""The API's doors to the papers made from a seal."""

from typing import Any

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from assurance.forms.packs import PackFilter
from assurance.meeting_choices import Part
from assurance.models import Pack, Seal
from assurance.pack.leaving import handed_out
from assurance.querysets import PackQuerySet
from assurance.services.packs import ask_for_packs
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person


class PackSerializer(serializers.ModelSerializer):
    """A paper: of which quarter and part, in which format, and how far it is."""

    quarter = serializers.CharField(source="seal.period.slug")
    part_label = serializers.CharField(source="get_part_display")
    format_label = serializers.CharField(source="get_format_display")
    state_label = serializers.CharField(source="get_state_display")

    class Meta:
        model = Pack
        fields = [
            "id",
            "quarter",
            "part",
            "part_label",
            "format",
            "format_label",
            "state",
            "state_label",
            "step",
            "steps_done",
            "steps",
            "asked_at",
            "made_at",
            "fault",
            "sha256",
            "size",
        ]
        read_only_fields = fields


class AskForPacksSerializer(serializers.Serializer):
    """Which paper is to be made: in every format."""

    quarter = serializers.CharField(max_length=20)
    part = serializers.ChoiceField(choices=Part.choices)

    def validate_quarter(self, slug: str) -> Seal:
        """Return the seal of the quarter."""
        seals = Seal.objects.select_related("period").defer("content")
        seal = seals.filter(period__slug=slug).first()
        if seal is None:
            raise serializers.ValidationError("That quarter is not sealed.")
        return seal


class PackViewSet(AppointedViewSet):
    """Papers made from seals, the newest quarter first."""

    entry_rule = "assurance.view_assurance"
    queryset = Pack.objects.none()
    serializer_class = PackSerializer
    filterset_class = PackFilter
    policy_rules = {"create": "assurance.make_packs"}

    def get_queryset(self) -> PackQuerySet:
        found: PackQuerySet = Pack.objects.visible_to(person(self.request))
        return found.with_seal().in_order()

    @extend_schema(
        request=AskForPacksSerializer,
        responses={status.HTTP_201_CREATED: PackSerializer(many=True)},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Have the paper of one part made in every format."""
        typed = self.typed(AskForPacksSerializer, request)
        packs = ask_for_packs(
            actor=person(request),
            seal=typed["quarter"],
            part=typed["part"],
            now=timezone.now(),
        )
        rows = self.get_queryset().filter(pk__in=[each.pk for each in packs])
        body = self.get_serializer(rows, many=True).data
        return Response(body, status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True, methods=["get"])
    def file(self, request: Request, pk: str) -> FileResponse:
        """Hand out the file of a paper that is made."""
        pack = self.get_object()
        if not pack.is_made:
            raise NotFound("This paper is not made yet.")
        return handed_out(pack, pack.seal)
