"""The shapes in which the API shows meetings, decisions and escalations."""

from datetime import date
from typing import Any

from rest_framework import serializers

from assurance.models import Decision, Escalation, Meeting, MeetingPaper
from assurance.selectors.meetings import papers_day


def _slug(source: str) -> serializers.CharField:
    return serializers.CharField(source=source, allow_null=True, default=None)


class MeetingPaperSerializer(serializers.ModelSerializer):
    """Another paper of a meeting."""

    class Meta:
        model = MeetingPaper
        fields = ["id", "title", "url", "marking", "added_at"]
        read_only_fields = fields


class MeetingSerializer(serializers.ModelSerializer):
    """A meeting, its papers, and the day by which they are due."""

    group = serializers.CharField(source="group.slug")
    group_name = serializers.CharField(source="group.name")
    period = _slug("period.slug")
    begins_at = serializers.SerializerMethodField()
    papers_due_on = serializers.SerializerMethodField()
    papers = MeetingPaperSerializer(source="papers_shown", many=True)

    class Meta:
        model = Meeting
        fields = [
            "id",
            "group",
            "group_name",
            "held_on",
            "begins_at",
            "place",
            "period",
            "item",
            "report_of",
            "contact",
            "papers_due_on",
            "papers",
            "version",
        ]
        read_only_fields = fields

    def get_begins_at(self, meeting: Meeting) -> str | None:
        """In London, such as 14:00."""
        return f"{meeting.begins_at:%H:%M}" if meeting.begins_at else None

    def get_papers_due_on(self, meeting: Meeting) -> date:
        """Five clear working days lie between it and the meeting."""
        return papers_day(meeting.held_on)


class DecisionSerializer(serializers.ModelSerializer):
    """A decision. None is ever changed; a correction is another that names it."""

    group = serializers.CharField(source="group.slug")
    meeting_on = serializers.DateField(source="meeting.held_on")
    priority = serializers.IntegerField(
        source="priority.number", allow_null=True, default=None
    )
    heading = _slug("heading.code")
    action_ref = _slug("action.ref")
    corrects_number = _slug("corrects.number")
    corrected_by = serializers.IntegerField(source="corrected_by_key", allow_null=True)
    corrected_by_number = serializers.CharField(allow_null=True)
    follow_up_ref = _slug("follow_up.ref")
    follow_up_title = _slug("follow_up.title")
    follow_up_lead = _slug("follow_up.lead_agency.slug")
    follow_up_due_on = serializers.DateField(
        source="follow_up.forecast_on", allow_null=True, default=None
    )
    follow_up_life = _slug("follow_up.life")
    recorded_by = serializers.CharField(source="recorded_by_name")

    class Meta:
        model = Decision
        fields = [
            "id",
            "number",
            "group",
            "meeting",
            "meeting_on",
            "text",
            "priority",
            "heading",
            "action",
            "action_ref",
            "corrects",
            "corrects_number",
            "corrected_by",
            "corrected_by_number",
            "follow_up",
            "follow_up_ref",
            "follow_up_title",
            "follow_up_lead",
            "follow_up_due_on",
            "follow_up_life",
            "marking",
            "recorded_by",
            "recorded_at",
        ]
        read_only_fields = fields


class EscalationSerializer(serializers.ModelSerializer):
    """An escalation, and the reply if there is one."""

    kind_label = serializers.CharField(source="get_kind_display")
    period = serializers.CharField(source="period.slug")
    agency = serializers.CharField(source="agency.slug")
    ref = _slug("action.ref")
    title = _slug("action.title")
    to_name = _slug("to_person.name")
    replied_by: Any = serializers.CharField(source="replied_by_name")

    class Meta:
        model = Escalation
        fields = [
            "id",
            "kind",
            "kind_label",
            "period",
            "agency",
            "action",
            "ref",
            "title",
            "to_person",
            "to_name",
            "reply_by",
            "raised_at",
            "state",
            "reply",
            "replied_by",
            "replied_at",
            "version",
        ]
        read_only_fields = fields
