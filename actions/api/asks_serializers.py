"""The shapes in which the API shows asks."""

from typing import Any

from rest_framework import serializers

from actions.models import Ask, AskReply


class AskReplySerializer(serializers.ModelSerializer):
    """One entry in the conversation about an ask."""

    written_by = serializers.CharField(source="written_by.name")

    class Meta:
        model = AskReply
        fields = ["kind", "text", "written_by", "written_at"]
        read_only_fields = fields


class AskSerializer(serializers.ModelSerializer):
    """An ask and what was said about it."""

    ref = serializers.CharField(source="action.ref")
    title = serializers.SerializerMethodField()
    agency = serializers.CharField(source="agency.slug")
    of_agency = serializers.CharField(
        source="of_agency.slug", allow_null=True, default=None
    )
    answerer_name = serializers.CharField(
        source="answerer.name", allow_null=True, default=None
    )
    raised_by = serializers.CharField(source="raised_by.name")
    replies = AskReplySerializer(many=True)

    class Meta:
        model = Ask
        fields = [
            "id",
            "action",
            "ref",
            "title",
            "line",
            "agency",
            "of_agency",
            "of_name",
            "text",
            "need_by",
            "marking",
            "answerer",
            "answerer_name",
            "raised_by",
            "raised_at",
            "state",
            "closed_at",
            "version",
            "replies",
        ]
        read_only_fields = fields

    def get_title(self, ask: Any) -> str:
        """Empty where the action is sensitive and you were only asked (R57)."""
        return ask.action.title if ask.shows_action else ""
