"""The shapes in which the API shows evidence."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers

from actions.models import Evidence
from actions.selectors.evidence import Shown


class EvidenceSerializer(serializers.ModelSerializer):
    """A file, a link or a reference, and the lines it supports."""

    agency = serializers.CharField(source="agency.slug")
    added_by = serializers.CharField(source="added_by.name")
    url = serializers.CharField(read_only=True, help_text="Empty but for a link.")
    form = serializers.SerializerMethodField()
    age = serializers.SerializerMethodField()
    is_expired = serializers.SerializerMethodField()
    is_served = serializers.BooleanField(read_only=True)
    file = serializers.SerializerMethodField()
    lines = serializers.SerializerMethodField()

    class Meta:
        model = Evidence
        fields = [
            "id",
            "agency",
            "kind",
            "form",
            "title",
            "dated_on",
            "age",
            "expires_on",
            "is_expired",
            "marking",
            "url",
            "holder",
            "file_name",
            "media_type",
            "size",
            "sha256",
            "scan",
            "scanned_at",
            "is_served",
            "file",
            "added_by",
            "added_at",
            "lines",
        ]
        read_only_fields = fields

    def get_form(self, item: Evidence) -> str:
        """In what form it is held: "PDF", "Link", "Reference"."""
        return self._shown(item).form

    def get_age(self, item: Evidence) -> str:
        """How old it is today, in words; empty for what has no date."""
        return self._shown(item).age

    def get_is_expired(self, item: Evidence) -> bool:
        return self._shown(item).is_expired

    def get_file(self, item: Evidence) -> str:
        """Where the file is handed over; empty where none is."""
        return reverse("api:evidence-file", args=[item.pk]) if item.is_served else ""

    def get_lines(self, item: Evidence) -> list[int]:
        """The lines it supports, as far as you may know of them."""
        return [use.line_id for use in self._shown(item).uses]

    def _shown(self, item: Evidence) -> Shown:
        return Shown(item, timezone.localdate())


class RefusedFileSerializer(serializers.Serializer):
    """A file that was not kept, and why."""

    name = serializers.CharField()
    reason = serializers.CharField()
    code = serializers.CharField()


class AddedSerializer(serializers.Serializer):
    """What became of several files; ``known`` are those given before."""

    kept = EvidenceSerializer(many=True)
    known = EvidenceSerializer(many=True)
    refused = serializers.SerializerMethodField()

    def get_refused(self, added: Any) -> list[dict[str, str]]:
        return [
            {"name": each.name, "reason": each.words, "code": each.code}
            for each in added["refused"]
        ]
