"""The API's doors to the reminders."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from actions.api.reminders_serializers import ReminderPlanSerializer, ReminderSerializer
from actions.forms.reminders import ReminderStateFilter
from actions.models import Reminder
from actions.querysets import ReminderQuerySet
from actions.services.reminder_plans import who_would_be_written_to
from actions.services.reminders import release_reminder
from hcss.kernel import policy, working_days
from partnerships.people import person


class ReminderViewSet(viewsets.ReadOnlyModelViewSet):
    """The ledger of reminders: officers see all of it, others what is theirs."""

    queryset = Reminder.objects.none()
    serializer_class = ReminderSerializer
    filterset_class = ReminderStateFilter
    policy_rules = {
        "retrieve": "actions.view_reminder",
        "release": "actions.manage_reminders",
    }

    def get_queryset(self) -> ReminderQuerySet:
        visible = Reminder.objects.visible_to(person(self.request))
        return visible.with_thing().order_by("-planned_at", "-pk")

    @extend_schema(request=None, responses=ReminderSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def release(self, request: Request, pk: str) -> Response:
        """Let a reminder that failed be sent by the next run."""
        released = release_reminder(
            actor=person(request), reminder=self.get_object(), now=timezone.now()
        )
        return Response(self.get_serializer(released).data)

    @extend_schema(responses=ReminderPlanSerializer)
    @action(detail=False, filterset_class=None, pagination_class=None)
    def plan(self, request: Request) -> Response:
        """Say whom the next run would write to, and why: a dry run."""
        policy.require(person(request), "actions.manage_reminders")
        on = working_days.after(timezone.localdate(), 0)
        listed = who_would_be_written_to(on=on, now=timezone.now())
        return Response(ReminderPlanSerializer({"on": on, "reminders": listed}).data)
