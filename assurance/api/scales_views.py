"""The API's door to the scale of assurance."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from assurance.api.scales_serializers import PublishScaleSerializer, ScaleSerializer
from assurance.forms.scales import ScaleFilter
from assurance.models import Scale
from assurance.services.scales import publish_scale
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person


class ScaleViewSet(AppointedViewSet):
    """Versions of the scale, newest first. They are published, never changed."""

    entry_rule = "assurance.view_assurance"
    policy_rules = {"create": "assurance.publish_scale"}

    serializer_class = ScaleSerializer
    filterset_class = ScaleFilter
    lookup_field = "version"
    queryset = Scale.objects.none()

    def get_queryset(self) -> QuerySet[Scale]:
        """Return every version, with its levels."""
        found = Scale.objects.visible_to(person(self.request))
        rows: QuerySet[Scale] = found.with_levels().newest_first()
        return rows

    @extend_schema(
        request=PublishScaleSerializer,
        responses={status.HTTP_201_CREATED: ScaleSerializer},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Publish a new version, by a decision of the group (officers)."""
        typed = self.typed(PublishScaleSerializer, request)
        scale = publish_scale(actor=person(request), now=timezone.now(), **typed)
        return self.created(scale)
