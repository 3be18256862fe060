"""Actions and requests for a new date, as the API shows them."""

from typing import Any

from rest_framework import serializers

from actions.choices import ClosedAs
from actions.models import Action, DateChange
from actions.selectors.actions import OFFICERS_CHANGES, facts
from partnerships.models import User


def _shown_by(name: str, **options: Any) -> "serializers.SlugRelatedField[Any]":
    return serializers.SlugRelatedField(slug_field=name, read_only=True, **options)


class PersonShownSerializer(serializers.ModelSerializer):
    """A person, by name."""

    class Meta:
        model = User
        fields = ["id", "name"]
        read_only_fields = fields


class ActionSerializer(serializers.ModelSerializer):
    """An action, with what is worked out about it today and typed by nobody."""

    agreement = _shown_by("slug")
    priority = serializers.IntegerField(source="priority.number", read_only=True)
    heading = _shown_by("code", allow_null=True)
    life_label = serializers.CharField(source="get_life_display", read_only=True)
    statements = serializers.SerializerMethodField()
    lead_agency = _shown_by("slug", allow_null=True)
    lead_agency_name = serializers.CharField(
        source="lead_agency.name", read_only=True, allow_null=True, default=None
    )
    lead_partnership = _shown_by("slug", allow_null=True)
    overseen_by = _shown_by("slug", allow_null=True)
    contributors = _shown_by("slug", many=True)
    contact = PersonShownSerializer(read_only=True, allow_null=True)
    contact_post = _shown_by("slug", allow_null=True)
    deputy = PersonShownSerializer(read_only=True, allow_null=True)
    contact_name = serializers.CharField(source="facts.contact_name", read_only=True)
    is_contact_vacant = serializers.BooleanField(
        source="facts.is_contact_vacant", read_only=True
    )
    closed_as = serializers.ChoiceField(
        choices=ClosedAs.choices, allow_blank=True, read_only=True
    )
    superseded_by = _shown_by("ref", allow_null=True)
    is_overdue = serializers.BooleanField(source="facts.is_overdue", read_only=True)
    overdue_days = serializers.IntegerField(source="facts.overdue_days", read_only=True)
    due_in_days = serializers.IntegerField(
        source="facts.due_in_days", read_only=True, allow_null=True
    )
    is_review_due = serializers.BooleanField(
        source="facts.is_review_due", read_only=True
    )
    is_undated = serializers.BooleanField(source="facts.is_undated", read_only=True)
    slippage_days = serializers.IntegerField(
        source="facts.slippage_days", read_only=True
    )
    redated_times = serializers.IntegerField(
        source="facts.redated_times", read_only=True
    )
    latest_status = serializers.CharField(source="facts.status", read_only=True)
    latest_status_label = serializers.CharField(
        source="facts.status_label", read_only=True
    )
    latest_quarter = serializers.CharField(
        source="facts.quarter", read_only=True, allow_null=True
    )
    latest_reported_at = serializers.DateTimeField(
        source="facts.reported_at", read_only=True, allow_null=True
    )
    is_contradicted = serializers.BooleanField(
        source="facts.is_contradicted", read_only=True
    )

    class Meta:
        model = Action
        fields = [
            "id",
            "ref",
            "title",
            "agreement",
            "priority",
            "heading",
            "statements",
            "life",
            "life_label",
            "marking",
            "lead_agency",
            "lead_agency_name",
            "lead_partnership",
            "overseen_by",
            "contributors",
            "contact",
            "contact_post",
            "deputy",
            "contact_name",
            "is_contact_vacant",
            "success_criterion",
            "starts_on",
            "baseline_on",
            "forecast_on",
            "is_continuing",
            "review_on",
            "condition",
            "condition_met_on",
            "decision",
            "agreed_on",
            "held_until",
            "completed_on",
            "verified_at",
            "closed_as",
            "closed_on",
            "closing_decision",
            "superseded_by",
            "reviewed_at",
            "is_overdue",
            "overdue_days",
            "due_in_days",
            "is_review_due",
            "is_undated",
            "slippage_days",
            "redated_times",
            "latest_status",
            "latest_status_label",
            "latest_quarter",
            "latest_reported_at",
            "is_contradicted",
            "version",
        ]
        read_only_fields = fields

    def get_statements(self, action: Action) -> list[str]:
        """Return the references of the sentences that it comes from."""
        return [fragment.statement.ref for fragment in action.fragments.all()]

    def to_representation(self, instance: Any) -> Any:
        instance.facts = facts(instance, on=self.context["on"])
        return super().to_representation(instance)


class DateChangeSerializer(serializers.ModelSerializer):
    """A request for a new date, and what was decided."""

    ref = serializers.CharField(source="action.ref", read_only=True)
    asked_by = PersonShownSerializer(read_only=True)
    decided_by = PersonShownSerializer(read_only=True, allow_null=True)
    is_for_the_group = serializers.SerializerMethodField()

    class Meta:
        model = DateChange
        fields = [
            "id",
            "action",
            "ref",
            "number",
            "old_on",
            "new_on",
            "reason",
            "explanation",
            "asked_by",
            "asked_at",
            "is_for_the_group",
            "state",
            "decided_by",
            "decided_at",
            "decision",
            "comment",
        ]
        read_only_fields = fields

    def get_is_for_the_group(self, change: Any) -> bool:
        """Say whether an officer alone may not approve it (R25)."""
        return bool(change.approved_before >= OFFICERS_CHANGES)
