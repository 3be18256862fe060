"""The API's door to concerns about funding."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from actions.models import Action
from assurance.api import funding_serializers as shapes
from assurance.forms.funding_filters import FundingFilter
from assurance.models import FundingConcern
from assurance.querysets import FundingQuerySet
from assurance.services import funding
from assurance.services.funding import FundingFacts
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person

_MANAGE = "assurance.manage_funding"


class FundingViewSet(AppointedViewSet):
    """Streams of funding that may end, the soonest first."""

    entry_rule = "assurance.view_assurance"
    queryset = FundingConcern.objects.none()
    serializer_class = shapes.FundingSerializer
    filterset_class = FundingFilter
    sealed_as = "funding"
    policy_rules = {
        "create": _MANAGE,
        "edit": _MANAGE,
        "settle": _MANAGE,
        "choose_actions": _MANAGE,
    }

    def get_queryset(self) -> FundingQuerySet:
        who = person(self.request)
        found: FundingQuerySet = (
            FundingConcern.objects.visible_to(who)
            .with_source()
            .with_dependants(reader=who)
            .soonest_first()
        )
        return found

    @extend_schema(
        request=shapes.RecordFundingSerializer,
        responses={201: shapes.FundingSerializer},
    )
    def create(self, request: Request) -> Response:
        """Record a stream, and the actions that depend on it."""
        typed = dict(self.typed(shapes.RecordFundingSerializer, request))
        chosen = self._seen(typed.pop("actions"))
        is_confirmed = typed.pop("is_confirmed")
        recorded = funding.record_concern(
            actor=person(request),
            facts=FundingFacts(**typed),
            actions=chosen,
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )
        return self.created(recorded)

    @extend_schema(
        request=shapes.EditFundingSerializer, responses=shapes.FundingSerializer
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def edit(self, request: Request, pk: str) -> Response:
        """Correct what is known of it; every field is sent."""
        concern = self.get_object()
        typed = dict(self.typed(shapes.EditFundingSerializer, request))
        version, is_confirmed = typed.pop("version"), typed.pop("is_confirmed")
        edited = funding.edit_concern(
            actor=person(request),
            concern=concern,
            facts=FundingFacts(**typed),
            version=version,
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )
        return self.shown(edited)

    @extend_schema(
        request=shapes.SettleFundingSerializer, responses=shapes.FundingSerializer
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def settle(self, request: Request, pk: str) -> Response:
        """Say why it is no longer a worry."""
        concern = self.get_object()
        typed = self.typed(shapes.SettleFundingSerializer, request)
        return self.shown(
            funding.settle_concern(
                actor=person(request), concern=concern, now=timezone.now(), **typed
            )
        )

    @extend_schema(
        request=shapes.FundingActionsSerializer, responses=shapes.FundingSerializer
    )
    @action(detail=True, methods=["post"], url_path="actions", filterset_class=None)
    def choose_actions(self, request: Request, pk: str) -> Response:
        """Say which actions depend on it: these, and no others."""
        concern = self.get_object()
        typed = dict(self.typed(shapes.FundingActionsSerializer, request))
        return self.shown(
            funding.choose_actions(
                actor=person(request),
                concern=concern,
                actions=self._seen(typed["actions"]),
                version=typed["version"],
                now=timezone.now(),
            )
        )

    def _seen(self, sent: list[Any]) -> list[Action]:
        """Return those of the actions sent that the person may see."""
        keys = [each.pk for each in sent]
        seen = Action.objects.visible_to(person(self.request))
        return list(seen.filter(pk__in=keys))
