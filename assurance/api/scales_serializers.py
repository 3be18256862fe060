"""Versions of the scale as the API shows and takes them. Neither saves."""

from rest_framework import serializers

from assurance.forms.scales import LONGEST_DEFINITION
from assurance.meeting_choices import Tone
from assurance.models import Scale, ScaleLevel
from assurance.services.scales import FEWEST, MOST
from hcss.kernel.confirming import HOW_A_PROGRAM_CONFIRMS


class ScaleLevelSerializer(serializers.ModelSerializer):
    """One level with what it means; order 0 is the best."""

    tone = serializers.ChoiceField(choices=Tone.choices)
    tone_label = serializers.CharField(source="get_tone_display")

    class Meta:
        model = ScaleLevel
        fields = ["order", "code", "label", "definition", "tone", "tone_label"]
        read_only_fields = fields


class ScaleSerializer(serializers.ModelSerializer):
    """One version of the scale. None is ever changed."""

    published_by = serializers.CharField(
        source="published_by.name",
        default="",
        read_only=True,
        help_text="Empty for the version that the product came with.",
    )
    levels = ScaleLevelSerializer(many=True, read_only=True)

    class Meta:
        model = Scale
        fields = ["version", "published_at", "published_by", "decision", "levels"]
        read_only_fields = fields


class NewLevelSerializer(serializers.Serializer):
    """A level of a new version."""

    label = serializers.CharField(max_length=40)  # type: ignore[assignment]
    definition = serializers.CharField(max_length=LONGEST_DEFINITION)
    tone = serializers.ChoiceField(choices=Tone.choices)
    code = serializers.SlugField(
        max_length=12,
        required=False,
        default="",
        allow_blank=True,
        help_text="Taken from the label if not given.",
    )


class PublishScaleSerializer(serializers.Serializer):
    """What the API accepts to publish a version: the form's twin."""

    decision = serializers.CharField(
        max_length=200, help_text="The meeting and the number of the decision."
    )
    levels = serializers.ListField(
        child=NewLevelSerializer(),
        min_length=FEWEST,
        max_length=MOST,
        help_text="The best first.",
    )
    after = serializers.IntegerField(
        required=False,
        default=None,
        allow_null=True,
        min_value=1,
        max_value=32_767,
        help_text="The version you have before you: another meanwhile is a conflict.",
    )
    is_confirmed = serializers.BooleanField(
        default=False, help_text=HOW_A_PROGRAM_CONFIRMS
    )
