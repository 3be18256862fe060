"""The API's doors to meetings and to what they decide."""

from dataclasses import asdict
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from assurance.api import meetings_inputs as inputs
from assurance.api.meetings_serializers import DecisionSerializer, MeetingSerializer
from assurance.forms.meeting_filters import DecisionFilter, MeetingFilter
from assurance.models import Decision, Meeting, MeetingPaper
from assurance.querysets import DecisionQuerySet, MeetingQuerySet
from assurance.services import decisions, meetings
from assurance.services.meetings import MeetingFacts
from partnerships.api.views.shared import AppointedViewSet
from partnerships.people import person

_MANAGE = "assurance.manage_meetings"


class MeetingViewSet(AppointedViewSet):
    """Meetings of every group, the last first, with their other papers."""

    entry_rule = "assurance.view_assurance"
    queryset = Meeting.objects.none()
    serializer_class = MeetingSerializer
    filterset_class = MeetingFilter
    policy_rules = {"create": _MANAGE, "partial_update": _MANAGE, "papers": _MANAGE}

    def get_queryset(self) -> MeetingQuerySet:
        who = person(self.request)
        papers = MeetingPaper.objects.visible_to(who).order_by("added_at", "pk")
        found: MeetingQuerySet = (
            Meeting.objects.visible_to(who)
            .with_group()
            .prefetch_related(Prefetch("papers", papers, to_attr="papers_shown"))
            .newest_first()
        )
        return found

    @extend_schema(
        request=inputs.MeetingInputSerializer, responses={201: MeetingSerializer}
    )
    def create(self, request: Request) -> Response:
        """Plan a meeting (officers)."""
        typed = dict(self.typed(inputs.MeetingInputSerializer, request))
        is_confirmed = typed.pop("is_confirmed")
        planned = meetings.plan_meeting(
            actor=person(request),
            facts=MeetingFacts(**typed),
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )
        return self.created(planned)

    @extend_schema(request=inputs.EditMeetingSerializer, responses=MeetingSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Correct a meeting as it was at ``version``, until the day after it."""
        meeting = self.get_object()
        typed = dict(self.typed(inputs.EditMeetingSerializer, request))
        is_confirmed, version = typed.pop("is_confirmed"), typed.pop("version")
        kept = {name: getattr(meeting, name) for name in asdict(MeetingFacts())}
        sent = {name: value for name, value in typed.items() if name in request.data}
        edited = meetings.edit_meeting(
            actor=person(request),
            meeting=meeting,
            facts=MeetingFacts(**kept | sent),
            version=version,
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )
        return self.shown(edited)

    @extend_schema(request=inputs.PaperInputSerializer, responses=MeetingSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def papers(self, request: Request, pk: str) -> Response:
        """Add another paper, by its address."""
        meeting = self.get_object()
        typed: dict[str, Any] = self.typed(inputs.PaperInputSerializer, request)
        meetings.add_paper(
            actor=person(request), meeting=meeting, now=timezone.now(), **typed
        )
        return self.created(meeting)


class DecisionViewSet(AppointedViewSet):
    """What was decided, the last first. Decisions are recorded, never changed."""

    entry_rule = "assurance.view_assurance"
    queryset = Decision.objects.none()
    serializer_class = DecisionSerializer
    sealed_as = "decisions"
    filterset_class = DecisionFilter
    policy_rules = {"create": "assurance.record_decision"}

    def get_queryset(self) -> DecisionQuerySet:
        visible = Decision.objects.visible_to(person(self.request))
        found: DecisionQuerySet = visible.with_scope().newest_first()
        return found

    @extend_schema(
        request=inputs.DecisionInputSerializer, responses={201: DecisionSerializer}
    )
    def create(self, request: Request) -> Response:
        """Record a decision (officers, and who chairs the group)."""
        sent = inputs.DecisionInputSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        parts = sent.parts(person(request))
        visible = Meeting.objects.visible_to(person(request)).with_group()
        meeting = visible.filter(pk=parts.pop("meeting").pk).first()
        if meeting is None:
            raise NotFound
        recorded = decisions.record_decision(
            actor=person(request), meeting=meeting, now=timezone.now(), **parts
        )
        return self.created(recorded)
