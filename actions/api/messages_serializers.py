"""The shapes in which the API shows messages."""

from rest_framework import serializers

from actions.choices import DigestState, ReminderState
from actions.models import Reminder


def _moment(name: str) -> serializers.DateTimeField:
    return serializers.DateTimeField(source=f"digest.{name}", allow_null=True)


class CarriedReminderSerializer(serializers.ModelSerializer):
    """A reminder that went out in a message."""

    stage_label = serializers.CharField()
    about = serializers.CharField()
    url = serializers.CharField()
    state = serializers.ChoiceField(choices=ReminderState.choices)

    class Meta:
        model = Reminder
        fields = ["id", "stage", "stage_label", "about", "url", "state"]
        read_only_fields = fields


class MessageSerializer(serializers.Serializer):
    """A message to a person, what became of it, and what it carried."""

    id = serializers.IntegerField(source="digest.pk")
    person = serializers.IntegerField(source="digest.person_id")
    person_name = serializers.CharField(source="digest.person.name")
    address = serializers.EmailField(source="digest.address")
    about = serializers.CharField()
    state = serializers.ChoiceField(source="digest.state", choices=DigestState.choices)
    meaning = serializers.CharField(help_text="What its state means.")
    is_to_mend = serializers.BooleanField(
        help_text="It failed because of the address that the person still has."
    )
    reference = serializers.UUIDField(source="digest.reference")
    message_id = serializers.CharField(source="digest.message_id")
    begun_at = serializers.DateTimeField(source="digest.begun_at")
    sent_at = _moment("sent_at")
    delivered_at = _moment("delivered_at")
    failed_at = _moment("failed_at")
    came_back_at = _moment("came_back_at")
    came_back_for_good = serializers.BooleanField(source="digest.came_back_for_good")
    lost_at = _moment("lost_at")
    error = serializers.CharField(source="digest.error")
    reminders = CarriedReminderSerializer(many=True)
