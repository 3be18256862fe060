"""The API's doors to lines passed on, to proposals and to contributions."""

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api import delegation_inputs as inputs
from actions.api import delegation_serializers as shapes
from actions.api.lines_views import both_texts
from actions.models import ContributorReport, Delegation, Proposal, ReturnLine
from actions.querysets import (
    ContributorReportQuerySet,
    DelegationQuerySet,
    ProposalQuerySet,
)
from actions.return_choices import ProposalState
from actions.selectors.contributions import lines_beside
from actions.services import delegation, line_proposals
from actions.services.contributions import report_contribution
from actions.services.lines import LineConflict
from partnerships.api.views.shared import AppointedViewSet
from partnerships.choices import AGENCY_ROLES
from partnerships.people import person

_LARGEST = 2**31 - 1


def _key(field_name: str) -> django_filters.NumberFilter:
    return django_filters.NumberFilter(
        field_name=field_name, min_value=1, max_value=_LARGEST, decimal_places=0
    )


class DelegationFilter(django_filters.FilterSet):
    """Reads ``?line=7``."""

    line = _key("line")

    class Meta:
        model = Delegation
        fields = ["line"]


class ProposalFilter(django_filters.FilterSet):
    """Reads ``?line=7&state=waiting``."""

    line = _key("delegation__line")
    state = django_filters.ChoiceFilter(choices=ProposalState.choices)

    class Meta:
        model = Proposal
        fields = ["line", "state"]


class ContributionFilter(django_filters.FilterSet):
    """Reads ``?line=7&agency=solent-police&reports_issue=true``."""

    line = _key("line")
    agency = django_filters.CharFilter(field_name="agency__slug", max_length=80)

    class Meta:
        model = ContributorReport
        fields = ["line", "agency", "reports_issue"]


class DelegationViewSet(AppointedViewSet):
    """Lines passed on: your agency's, and those passed to you; newest first."""

    entry_rule = "partnerships.read_content"
    queryset = Delegation.objects.none()
    serializer_class = shapes.DelegationSerializer
    filterset_class = DelegationFilter
    policy_rules = {
        "create": "actions.view_own_returns",
        "take_back": "actions.take_back_line",
        "propose": "actions.propose_line",
    }

    def get_queryset(self) -> DelegationQuerySet:
        visible = Delegation.objects.visible_to(person(self.request)).with_line()
        found: DelegationQuerySet = visible.order_by("-pk")
        return found

    @extend_schema(
        request=inputs.PassOnSerializer, responses={201: shapes.DelegationSerializer}
    )
    def create(self, request: Request) -> Response:
        """Pass a line of your agency's on to one person."""
        typed = dict(self.typed(inputs.PassOnSerializer, request))
        visible = ReturnLine.objects.visible_to(person(request)).with_action()
        line = visible.filter(pk=typed.pop("line").pk).first()
        if line is None:
            raise NotFound
        return self.created(
            delegation.pass_on(
                actor=person(request), line=line, now=timezone.now(), **typed
            )
        )

    @extend_schema(request=None, responses=shapes.DelegationSerializer)
    @action(detail=True, methods=["post"], url_path="take-back", filterset_class=None)
    def take_back(self, request: Request, pk: str) -> Response:
        """Stop it: nothing can be written through it any more."""
        passed = self.get_object()
        return self.shown(
            delegation.take_back(
                actor=person(request), delegation=passed, now=timezone.now()
            )
        )

    @extend_schema(
        request=inputs.ProposeWordsSerializer, responses=shapes.DelegationSerializer
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def propose(self, request: Request, pk: str) -> Response:
        """Propose words for a line that was passed to you; it works once."""
        passed = self.get_object()
        typed = dict(self.typed(inputs.ProposeWordsSerializer, request))
        is_confirmed = typed.pop("is_confirmed")
        line_proposals.propose(
            actor=person(request),
            delegation=passed,
            words=typed,
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )
        return self.shown(passed)


class ProposalViewSet(AppointedViewSet):
    """Words that others wrote for your agency's lines, newest first."""

    entry_rule = "partnerships.read_content"
    queryset = Proposal.objects.none()
    serializer_class = shapes.ProposalSerializer
    filterset_class = ProposalFilter
    policy_rules = {
        "take_over": "actions.decide_proposal",
        "decline": "actions.decide_proposal",
    }

    def get_queryset(self) -> ProposalQuerySet:
        agencies = person(self.request).agencies_as(*AGENCY_ROLES)
        theirs = Proposal.objects.of_agencies(agencies).with_line()
        found: ProposalQuerySet = theirs.order_by("-pk")
        return found

    @extend_schema(
        request=inputs.TakeOverSerializer,
        responses={
            200: shapes.ProposalSerializer,
            409: OpenApiResponse(
                {"$ref": "#/components/schemas/Conflict"},
                "The line was saved meanwhile: `stored` is its text, `yours` what "
                "you sent; or it was decided, or the return is with the group.",
            ),
        },
    )
    @action(detail=True, methods=["post"], url_path="take-over", filterset_class=None)
    def take_over(self, request: Request, pk: str) -> Response:
        """Put the words into your draft; what was left empty stays as it is."""
        proposal = self.get_object()
        typed = self.typed(inputs.TakeOverSerializer, request)
        try:
            line_proposals.take_over(
                actor=person(request), proposal=proposal, now=timezone.now(), **typed
            )
        except LineConflict as conflict:
            return both_texts(conflict, self._words(proposal))
        return self.shown(proposal)

    @extend_schema(request=None, responses=shapes.ProposalSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def decline(self, request: Request, pk: str) -> Response:
        """Leave your draft as it is."""
        proposal = self.get_object()
        return self.shown(
            line_proposals.decline(
                actor=person(request), proposal=proposal, now=timezone.now()
            )
        )

    def _words(self, proposal: Proposal) -> dict[str, Any]:
        shown = shapes.ProposalSerializer(proposal).data
        return {name: shown[name] for name in line_proposals.PROPOSABLE}


class ContributionViewSet(AppointedViewSet):
    """What contributing agencies said beside the lead's lines, newest first."""

    entry_rule = "partnerships.read_content"
    queryset = ContributorReport.objects.none()
    serializer_class = shapes.ContributionSerializer
    filterset_class = ContributionFilter
    policy_rules = {"create": "actions.view_own_returns"}

    def get_queryset(self) -> ContributorReportQuerySet:
        visible = ContributorReport.objects.visible_to(person(self.request))
        found: ContributorReportQuerySet = visible.with_line().order_by("-pk")
        return found

    @extend_schema(
        request=inputs.ContributionInputSerializer,
        responses={201: shapes.ContributionSerializer},
    )
    def create(self, request: Request) -> Response:
        """Say what your agency did, and whether it sees a problem."""
        typed = dict(self.typed(inputs.ContributionInputSerializer, request))
        beside = lines_beside(person(request))
        line = beside.filter(pk=typed.pop("line").pk).first()
        if line is None:
            raise NotFound
        return self.created(
            report_contribution(
                actor=person(request), line=line, now=timezone.now(), **typed
            )
        )
