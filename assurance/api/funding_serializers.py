"""The shapes in which the API shows and takes concerns about funding."""

from typing import Any

from rest_framework import serializers

from actions.models import Action
from actions.selectors.words import LONGEST
from assurance.models import FundingConcern
from hcss.kernel.api.fields import KeyField
from priorities.models import RegisterEntry, Statement

_LARGEST = 2**31 - 1


class DependentSerializer(serializers.Serializer):
    """An action that depends on the stream."""

    id = serializers.IntegerField(source="action.pk")
    ref = serializers.CharField(source="action.ref")
    title = serializers.CharField(source="action.title")
    lead = serializers.CharField(
        source="action.lead_agency.slug", allow_null=True, default=None
    )


class FundingSerializer(serializers.ModelSerializer):
    """A stream of funding; of its actions those that you may see are named."""

    recorded_by = serializers.CharField(source="recorded_by.name")
    actions = DependentSerializer(source="depending", many=True)
    actions_total = serializers.IntegerField(source="depending_total")

    class Meta:
        model = FundingConcern
        fields = [
            "id",
            "stream",
            "ends_on",
            "note",
            "entry",
            "statement",
            "actions",
            "actions_total",
            "recorded_by",
            "recorded_at",
            "settled_on",
            "settled_why",
            "version",
        ]
        read_only_fields = fields


class FundingFactsSerializer(serializers.Serializer):
    """A stream. ``ends_on`` null says that nobody knows its last day."""

    stream = serializers.CharField(max_length=200, allow_blank=True)
    ends_on = serializers.DateField(allow_null=True)
    note = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST
    )
    entry = KeyField(
        queryset=RegisterEntry.objects.all(),
        required=False,
        default=None,
        allow_null=True,
    )
    statement = KeyField(
        queryset=Statement.objects.all(), required=False, default=None, allow_null=True
    )
    is_confirmed = serializers.BooleanField(default=False)


def _actions(**options: Any) -> serializers.ListField:
    child = KeyField(queryset=Action.objects.all())
    return serializers.ListField(child=child, max_length=500, **options)


class RecordFundingSerializer(FundingFactsSerializer):
    """A new concern, with the actions that depend on it."""

    actions = _actions(required=False, default=list)


class _VersionSerializer(serializers.Serializer):
    """``version`` is the one that was read."""

    version = serializers.IntegerField(min_value=1, max_value=_LARGEST)


class EditFundingSerializer(FundingFactsSerializer, _VersionSerializer):
    """What is known of it now."""


class SettleFundingSerializer(_VersionSerializer):
    """Why it is no longer a worry."""

    why = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST
    )
    is_confirmed = serializers.BooleanField(default=False)


class FundingActionsSerializer(_VersionSerializer):
    """The actions that depend on it: these, and no others."""

    actions = _actions()
