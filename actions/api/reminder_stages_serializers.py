"""The shapes in which the API shows and takes the stages of reminding."""

from rest_framework import serializers

from actions.forms.reminder_stages import LARGEST_VERSION
from actions.services.reminding.stages import LONGEST
from hcss.kernel.confirming import HOW_A_PROGRAM_CONFIRMS
from hcss.kernel.reminding import FURTHEST, Unit


class StageSerializer(serializers.Serializer):
    """A stage at a version; version 0 is as delivered."""

    code = serializers.CharField()
    label = serializers.CharField(source="rule.label")  # type: ignore[assignment]
    kind = serializers.CharField(source="rule.kind")
    counted_from = serializers.CharField(source="rule.counted_from")
    count = serializers.IntegerField(source="rule.count")
    unit = serializers.ChoiceField(source="rule.unit", choices=Unit.choices)
    moment = serializers.CharField()
    condition = serializers.CharField(source="source.condition")
    people = serializers.ListField(child=serializers.CharField())
    is_duty = serializers.BooleanField(source="rule.is_duty")
    sentence = serializers.CharField(source="rule.sentence")
    is_on = serializers.BooleanField(source="rule.is_on")
    version = serializers.IntegerField(source="rule.version")
    changed_by = serializers.CharField(
        source="change.changed_by.name",
        default="",
        help_text="Empty for the stage as delivered.",
    )
    changed_at = serializers.DateTimeField(
        source="change.changed_at", allow_null=True, default=None
    )


class TriedStageSerializer(serializers.Serializer):
    """What may be changed; what is not sent stays."""

    count = serializers.IntegerField(
        required=False,
        min_value=-FURTHEST,
        max_value=FURTHEST,
        help_text="So many days after the date; negative is before it.",
    )
    unit = serializers.ChoiceField(choices=Unit.choices, required=False)
    sentence = serializers.CharField(
        required=False, max_length=LONGEST, help_text="It may name the source's words."
    )
    is_on = serializers.BooleanField(required=False)


class ChangeStageSerializer(TriedStageSerializer):
    """The same, of the version that was seen."""

    version = serializers.IntegerField(min_value=0, max_value=LARGEST_VERSION)
    is_confirmed = serializers.BooleanField(
        default=False, help_text=HOW_A_PROGRAM_CONFIRMS
    )


class GoBackSerializer(serializers.Serializer):
    """The version that was seen, and the one that is to stand again."""

    version = serializers.IntegerField(min_value=0, max_value=LARGEST_VERSION)
    to_version = serializers.IntegerField(min_value=0, max_value=LARGEST_VERSION)


class OccasionSerializer(serializers.Serializer):
    """When the stage would go for a real thing."""

    about = serializers.CharField()
    counted_from = serializers.DateField()
    goes_on = serializers.DateField()


class StagePreviewSerializer(serializers.Serializer):
    """A change tried out: what it says, when, and to how many."""

    sentence = serializers.CharField()
    about = serializers.CharField(allow_blank=True)
    occasions = OccasionSerializer(many=True)
    on = serializers.DateField()
    people_now = serializers.IntegerField()
    people_then = serializers.IntegerField()
