"""Opinions as the API shows and takes them. Neither saves."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from assurance.choices import WHOLE, Confidence, Line
from assurance.forms.opinions import LONGEST
from assurance.models import Opinion
from assurance.selectors.matrix import age_in_days
from hcss.kernel.confirming import HOW_A_PROGRAM_CONFIRMS


class OpinionSerializer(serializers.ModelSerializer):
    """An opinion as it was given. None is ever changed."""

    agreement = serializers.CharField(source="priority.agreement.slug")
    priority = serializers.IntegerField(source="priority.number")
    heading = serializers.CharField(source="code", help_text="“all” for the whole.")
    heading_label = serializers.CharField(source="scope")
    level = serializers.CharField(
        help_text="The code of a level of the version of the scale it was given on."
    )
    level_label = serializers.CharField()
    level_definition = serializers.SerializerMethodField()
    scale_version = serializers.IntegerField(source="scale_id")
    confidence = serializers.ChoiceField(choices=Confidence.choices)
    line = serializers.ChoiceField(choices=Line.choices)
    giver = serializers.CharField(source="giver_label")
    evidence_age_days = serializers.SerializerMethodField()
    is_out_of_date = serializers.SerializerMethodField()

    class Meta:
        model = Opinion
        fields = [
            "id",
            "agreement",
            "priority",
            "heading",
            "heading_label",
            "level",
            "level_label",
            "level_definition",
            "scale_version",
            "confidence",
            "line",
            "giver",
            "is_self_assessment",
            "evidence",
            "evidence_sources",
            "evidence_on",
            "evidence_age_days",
            "reason",
            "interests",
            "why_better",
            "given_by",
            "given_by_name",
            "given_by_post",
            "given_at",
            "given_on",
            "expires_on",
            "is_out_of_date",
            "warning",
        ]
        read_only_fields = fields

    def get_level_definition(self, opinion: Opinion) -> str:
        """Return what the level means, on the version it was given on."""
        level = opinion.scale.level_called(opinion.level)
        return level.definition if level else ""

    def get_evidence_age_days(self, opinion: Opinion) -> int | None:
        """Return how old the oldest evidence is today."""
        return age_in_days(opinion.evidence_on, on=timezone.localdate())

    def get_is_out_of_date(self, opinion: Opinion) -> bool:
        """Say whether it has expired and is not counted as current (R42)."""
        return opinion.is_out_of_date(on=timezone.localdate())


def _words(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST, **options)


class GiveOpinionSerializer(serializers.Serializer):
    """What the API accepts to give an opinion: the form's twin."""

    priority = serializers.IntegerField(
        min_value=1, max_value=32_767, help_text="Its number in the agreement."
    )
    heading = serializers.CharField(
        max_length=10,
        default=WHOLE,
        help_text="The heading's code, or “all” for the whole priority.",
    )
    level = serializers.CharField(
        max_length=12, help_text="The code of a level of the scale in force."
    )
    scale_version = serializers.IntegerField(
        required=False,
        default=None,
        allow_null=True,
        min_value=1,
        max_value=32_767,
        help_text="The version you have before you: another in force is a conflict.",
    )
    confidence = serializers.ChoiceField(choices=Confidence.choices)
    line = serializers.ChoiceField(choices=Line.choices)
    evidence = _words()
    evidence_sources = serializers.IntegerField(min_value=1, max_value=99)
    evidence_on = serializers.DateField(
        help_text="The day of the oldest evidence relied on; not in the future."
    )
    reason = _words()
    interests = _words(required=False, default="", allow_blank=True)
    why_better = _words(required=False, default="", allow_blank=True)
    expires_on = serializers.DateField(
        required=False,
        default=None,
        allow_null=True,
        help_text="Twelve months from today if not given; at most two years.",
    )
    warning_confirmed = serializers.BooleanField(required=False, default=False)
    is_confirmed = serializers.BooleanField(
        default=False, help_text=HOW_A_PROGRAM_CONFIRMS
    )
