"""The shapes in which the API shows receipts."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actions.api.lines_serializers import ReportedSerializer
from actions.api.quarter_serializers import SubmissionSerializer
from actions.selectors.receipts import SentLine


class SentLineSerializer(serializers.Serializer):
    """One line as it stood; ``version`` is the one with which it was sent in."""

    line = serializers.IntegerField(source="reported.line_id")
    ref = serializers.CharField(source="reported.line.action.ref")
    title = serializers.CharField(source="reported.line.action.title")
    version = serializers.IntegerField()
    words = serializers.SerializerMethodField()

    @extend_schema_field(ReportedSerializer)
    def get_words(self, line: SentLine) -> dict[str, Any]:
        return dict(ReportedSerializer(line.words).data)


class ReceiptSerializer(serializers.Serializer):
    """The proof of one sending-in, with the lines of the return as they stood."""

    submission = SubmissionSerializer()
    marking = serializers.CharField()
    lines = SentLineSerializer(many=True)
