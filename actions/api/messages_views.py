"""The API's doors to the messages that people were sent."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api.messages_serializers import MessageSerializer
from actions.forms.messages import MessageFilter
from actions.models import Digest
from actions.selectors.messages import messages_shown
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person

_RULE = "actions.manage_reminders"


class MessageViewSet(AppointedViewSet):
    """Messages to people and what became of each: officers only, newest first."""

    queryset = Digest.objects.none()
    serializer_class = MessageSerializer
    filterset_class = MessageFilter
    policy_rules = {"list": _RULE, "retrieve": _RULE}

    def get_queryset(self) -> QuerySet[Digest]:
        visible = Digest.objects.visible_to(person(self.request))
        found: QuerySet[Digest] = visible.select_related("person")
        return found.prefetch_related("reminders").order_by("-begun_at", "-pk")

    def paginate_queryset(self, queryset: Any) -> Any:
        """Fetch what the messages of a page carried, a query a kind."""
        page = super().paginate_queryset(queryset)
        return page if page is None else messages_shown(page)

    @extend_schema(responses=MessageSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Show one message."""
        [shown] = messages_shown([self.get_object()])
        return Response(self.get_serializer(shown).data)
