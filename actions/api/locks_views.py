"""The API's doors to more time and to amendments."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as door
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api import locks_inputs as inputs
from actions.api.locks_serializers import AmendmentSerializer, ExtensionSerializer
from actions.forms.lock_filters import AmendmentFilter, ExtensionFilter
from actions.models import Amendment, Extension, Return, ReturnLine
from actions.services.amendments import decide_amendment, propose_amendment
from actions.services.extensions import ask_for_time, grant_time, refuse_time
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person


class ExtensionViewSet(AppointedViewSet):
    """More time for returns, newest first: an agency's own, or the county's."""

    entry_rule = "partnerships.read_content"
    queryset = Extension.objects.none()
    serializer_class = ExtensionSerializer
    filterset_class = ExtensionFilter
    policy_rules = {
        "create": "actions.view_own_returns",
        "give": "actions.manage_periods",
        "grant": "actions.decide_extension",
        "refuse": "actions.decide_extension",
    }

    def get_queryset(self) -> QuerySet[Extension]:
        visible = Extension.objects.visible_to(person(self.request)).with_return()
        found: QuerySet[Extension] = visible.order_by("-pk")
        return found

    @extend_schema(
        request=inputs.AskForTimeSerializer, responses={201: ExtensionSerializer}
    )
    def create(self, request: Request) -> Response:
        """Ask for more time for a return of your agency; an officer decides."""
        typed = self.typed(inputs.AskForTimeSerializer, request)
        found = self._return(typed.pop("quarterly_return"))
        return self.created(
            ask_for_time(
                actor=person(request),
                quarterly_return=found,
                now=timezone.now(),
                **typed,
            )
        )

    @extend_schema(
        request=inputs.GiveTimeSerializer, responses={201: ExtensionSerializer}
    )
    @door(detail=False, methods=["post"], filterset_class=None)
    def give(self, request: Request) -> Response:
        """Give one agency more time that was not asked for."""
        typed = self.typed(inputs.GiveTimeSerializer, request)
        found = self._return(typed.pop("quarterly_return"))
        return self.created(
            grant_time(
                actor=person(request),
                quarterly_return=found,
                now=timezone.now(),
                **typed,
            )
        )

    @extend_schema(request=inputs.GrantTimeSerializer, responses=ExtensionSerializer)
    @door(detail=True, methods=["post"], filterset_class=None)
    def grant(self, request: Request, pk: str) -> Response:
        """Grant a request, to a date and hour; it closes by itself."""
        extension = self.get_object()
        typed = self.typed(inputs.GrantTimeSerializer, request)
        return self.shown(
            grant_time(
                actor=person(request),
                quarterly_return=extension.quarterly_return,
                extension=extension,
                now=timezone.now(),
                **typed,
            )
        )

    @extend_schema(request=inputs.RefuseTimeSerializer, responses=ExtensionSerializer)
    @door(detail=True, methods=["post"], filterset_class=None)
    def refuse(self, request: Request, pk: str) -> Response:
        """Refuse a request, and say why."""
        extension = self.get_object()
        typed = self.typed(inputs.RefuseTimeSerializer, request)
        return self.shown(
            refuse_time(
                actor=person(request),
                extension=extension,
                now=timezone.now(),
                **typed,
            )
        )

    def _return(self, named: Return) -> Return:
        visible = Return.objects.visible_to(person(self.request)).with_agency()
        found: Return | None = visible.filter(pk=named.pk).first()
        if found is None:
            raise NotFound
        return found


class AmendmentViewSet(AppointedViewSet):
    """Changes of accepted lines, newest first, with before and after."""

    entry_rule = "partnerships.read_content"
    queryset = Amendment.objects.none()
    serializer_class = AmendmentSerializer
    sealed_as = "amendments"
    filterset_class = AmendmentFilter
    policy_rules = {
        "create": "actions.amend_returns",
        "decide": "actions.decide_amendment",
    }

    def get_queryset(self) -> QuerySet[Amendment]:
        visible = Amendment.objects.visible_to(person(self.request)).with_line()
        found: QuerySet[Amendment] = visible.order_by("-proposed_at", "-pk")
        return found

    @extend_schema(
        request=inputs.ProposeAmendmentSerializer, responses={201: AmendmentSerializer}
    )
    def create(self, request: Request) -> Response:
        """Propose other words for an accepted line; the other side decides."""
        typed: dict[str, Any] = dict(
            self.typed(inputs.ProposeAmendmentSerializer, request)
        )
        visible = ReturnLine.objects.visible_to(person(request)).with_action()
        line = visible.filter(pk=typed.pop("line").pk).first()
        if line is None:
            raise NotFound
        return self.created(
            propose_amendment(
                actor=person(request),
                line=line,
                reason=typed.pop("reason"),
                is_confirmed=typed.pop("is_confirmed"),
                words=typed,
                now=timezone.now(),
            )
        )

    @extend_schema(
        request=inputs.DecideAmendmentSerializer, responses=AmendmentSerializer
    )
    @door(detail=True, methods=["post"], filterset_class=None)
    def decide(self, request: Request, pk: str) -> Response:
        """Agree to an amendment, or refuse it; who proposed it may not."""
        amendment = self.get_object()
        typed = self.typed(inputs.DecideAmendmentSerializer, request)
        return self.shown(
            decide_amendment(
                actor=person(request), amendment=amendment, now=timezone.now(), **typed
            )
        )
