"""The shapes in which the API shows periods, returns, lines and questions."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actions.choices import DeliveryStatus
from actions.models import (
    OfficerNote,
    Period,
    Query,
    ReportedLine,
    Return,
    ReturnLine,
    Submission,
)
from actions.models.returns import LineWords
from hcss.kernel import policy


class PeriodSerializer(serializers.ModelSerializer):
    """A reporting period with its counts (R30)."""

    quarter = serializers.CharField(source="slug")
    name = serializers.CharField(source="__str__")
    return_count = serializers.IntegerField()
    received_count = serializers.IntegerField()
    late_count = serializers.IntegerField()
    nil_count = serializers.IntegerField()
    accepted_count = serializers.IntegerField()
    queried_count = serializers.IntegerField()
    missing_count = serializers.IntegerField()

    class Meta:
        model = Period
        fields = [
            "quarter",
            "name",
            "state",
            "starts_on",
            "ends_on",
            "opens_at",
            "first_reminder_on",
            "second_reminder_on",
            "due_at",
            "closes_at",
            "opened_at",
            "closed_at",
            "return_count",
            "received_count",
            "late_count",
            "nil_count",
            "accepted_count",
            "queried_count",
            "missing_count",
        ]
        read_only_fields = fields


class ReturnSerializer(serializers.ModelSerializer):
    """A return and where it stands. Its words are those of its lines."""

    quarter = serializers.CharField(source="period.slug")
    agency = serializers.CharField(source="agency.slug")
    due_at = serializers.DateTimeField(source="period.due_at")
    closes_at = serializers.DateTimeField(source="period.closes_at")
    accepted_by = serializers.CharField(
        source="accepted_by.name", allow_null=True, default=None
    )
    line_count = serializers.SerializerMethodField()
    open_query_count = serializers.SerializerMethodField()

    class Meta:
        model = Return
        fields = [
            "id",
            "quarter",
            "agency",
            "agency_name",
            "state",
            "is_nil",
            "is_late",
            "version",
            "due_at",
            "closes_at",
            "started_at",
            "submitted_at",
            "accepted_at",
            "accepted_by",
            "line_count",
            "open_query_count",
        ]
        read_only_fields = fields

    def get_line_count(self, quarterly_return: Any) -> int:
        return quarterly_return.line_count or 0

    def get_open_query_count(self, quarterly_return: Any) -> int:
        return quarterly_return.open_query_count or 0


class SubmissionSerializer(serializers.ModelSerializer):
    """The receipt of one sending-in."""

    class Meta:
        model = Submission
        fields = [
            "quarterly_return",
            "version",
            "submitted_at",
            "signed_name",
            "signed_post",
            "agency_name",
            "is_late",
            "is_nil",
        ]
        read_only_fields = fields


class WordsSerializer(serializers.ModelSerializer):
    """What a line says."""

    status = serializers.ChoiceField(choices=DeliveryStatus.choices, allow_blank=True)
    evidence_link = serializers.CharField(help_text="An address, or nothing.")

    class Meta:
        model = ReturnLine
        fields = list(LineWords.WORDS)
        read_only_fields = fields


class ReportedSerializer(serializers.ModelSerializer):
    """What was sent in, in which version and when, with the dates of that day."""

    evidence_link = serializers.CharField(help_text="An address, or nothing.")
    submission_version = serializers.IntegerField(source="submission.version")
    submitted_at = serializers.DateTimeField(source="submission.submitted_at")

    class Meta:
        model = ReportedLine
        fields = [
            *LineWords.WORDS,
            "baseline_on",
            "forecast_on",
            "submission_version",
            "submitted_at",
        ]
        read_only_fields = fields


class LineSerializer(serializers.ModelSerializer):
    """A line: ``draft`` for its own agency, ``reported`` for who may read it."""

    quarter = serializers.CharField(source="quarterly_return.period.slug")
    agency = serializers.CharField(source="quarterly_return.agency.slug")
    ref = serializers.CharField(source="action.ref")
    title = serializers.CharField(source="action.title")
    draft = serializers.SerializerMethodField()
    reported = serializers.SerializerMethodField()

    class Meta:
        model = ReturnLine
        fields = [
            "id",
            "quarterly_return",
            "quarter",
            "agency",
            "action",
            "ref",
            "title",
            "version",
            "draft",
            "reported",
        ]
        read_only_fields = fields

    @extend_schema_field(WordsSerializer(allow_null=True))
    def get_draft(self, line: ReturnLine) -> dict[str, Any] | None:
        if not self._may("actions.write_line", line):
            return None
        return dict(WordsSerializer(line).data)

    @extend_schema_field(ReportedSerializer(allow_null=True))
    def get_reported(self, line: ReturnLine) -> dict[str, Any] | None:
        may = self._may("actions.read_words", line.quarterly_return)
        if not may or line.reported is None:
            return None
        return dict(ReportedSerializer(line.reported).data)

    def _may(self, rule: str, subject: object) -> bool:
        return policy.allows(self.context["request"].user, rule, subject)


class QuerySerializer(serializers.ModelSerializer):
    """A question about a return or one line of it, and the answer."""

    ref = serializers.CharField(source="line.action.ref", allow_null=True, default=None)
    asked_by = serializers.CharField(source="asked_by.name")
    answered_by = serializers.CharField(
        source="answered_by.name", allow_null=True, default=None
    )

    class Meta:
        model = Query
        fields = [
            "id",
            "quarterly_return",
            "line",
            "ref",
            "version",
            "question",
            "asked_by",
            "asked_at",
            "answer",
            "answered_by",
            "answered_at",
        ]
        read_only_fields = fields


class OfficerNoteSerializer(serializers.ModelSerializer):
    """An officer's own view of a line (R35)."""

    written_by = serializers.CharField(source="written_by.name")

    class Meta:
        model = OfficerNote
        fields = ["id", "line", "text", "written_by", "written_at"]
        read_only_fields = fields
