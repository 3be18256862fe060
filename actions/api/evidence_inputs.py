"""What the API takes about evidence: the twins of the forms. Shape only."""

from typing import Any

from rest_framework import serializers

from actions.choices import Marking
from actions.models import ReturnLine
from actions.return_choices import EvidenceKind
from actions.services.evidence_facts import About
from hcss.kernel.api.fields import KeyField

#: More lines than this are not chosen at once.
_MOST_LINES = 200


def _text(most: int = 200) -> serializers.CharField:
    return serializers.CharField(
        required=False, default="", allow_blank=True, max_length=most
    )


class AboutSerializer(serializers.Serializer):
    """The line, and what every kind of evidence has."""

    line = KeyField(queryset=ReturnLine.objects.all())
    dated_on = serializers.DateField(required=False, allow_null=True, default=None)
    expires_on = serializers.DateField(required=False, allow_null=True, default=None)
    marking = serializers.ChoiceField(
        choices=Marking.choices, required=False, default=Marking.OFFICIAL
    )
    is_confirmed = serializers.BooleanField(required=False, default=False)


class AddSerializer(AboutSerializer):
    """A link with its address, or a reference with its holder and date."""

    kind = serializers.ChoiceField(
        choices=[EvidenceKind.LINK.value, EvidenceKind.REFERENCE.value]
    )
    title = _text()
    url = _text(500)
    holder = _text()


class FilesSerializer(AboutSerializer):
    """Several files at once, as multipart/form-data; titles in the order of files."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), required=False, default=list
    )
    titles = serializers.ListField(
        child=serializers.CharField(allow_blank=True, max_length=200),
        required=False,
        default=list,
    )


class LinesSerializer(serializers.Serializer):
    """More lines for one item."""

    lines = serializers.ListField(
        child=KeyField(queryset=ReturnLine.objects.all()), max_length=_MOST_LINES
    )


class LineSerializer(serializers.Serializer):
    """The line that an item is taken off."""

    line = KeyField(queryset=ReturnLine.objects.all())


def about(typed: dict[str, Any]) -> About:
    """Return the dates and the marking that were sent."""
    return About(typed["dated_on"], typed["expires_on"], typed["marking"])
