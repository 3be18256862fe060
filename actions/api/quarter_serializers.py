"""The shapes in which the API shows periods, returns and questions."""

from typing import Any

from rest_framework import serializers

from actions.api.handling import HeldBackSerializer
from actions.models import (
    OfficerNote,
    Period,
    Query,
    Return,
    Submission,
)
from actions.selectors.receipts import reference_of


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
    sent_line_count = serializers.SerializerMethodField()
    accepted_line_count = serializers.SerializerMethodField()
    open_query_count = serializers.SerializerMethodField()
    needs_sign_off = serializers.BooleanField(
        source="agency.needs_sign_off", help_text="An approver signs it."
    )
    unconfirmed_line_count = serializers.SerializerMethodField(
        help_text="Lines that an officer typed and the agency has not confirmed."
    )

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
            "extended_until",
            "started_at",
            "submitted_at",
            "accepted_at",
            "accepted_by",
            "line_count",
            "sent_line_count",
            "accepted_line_count",
            "open_query_count",
            "needs_sign_off",
            "unconfirmed_line_count",
        ]
        read_only_fields = fields

    def get_unconfirmed_line_count(self, quarterly_return: Any) -> int:
        return quarterly_return.unconfirmed_count or 0

    def get_line_count(self, quarterly_return: Any) -> int:
        return quarterly_return.line_count or 0

    def get_sent_line_count(self, quarterly_return: Any) -> int:
        return quarterly_return.sent_line_count or 0

    def get_accepted_line_count(self, quarterly_return: Any) -> int:
        return quarterly_return.accepted_line_count or 0

    def get_open_query_count(self, quarterly_return: Any) -> int:
        return quarterly_return.open_query_count or 0


class SubmissionSerializer(serializers.ModelSerializer):
    """The receipt of one sending-in."""

    reference = serializers.SerializerMethodField()

    class Meta:
        model = Submission
        fields = [
            "id",
            "reference",
            "quarterly_return",
            "version",
            "submitted_at",
            "signed_name",
            "signed_post",
            "agency_name",
            "is_late",
            "is_nil",
            "is_amendment",
        ]
        read_only_fields = fields

    def get_reference(self, submission: Submission) -> str:
        return reference_of(submission)


class QuerySerializer(HeldBackSerializer):
    """A question about a return or one line of it, and the answer."""

    texts = ("question", "answer")

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
            "is_hidden",
        ]
        read_only_fields = fields


class OfficerNoteSerializer(HeldBackSerializer):
    """An officer's own view of a line (R35)."""

    texts = ("text",)

    written_by = serializers.CharField(source="written_by.name")

    class Meta:
        model = OfficerNote
        fields = ["id", "line", "text", "written_by", "written_at", "is_hidden"]
        read_only_fields = fields
