"""The shapes in which the API shows reminders."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actions.choices import ReminderState, Stage
from actions.models import Reminder
from actions.services.reminder_due import Due


class ReminderSerializer(serializers.ModelSerializer):
    """A reminder and where it is on its way."""

    person_name = serializers.CharField(source="person.name")
    about = serializers.CharField()
    url = serializers.CharField()
    state = serializers.ChoiceField(choices=ReminderState.choices)

    class Meta:
        model = Reminder
        fields = [
            "id",
            "person",
            "person_name",
            "stage",
            "about",
            "url",
            "quarterly_return",
            "action",
            "concerns_on",
            "state",
            "planned_at",
            "sent_at",
            "stopped_at",
            "stopped_because",
            "attempts",
            "failed_at",
            "refused_at",
            "error",
        ]
        read_only_fields = fields


class DueReminderSerializer(serializers.Serializer):
    """What the next run would send; no person is a vacancy."""

    person = serializers.IntegerField(source="person.pk", allow_null=True, default=None)
    person_name = serializers.CharField(
        source="person.name", allow_null=True, default=None
    )
    stage = serializers.ChoiceField(choices=Stage.choices)
    about = serializers.CharField()
    url = serializers.CharField()
    concerns_on = serializers.DateField(allow_null=True)
    why = serializers.CharField()
    is_waiting = serializers.BooleanField()


class ReminderPlanSerializer(serializers.Serializer):
    """The next run: its day and whom it would write to."""

    on = serializers.DateField()
    reminders = serializers.SerializerMethodField()

    @extend_schema_field(DueReminderSerializer(many=True))
    def get_reminders(self, plan: dict[str, Any]) -> list[dict[str, Any]]:
        listed: list[Due] = plan["reminders"]
        return list(DueReminderSerializer(listed, many=True).data)
