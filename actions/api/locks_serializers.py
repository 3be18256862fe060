"""The shapes in which the API shows more time, amendments and slips."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actions.api.actions_serializers import DateChangeSerializer
from actions.models import Amendment, DateChange, Extension
from actions.selectors.amendments import Reading, reading


class ExtensionSerializer(serializers.ModelSerializer):
    """More time for one return: asked for, given or refused."""

    quarter = serializers.CharField(source="quarterly_return.period.slug")
    agency = serializers.CharField(source="quarterly_return.agency.slug")
    asked_by = serializers.CharField(
        source="asked_by.name", allow_null=True, default=None
    )
    decided_by = serializers.CharField(
        source="decided_by.name", allow_null=True, default=None
    )

    class Meta:
        model = Extension
        fields = [
            "id",
            "quarterly_return",
            "quarter",
            "agency",
            "state",
            "reason",
            "asked_by",
            "asked_at",
            "until",
            "decided_by",
            "decided_at",
            "comment",
        ]
        read_only_fields = fields


class ChangedSerializer(serializers.Serializer):
    """One field of a line before and after."""

    field = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    before = serializers.CharField(allow_blank=True, allow_null=True)
    after = serializers.CharField(allow_blank=True, allow_null=True)


class AmendmentSerializer(serializers.ModelSerializer):
    """An amendment with what it changes, as far as you may read it."""

    quarter = serializers.CharField(source="quarterly_return.period.slug")
    agency = serializers.CharField(source="quarterly_return.agency.slug")
    ref = serializers.CharField(source="line.action.ref")
    reason = serializers.SerializerMethodField()
    comment = serializers.SerializerMethodField()
    is_hidden = serializers.SerializerMethodField()
    changed = serializers.SerializerMethodField()
    proposed_by = serializers.CharField(source="proposed_by.name")
    decided_by = serializers.CharField(
        source="decided_by.name", allow_null=True, default=None
    )
    version = serializers.IntegerField(
        source="result.submission.version", allow_null=True, default=None
    )

    class Meta:
        model = Amendment
        fields = [
            "id",
            "quarterly_return",
            "quarter",
            "agency",
            "line",
            "ref",
            "number",
            "state",
            "by_agency",
            "reason",
            "is_hidden",
            "changed",
            "proposed_by",
            "proposed_at",
            "decided_by",
            "decided_at",
            "comment",
            "version",
        ]
        read_only_fields = fields

    def get_reason(self, amendment: Amendment) -> str:
        return self._reading(amendment).reason

    def get_comment(self, amendment: Amendment) -> str:
        return self._reading(amendment).comment

    def get_is_hidden(self, amendment: Amendment) -> bool:
        """Say whether the words are OFFICIAL-SENSITIVE and held back from you."""
        return not self._reading(amendment).is_readable

    @extend_schema_field(ChangedSerializer(many=True))
    def get_changed(self, amendment: Amendment) -> list[dict[str, Any]]:
        differences = self._reading(amendment).differences
        return [dict(ChangedSerializer(each).data) for each in differences]

    def _reading(self, amendment: Amendment) -> Reading:
        return reading(amendment, reader=self.context["request"].user)


class SlipSerializer(DateChangeSerializer):
    """A change of date, held against the baseline."""

    agency = serializers.CharField(source="action.lead_agency.slug", default=None)
    baseline_on = serializers.DateField(source="action.baseline_on")
    forecast_on = serializers.DateField(source="action.forecast_on")
    days_moved = serializers.IntegerField()
    days_from_baseline = serializers.IntegerField()
    times = serializers.IntegerField(help_text="How often the date has moved.")
    later = serializers.IntegerField(help_text="How often to a later day.")

    class Meta(DateChangeSerializer.Meta):
        model = DateChange
        fields = [
            *DateChangeSerializer.Meta.fields,
            "agency",
            "baseline_on",
            "forecast_on",
            "days_moved",
            "days_from_baseline",
            "times",
            "later",
        ]
        read_only_fields = fields


class ShareSerializer(serializers.Serializer):
    """What slipped of one agency, or for one reason."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    dated = serializers.IntegerField()
    slipped = serializers.IntegerField()
    often = serializers.IntegerField()
    moves = serializers.IntegerField()
    days = serializers.IntegerField()
    waiting = serializers.IntegerField()


class TotalsSerializer(serializers.Serializer):
    """What slipped in all, of how many dated actions."""

    dated = serializers.IntegerField()
    slipped = serializers.IntegerField()
    often = serializers.IntegerField()
    moves = serializers.IntegerField()
    days = serializers.IntegerField()
    waiting = serializers.IntegerField()
    refused = serializers.IntegerField()
    agencies = ShareSerializer(many=True)
    reasons = ShareSerializer(many=True)
