"""The shapes of what a person sees of their own reminders, and of what they choose."""

from rest_framework import serializers

from actions.models import ReminderPreference
from actions.services.reminding.calendar_addresses import NewCalendarAddress, url_of

_LARGEST = 2**31 - 1


class WaitingSerializer(serializers.Serializer):
    """One thing that waits for the person."""

    reminder = serializers.IntegerField(source="reminder.pk")
    kind = serializers.CharField(source="reminder.kind")
    thing_id = serializers.IntegerField(source="reminder.thing_id")
    stage = serializers.CharField(source="reminder.stage")
    stage_label = serializers.CharField(source="reminder.stage_label")
    about = serializers.CharField(source="reminder.about")
    sentence = serializers.CharField()
    url = serializers.CharField(source="reminder.url")
    concerns_on = serializers.DateField(allow_null=True)
    since = serializers.DateTimeField()
    mailed_at = serializers.DateTimeField(allow_null=True)


class WaysSerializer(serializers.ModelSerializer):
    """How the person is told; version 0 if they have chosen nothing yet."""

    weekdays = serializers.ListField(child=serializers.IntegerField())

    class Meta:
        model = ReminderPreference
        fields = ["weekdays", "in_service_only", "version"]
        read_only_fields = fields


class ChooseWaysSerializer(serializers.Serializer):
    """The choice, and the version that the person was looking at."""

    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=4), max_length=5
    )
    in_service_only = serializers.BooleanField()
    version = serializers.IntegerField(min_value=0, max_value=_LARGEST)


class CalendarAddressSerializer(serializers.Serializer):
    """Whether the person's calendar has an address, and since when."""

    made_at = serializers.DateTimeField(allow_null=True)


class NewCalendarAddressSerializer(serializers.Serializer):
    """An address just made, shown this once."""

    made_at = serializers.DateTimeField(source="address.made_at")
    url = serializers.SerializerMethodField()

    def get_url(self, made: NewCalendarAddress) -> str:
        return url_of(secret=made.secret)
