"""Opinions as the API shows and takes them. Neither saves."""

from typing import Any

from rest_framework import serializers

from assurance.choices import WHOLE, AssuranceLevel, Confidence, Line
from assurance.forms.opinions import LONGEST
from assurance.models import Opinion
from hcss.kernel.confirming import HOW_A_PROGRAM_CONFIRMS


class OpinionSerializer(serializers.ModelSerializer):
    """An opinion as it was given. None is ever changed."""

    agreement = serializers.CharField(source="priority.agreement.slug")
    priority = serializers.IntegerField(source="priority.number")
    heading = serializers.CharField(source="code", help_text="“all” for the whole.")
    heading_label = serializers.CharField(source="scope")
    level = serializers.ChoiceField(choices=AssuranceLevel.choices)
    level_label = serializers.CharField()
    confidence = serializers.ChoiceField(choices=Confidence.choices)
    line = serializers.ChoiceField(choices=Line.choices)
    giver = serializers.CharField(source="giver_label")

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
            "confidence",
            "line",
            "giver",
            "is_self_assessment",
            "evidence",
            "evidence_sources",
            "reason",
            "interests",
            "why_better",
            "given_by",
            "given_by_name",
            "given_by_post",
            "given_at",
            "given_on",
            "expires_on",
            "warning",
        ]
        read_only_fields = fields


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
    level = serializers.ChoiceField(choices=AssuranceLevel.choices)
    confidence = serializers.ChoiceField(choices=Confidence.choices)
    line = serializers.ChoiceField(choices=Line.choices)
    evidence = _words()
    evidence_sources = serializers.IntegerField(min_value=1, max_value=99)
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
