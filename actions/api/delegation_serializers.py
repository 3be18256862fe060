"""The shapes in which the API shows lines passed on, proposals, contributions."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from actions.models import ContributorReport, Delegation, Proposal
from actions.selectors.delegation import standing_of
from actions.services.line_proposals import PROPOSABLE


class DelegationSerializer(serializers.ModelSerializer):
    """A line passed to one person. A link's secret is shown nowhere."""

    quarter = serializers.CharField(source="line.quarterly_return.period.slug")
    agency = serializers.CharField(source="line.quarterly_return.agency.slug")
    ref = serializers.CharField(source="line.action.ref")
    title = serializers.CharField(source="line.action.title")
    given_by = serializers.CharField(source="given_by.name")
    to_email = serializers.CharField(help_text="An address, or nothing.")
    standing = serializers.SerializerMethodField()
    proposal = serializers.IntegerField(
        source="proposal.pk", allow_null=True, default=None
    )

    class Meta:
        model = Delegation
        fields = [
            "id",
            "line",
            "quarter",
            "agency",
            "ref",
            "title",
            "given_by",
            "given_at",
            "note",
            "to_person",
            "to_name",
            "to_email",
            "expires_at",
            "used_at",
            "withdrawn_at",
            "standing",
            "proposal",
        ]
        read_only_fields = fields

    def get_standing(self, delegation: Any) -> str:
        """open, used, withdrawn, expired, locked or hidden."""
        return standing_of(delegation, at=timezone.now())


class ProposalSerializer(serializers.ModelSerializer):
    """Words that somebody else wrote for a line of yours."""

    line = serializers.IntegerField(source="delegation.line_id")
    ref = serializers.CharField(source="delegation.line.action.ref")
    evidence_link = serializers.CharField(help_text="An address, or nothing.")
    decided_by = serializers.CharField(
        source="decided_by.name", allow_null=True, default=None
    )
    #: What the line is at now: to take the words over, send this version.
    version = serializers.IntegerField(source="delegation.line.version")

    class Meta:
        model = Proposal
        fields = [
            "id",
            "delegation",
            "line",
            "ref",
            *PROPOSABLE,
            "line_version",
            "version",
            "written_by_name",
            "written_at",
            "state",
            "decided_by",
            "decided_at",
        ]
        read_only_fields = fields


class ContributionSerializer(serializers.ModelSerializer):
    """What a contributing agency said beside the lead's line (R37)."""

    quarter = serializers.CharField(source="line.quarterly_return.period.slug")
    ref = serializers.CharField(source="line.action.ref")
    agency = serializers.CharField(source="agency.slug")
    written_by = serializers.CharField(source="written_by.name")

    class Meta:
        model = ContributorReport
        fields = [
            "id",
            "line",
            "quarter",
            "ref",
            "agency",
            "text",
            "reports_issue",
            "marking",
            "written_by",
            "written_at",
        ]
        read_only_fields = fields
