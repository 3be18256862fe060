"""How the API takes and shows spreadsheets of lines."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actions.models import Upload
from actions.workbooks.findings import FindingKind
from actions.workbooks.judging import Verdict

_KINDS = [(each.value, each.value) for each in FindingKind]
_VERDICTS = [(each.value, each.value) for each in Verdict]


class WorkbookSerializer(serializers.Serializer):
    """The spreadsheet, as multipart/form-data."""

    file = serializers.FileField(allow_empty_file=True)


class SaveUploadSerializer(serializers.Serializer):
    """Which rows to save: all of them, or with ``only_clean`` those without fault."""

    only_clean = serializers.BooleanField(default=False)
    is_confirmed = serializers.BooleanField(default=False)


class FindingSerializer(serializers.Serializer):
    """One thing that was found, at its cell.

    ``fault`` and ``changed`` keep a row from being saved; ``changed`` has both texts.
    A ``warning`` waits for a confirmation, a ``note`` for nothing.
    """

    kind = serializers.ChoiceField(choices=_KINDS)
    sheet = serializers.CharField(allow_blank=True)
    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    ref = serializers.CharField(allow_blank=True)
    heading = serializers.CharField(allow_blank=True)
    yours = serializers.CharField(allow_blank=True)
    theirs = serializers.CharField(allow_blank=True)


class ChangeSerializer(serializers.Serializer):
    """One cell that says something else than the line."""

    heading = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class RowSerializer(serializers.Serializer):
    """One row, and what can become of it."""

    row = serializers.IntegerField(source="number")
    ref = serializers.CharField()
    line = serializers.IntegerField(source="line.pk")
    verdict = serializers.ChoiceField(choices=_VERDICTS)
    changes = ChangeSerializer(many=True)
    to_finish = serializers.ListField(child=serializers.CharField())


class UploadSerializer(serializers.ModelSerializer):
    """A spreadsheet as it was sent, what was found in it, what became of it."""

    quarter = serializers.CharField(source="quarterly_return.period.slug")
    agency = serializers.CharField(source="quarterly_return.agency.slug")
    uploaded_by = serializers.CharField(source="uploaded_by.name")
    decided_by = serializers.CharField(
        source="decided_by.name", allow_null=True, default=None
    )
    findings = FindingSerializer(many=True)
    clean_refs = serializers.ListField(child=serializers.CharField())
    saved_refs = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Upload
        fields = [
            "id",
            "quarterly_return",
            "quarter",
            "agency",
            "file_name",
            "size",
            "sha256",
            "uploaded_by",
            "uploaded_at",
            "state",
            "findings",
            "clean_refs",
            "saved_refs",
            "decided_by",
            "decided_at",
        ]
        read_only_fields = fields


class DryRunSerializer(UploadSerializer):
    """An upload with every row that belongs to a line."""

    rows = serializers.SerializerMethodField()

    class Meta(UploadSerializer.Meta):
        fields = [*UploadSerializer.Meta.fields, "rows"]
        read_only_fields = fields

    @extend_schema_field(RowSerializer(many=True))
    def get_rows(self, upload: Upload) -> Any:
        """Return the rows of the check that is in the context."""
        return RowSerializer(self.context["rows"], many=True).data
