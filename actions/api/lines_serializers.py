"""The shapes in which the API shows lines."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actions.choices import DeliveryStatus
from actions.models import ReportedLine, ReturnLine
from actions.models.lines import LineWords
from actions.selectors.handling import words_for
from actions.selectors.still_true import answer_of, times_still_true
from hcss.kernel import policy

#: Who typed it for the agency, as told by whom; and who confirmed it (R35).
WRITTEN_FOR = (
    "written_for_by",
    "written_for_at",
    "told_by",
    "confirmed_by",
    "confirmed_at",
)


def _name(field: str) -> serializers.CharField:
    return serializers.CharField(source=f"{field}.name", allow_null=True, default=None)


class WordsSerializer(serializers.ModelSerializer):
    """What a line says while it is written. ``answer`` follows from the words."""

    status = serializers.ChoiceField(choices=DeliveryStatus.choices, allow_blank=True)
    evidence_link = serializers.CharField(help_text="An address, or nothing.")
    answer = serializers.SerializerMethodField(
        help_text="still_true, changed, nothing_due; empty while undecided."
    )
    times_still_true = serializers.SerializerMethodField(
        help_text="How many times in a row the same words are said."
    )

    written_for_by = _name("written_for_by")
    confirmed_by = _name("confirmed_by")

    class Meta:
        model = ReturnLine
        fields = [
            *LineWords.WORDS,
            "marking",
            "answer",
            "times_still_true",
            *WRITTEN_FOR,
        ]
        read_only_fields = fields

    def get_answer(self, line: ReturnLine) -> str:
        return answer_of(line)

    def get_times_still_true(self, line: ReturnLine) -> int:
        return times_still_true(line)


class ReportedSerializer(serializers.ModelSerializer):
    """What was sent in, in which version and when, with the dates of that day."""

    evidence_link = serializers.CharField(help_text="An address, or nothing.")
    submission_version = serializers.IntegerField(source="submission.version")
    submitted_at = serializers.DateTimeField(source="submission.submitted_at")
    is_hidden = serializers.BooleanField(
        help_text="The words are OFFICIAL-SENSITIVE and held back from you."
    )

    written_by = _name("written_by")
    written_for_by = _name("written_for_by")
    confirmed_by = _name("confirmed_by")

    class Meta:
        model = ReportedLine
        fields = [
            *LineWords.WORDS,
            "marking",
            "is_hidden",
            "times_still_true",
            "carried_from",
            "owner_name",
            "written_by",
            *WRITTEN_FOR,
            "baseline_on",
            "forecast_on",
            "submission_version",
            "submitted_at",
        ]
        read_only_fields = fields


class LineSerializer(serializers.ModelSerializer):
    """A line: ``draft`` for its own agency, ``reported`` for who may read it.

    Of drafts officers read what officers typed for the agency.
    """

    quarter = serializers.CharField(source="quarterly_return.period.slug")
    agency = serializers.CharField(source="quarterly_return.agency.slug")
    ref = serializers.CharField(source="action.ref")
    title = serializers.CharField(source="action.title")
    accepted_by = serializers.CharField(
        source="accepted_by.name", allow_null=True, default=None
    )
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
            "accepted_at",
            "accepted_by",
            "draft",
            "reported",
        ]
        read_only_fields = fields

    @extend_schema_field(WordsSerializer(allow_null=True))
    def get_draft(self, line: ReturnLine) -> dict[str, Any] | None:
        if not self._may("actions.read_draft", line):
            return None
        return dict(WordsSerializer(line).data)

    @extend_schema_field(ReportedSerializer(allow_null=True))
    def get_reported(self, line: ReturnLine) -> dict[str, Any] | None:
        may = self._may("actions.read_words", line.quarterly_return)
        if not may or line.reported is None:
            return None
        reader = self.context["request"].user
        words = words_for(line.reported, line=line, reader=reader)
        return dict(ReportedSerializer(words).data)

    def _may(self, rule: str, subject: object) -> bool:
        return policy.allows(self.context["request"].user, rule, subject)
