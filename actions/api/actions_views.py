"""The API's doors to actions and to requests for a new date."""

from typing import Any, cast

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as door
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api import actions_inputs as inputs
from actions.api.actions_serializers import ActionSerializer, DateChangeSerializer
from actions.forms.action_filters import ActionFilter, DateChangeFilter
from actions.models import Action, DateChange
from actions.querysets import ActionQuerySet, DateChangeQuerySet
from actions.services import completion, dates, life
from actions.services.adoption import Terms, adopt_action
from actions.services.editing import Edit, edit_action
from actions.services.proposals import propose_action
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person
from priorities.models import Agreement

_MANAGE = "actions.manage_actions"


class ActionViewSet(AppointedViewSet):
    """Actions of every agreement that you may see; narrow them by ``agreement``."""

    entry_rule = "partnerships.read_content"
    queryset = Action.objects.none()
    serializer_class = ActionSerializer
    sealed_as = "actions"
    filterset_class = ActionFilter
    policy_rules = {
        "create": _MANAGE,
        "partial_update": _MANAGE,
        "adopt": _MANAGE,
        "start": _MANAGE,
        "hold": _MANAGE,
        "resume": _MANAGE,
        "verify": "actions.verify_action",
        "close": _MANAGE,
        "meet_condition": _MANAGE,
        "set_date": _MANAGE,
        "ask_for_date": "actions.ask_for_date",
    }

    def get_queryset(self) -> ActionQuerySet:
        reader = person(self.request)
        visible = Action.objects.visible_to(reader).with_people()
        found: ActionQuerySet = (
            visible.select_related("superseded_by")
            .prefetch_related("fragments__statement", "contributors")
            .with_standing(reader, on=timezone.localdate())
            .by_ref()
        )
        return found

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "on": timezone.localdate()}

    @extend_schema(request=inputs.ProposeSerializer, responses={201: ActionSerializer})
    def create(self, request: Request) -> Response:
        """Propose an action that a decision of the group made."""
        sent = inputs.ProposeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        agreement = Agreement.objects.current().first()
        if agreement is None:
            raise Http404("there is no agreement yet")
        proposed = propose_action(
            actor=person(request),
            agreement=agreement,
            now=timezone.now(),
            **sent.parts(agreement),
        )
        return self.created(proposed)

    @extend_schema(request=inputs.EditSerializer, responses=ActionSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Correct what is known of an action, as it was at ``version``."""
        action = self.get_object()
        typed = dict(self.typed(inputs.EditSerializer, request))
        version, why = typed.pop("version"), typed.pop("why")
        is_confirmed = typed.pop("is_confirmed")
        edited = edit_action(
            actor=person(request),
            action=action,
            version=version,
            changes=cast("Edit", typed),
            why=why,
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )
        return self.shown(edited)

    @extend_schema(request=inputs.AdoptSerializer, responses=ActionSerializer)
    @door(detail=True, methods=["post"])
    def adopt(self, request: Request, pk: str) -> Response:
        """Agree a proposed action: one lead agency, a success criterion, by when."""
        action = self.get_object()
        typed = dict(self.typed(inputs.AdoptSerializer, request))
        is_confirmed = typed.pop("is_confirmed")
        return self.shown(
            adopt_action(
                actor=person(request),
                action=action,
                terms=Terms(**typed),
                now=timezone.now(),
                is_confirmed=is_confirmed,
            )
        )

    @extend_schema(request=None, responses=ActionSerializer)
    @door(detail=True, methods=["post"])
    def start(self, request: Request, pk: str) -> Response:
        """Say that work on an agreed action has begun."""
        return self._call(life.start_action, inputs.NothingSerializer)

    @extend_schema(request=inputs.HoldSerializer, responses=ActionSerializer)
    @door(detail=True, methods=["post"])
    def hold(self, request: Request, pk: str) -> Response:
        """Put an action on hold, by decision and until a day."""
        return self._call(life.hold_action, inputs.HoldSerializer)

    @extend_schema(request=inputs.DecisionSerializer, responses=ActionSerializer)
    @door(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """Take an action off hold, by decision."""
        return self._call(life.resume_action, inputs.DecisionSerializer)

    @extend_schema(request=inputs.VerifySerializer, responses=ActionSerializer)
    @door(detail=True, methods=["post"])
    def verify(self, request: Request, pk: str) -> Response:
        """Verify that an action is complete."""
        return self._call(completion.verify_completion, inputs.VerifySerializer)

    @extend_schema(request=inputs.CloseSerializer, responses=ActionSerializer)
    @door(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close an action that is not complete, by decision."""
        action = self.get_object()
        typed = dict(self.typed(inputs.CloseSerializer, request))
        typed["superseded_by"] = self._successor(action, typed["superseded_by"])
        return self.shown(
            life.close_action(
                actor=person(request), action=action, now=timezone.now(), **typed
            )
        )

    @extend_schema(request=inputs.ConditionSerializer, responses=ActionSerializer)
    @door(detail=True, methods=["post"], url_path="meet-condition")
    def meet_condition(self, request: Request, pk: str) -> Response:
        """Record that the condition of an action is met."""
        return self._call(life.meet_condition, inputs.ConditionSerializer)

    @extend_schema(request=inputs.SetDateSerializer, responses=ActionSerializer)
    @door(detail=True, methods=["post"], url_path="set-date")
    def set_date(self, request: Request, pk: str) -> Response:
        """Date an undated action, or set the next review of a continuing one."""
        return self._call(dates.set_date, inputs.SetDateSerializer)

    @extend_schema(
        request=inputs.AskForDateSerializer,
        responses={201: DateChangeSerializer},
    )
    @door(detail=True, methods=["post"], url_path="ask-for-date")
    def ask_for_date(self, request: Request, pk: str) -> Response:
        """Ask for a new forecast date. Nothing moves until it is decided."""
        action = self.get_object()
        typed = self.typed(inputs.AskForDateSerializer, request)
        change = dates.ask_for_date(
            actor=person(request), action=action, now=timezone.now(), **typed
        )
        fresh = DateChange.objects.with_action().get(pk=change.pk)
        return Response(DateChangeSerializer(fresh).data, status=201)

    def _call(self, service: Any, serializer_class: Any) -> Response:
        """Call a service that takes the action and what was sent; show the result."""
        action = self.get_object()
        typed = self.typed(serializer_class, self.request)
        return self.shown(
            service(
                actor=person(self.request), action=action, now=timezone.now(), **typed
            )
        )

    def _successor(self, action: Action, ref: str | None) -> Action | None:
        """Return the action of that reference in the same agreement.

        Raises:
            Http404: there is none, or the person may not see it.
        """
        if ref is None:
            return None
        found = self.get_queryset().filter(agreement=action.agreement_id, ref=ref)
        successor: Action | None = found.first()
        if successor is None:
            raise Http404("no such action")
        return successor


class DateChangeViewSet(AppointedViewSet):
    """Requests for a new date, newest first; officers decide them."""

    entry_rule = "partnerships.read_content"
    queryset = DateChange.objects.none()
    serializer_class = DateChangeSerializer
    sealed_as = "date_changes"
    filterset_class = DateChangeFilter
    policy_rules = {"decide": _MANAGE}

    def get_queryset(self) -> DateChangeQuerySet:
        visible = DateChange.objects.visible_to(person(self.request))
        found: DateChangeQuerySet = visible.with_action().order_by("-asked_at", "-pk")
        return found

    @extend_schema(request=inputs.DecideDateSerializer, responses=DateChangeSerializer)
    @door(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """Approve or refuse a new date; whoever asked for it may not."""
        change = self.get_object()
        typed = self.typed(inputs.DecideDateSerializer, request)
        return self.shown(
            dates.decide_date(
                actor=person(request), change=change, now=timezone.now(), **typed
            )
        )
