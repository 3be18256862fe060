"""The API's doors to asks."""

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api import asks_inputs as inputs
from actions.api.asks_serializers import AskSerializer
from actions.forms.ask_filters import AskFilter
from actions.models import Ask, AskReply, ReturnLine
from actions.querysets import AskQuerySet
from actions.services import ask_replies, asks
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person


class AskViewSet(AppointedViewSet):
    """What agencies need of the group and of each other, the first needed first."""

    entry_rule = "partnerships.read_content"
    queryset = Ask.objects.none()
    serializer_class = AskSerializer
    sealed_as = "asks"
    filterset_class = AskFilter
    policy_rules = {
        "create": "actions.view_own_returns",
        "answer": "actions.answer_ask",
        "not_enough": "actions.settle_ask",
        "close": "actions.settle_ask",
        "overrule": "actions.overrule_ask",
        "name_answerer": "actions.name_answerer",
    }

    def get_queryset(self) -> AskQuerySet:
        who = person(self.request)
        replies = AskReply.objects.select_related("written_by")
        found: AskQuerySet = (
            Ask.objects.visible_to(who)
            .with_people()
            .for_reader(who)
            .prefetch_related(Prefetch("replies", replies.order_by("written_at", "pk")))
            .order_by("need_by", "pk")
        )
        return found

    @extend_schema(request=inputs.RaiseAskSerializer, responses={201: AskSerializer})
    def create(self, request: Request) -> Response:
        """Ask the group or another agency for something, with a line of yours."""
        typed = dict(self.typed(inputs.RaiseAskSerializer, request))
        visible = ReturnLine.objects.visible_to(person(request)).with_action()
        line = visible.filter(pk=typed.pop("line").pk).first()
        if line is None:
            raise NotFound
        return self.created(
            asks.raise_ask(
                actor=person(request), line=line, now=timezone.now(), **typed
            )
        )

    @extend_schema(request=inputs.AskWordsSerializer, responses=AskSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def answer(self, request: Request, pk: str) -> Response:
        """Answer it; the agency that asked says whether that is enough."""
        return self._say(ask_replies.answer_ask, inputs.AskWordsSerializer)

    @extend_schema(request=inputs.AskWordsSerializer, responses=AskSerializer)
    @action(detail=True, methods=["post"], url_path="not-enough", filterset_class=None)
    def not_enough(self, request: Request, pk: str) -> Response:
        """Send an answer back: what is still needed."""
        return self._say(ask_replies.say_not_enough, inputs.AskWordsSerializer)

    @extend_schema(request=inputs.AskWordsSerializer, responses=AskSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def close(self, request: Request, pk: str) -> Response:
        """Agree that it is settled; without an answer, with the reason."""
        return self._say(ask_replies.close_ask, inputs.AskWordsSerializer)

    @extend_schema(request=inputs.AskWordsSerializer, responses=AskSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def overrule(self, request: Request, pk: str) -> Response:
        """Close it as chair, with the reason."""
        return self._say(ask_replies.overrule_ask, inputs.AskWordsSerializer)

    @extend_schema(request=inputs.AnswererSerializer, responses=AskSerializer)
    @action(
        detail=True, methods=["post"], url_path="name-answerer", filterset_class=None
    )
    def name_answerer(self, request: Request, pk: str) -> Response:
        """Name who is to answer."""
        return self._say(asks.name_answerer, inputs.AnswererSerializer)

    def _say(self, service: Any, serializer_class: Any) -> Response:
        ask = self.get_object()
        typed = self.typed(serializer_class, self.request)
        return self.shown(
            service(actor=person(self.request), ask=ask, now=timezone.now(), **typed)
        )
