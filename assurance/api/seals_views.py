"""The API's doors to seals."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from actions.models import Period
from assurance import payloads
from assurance.api.shapes import SealedSerializer
from assurance.forms.seals import SealFilter
from assurance.models import Seal
from assurance.querysets import SealQuerySet
from assurance.services.seals import seal_period
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person


class SealSerializer(serializers.ModelSerializer):
    """A seal without its content."""

    quarter = serializers.CharField(source="period.slug")
    quarter_label = serializers.CharField(source="period")
    agreement = serializers.CharField(source="agreement.slug")
    sealed_by = serializers.CharField(source="sealed_by_name")
    packs_made = serializers.IntegerField()

    class Meta:
        model = Seal
        fields = [
            "quarter",
            "quarter_label",
            "agreement",
            "sealed_at",
            "sealed_by",
            "sealed_by_post",
            "sha256",
            "format",
            "packs_made",
        ]
        read_only_fields = fields


class SealWithContentSerializer(SealSerializer):
    """A seal with what the reader may read of it."""

    content = SealedSerializer()

    class Meta(SealSerializer.Meta):
        fields = [*SealSerializer.Meta.fields, "content"]
        read_only_fields = fields


class SealPeriodSerializer(serializers.Serializer):
    """Which quarter is to be sealed."""

    quarter = serializers.CharField(max_length=20, help_text="Such as 2026-27-q2.")

    def validate_quarter(self, slug: str) -> Period:
        """Return the period of the quarter, if it has begun."""
        period = Period.objects.begun().filter(slug=slug).first()
        if period is None:
            raise serializers.ValidationError("That quarter’s period has not begun.")
        return period


class SealViewSet(AppointedViewSet):
    """Sealed positions, the newest quarter first. None is ever changed."""

    entry_rule = "assurance.view_assurance"
    queryset = Seal.objects.none()
    serializer_class = SealSerializer
    filterset_class = SealFilter
    lookup_field = "period__slug"
    lookup_url_kwarg = "quarter"
    lookup_value_regex = r"20\d\d-\d\d-q[1-4]"
    policy_rules = {"create": "assurance.seal_period"}

    def get_queryset(self) -> SealQuerySet:
        seals = Seal.objects.visible_to(person(self.request))
        found: SealQuerySet = seals.listed().newest_first()
        return found if self.action in ("list", "create") else found.defer(None)

    @extend_schema(responses=SealWithContentSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the seal with its content, as far as the reader may read it."""
        seal = self.get_object()
        content = payloads.sealed(seal=seal, person=person(request))
        return Response({**self.get_serializer(seal).data, "content": content})

    @extend_schema(request=SealPeriodSerializer, responses={201: SealSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Seal the position of a closed quarter (officers). It cannot be undone."""
        typed = self.typed(SealPeriodSerializer, request)
        seal = seal_period(
            actor=person(request), period=typed["quarter"], now=timezone.now()
        )
        return self.created(seal)
