"""The API's door to escalations. They are raised by nobody: the close enters them."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assurance.api import meetings_inputs as inputs
from assurance.api.meetings_serializers import EscalationSerializer
from assurance.forms.meeting_filters import EscalationFilter
from assurance.models import Escalation
from assurance.querysets import EscalationQuerySet
from assurance.services import escalations
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person


class EscalationViewSet(AppointedViewSet):
    """What was put to a named person, the first reply due first."""

    entry_rule = "assurance.view_assurance"
    queryset = Escalation.objects.none()
    serializer_class = EscalationSerializer
    sealed_as = "escalations"
    filterset_class = EscalationFilter
    policy_rules = {
        "reply": "assurance.answer_escalation",
        "name_addressee": "assurance.name_addressee",
    }

    def get_queryset(self) -> EscalationQuerySet:
        visible = Escalation.objects.visible_to(person(self.request)).with_people()
        found: EscalationQuerySet = visible.order_by("reply_by", "pk")
        return found

    @extend_schema(request=inputs.ReplySerializer, responses=EscalationSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def reply(self, request: Request, pk: str) -> Response:
        """Answer it, which closes it. A reply is never changed."""
        return self._say(escalations.answer_escalation, inputs.ReplySerializer)

    @extend_schema(request=inputs.AddresseeSerializer, responses=EscalationSerializer)
    @action(
        detail=True, methods=["post"], url_path="name-addressee", filterset_class=None
    )
    def name_addressee(self, request: Request, pk: str) -> Response:
        """Say who is to answer (officers)."""
        return self._say(escalations.name_addressee, inputs.AddresseeSerializer)

    def _say(self, service: Any, serializer_class: Any) -> Response:
        escalation = self.get_object()
        typed = self.typed(serializer_class, self.request)
        return self.shown(
            service(
                actor=person(self.request),
                escalation=escalation,
                now=timezone.now(),
                **typed,
            )
        )
