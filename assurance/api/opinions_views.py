"""The API's door to opinions."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from assurance.api.serializers import GiveOpinionSerializer, OpinionSerializer
from assurance.forms.filters import OpinionFilter
from assurance.models import Opinion
from assurance.selectors.cell import scope_called
from assurance.services.opinions import give_opinion
from hcss.kernel import policy
from partnerships.api.views.shared import ReadAsAt
from partnerships.people import person


class OpinionViewSet(ReadAsAt):
    """Opinions, newest first. They are given, never changed."""

    entry_rule = "assurance.view_assurance"

    serializer_class = OpinionSerializer
    sealed_as = "opinions"
    filterset_class = OpinionFilter
    queryset = Opinion.objects.none()

    def get_queryset(self) -> QuerySet[Opinion]:
        opinions = Opinion.objects.visible_to(person(self.request))
        found: QuerySet[Opinion] = opinions.with_scope().newest_first()
        return found

    @extend_schema(
        request=GiveOpinionSerializer,
        responses={status.HTTP_201_CREATED: OpinionSerializer},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give an opinion (officers, chairs and assurers)."""
        policy.require(person(request), "assurance.give_opinion")
        payload = GiveOpinionSerializer(data=request.data)
        payload.is_valid(raise_exception=True)
        given = dict(payload.validated_data)
        number, code = given.pop("priority"), given.pop("heading")
        try:
            priority, heading = scope_called(number=number, code=code)
        except ObjectDoesNotExist as error:
            raise serializers.ValidationError(
                {"heading": ["The agreement has no such priority and heading."]}
            ) from error
        opinion = give_opinion(
            actor=person(request),
            priority=priority,
            heading=heading,
            now=timezone.now(),
            **given,
        )
        body = self.get_serializer(opinion).data
        return Response(body, status=status.HTTP_201_CREATED)
