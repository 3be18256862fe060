"""What the API takes about the quarter: the twins of the forms.

Shape only: what is left out is the service's to miss, in the words of the pages.
"""

from typing import Any

from rest_framework import serializers

from actions.models import Period, ReturnLine
from actions.selectors.windows import LONDON, Windows, windows, windows_on
from actions.selectors.words import LONGEST
from hcss.kernel.api.fields import KeyField
from hcss.kernel.quarters import Quarter

_LARGEST = 2**31 - 1
#: More questions than this are not asked at once.
_MOST_QUESTIONS = 200


def _text(most: int = LONGEST) -> serializers.CharField:
    return serializers.CharField(
        required=False, default="", allow_blank=True, max_length=most
    )


def _version(least: int = 0) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=least, max_value=_LARGEST)


class DaysSerializer(serializers.Serializer):
    """The days of a period; those left out stay as they are."""

    opens_on = serializers.DateField(required=False)
    due_on = serializers.DateField(required=False)
    closes_on = serializers.DateField(required=False)


class PlanSerializer(DaysSerializer):
    """A quarter to plan, with its usual days unless others are given."""

    quarter = serializers.CharField(max_length=20)

    def validate_quarter(self, slug: str) -> Quarter:
        try:
            return Quarter.parse(slug)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


def moved(present: Windows | Period, days: dict[str, Any]) -> Windows:
    """Return the windows as they are, but for the days that were sent."""
    kept = {
        "opens_on": present.opens_at.astimezone(LONDON).date(),
        "due_on": present.due_at.astimezone(LONDON).date(),
        "closes_on": present.closes_at.astimezone(LONDON).date(),
    }
    return windows_on(**(kept | days))


def usual(quarter: Quarter, days: dict[str, Any]) -> Windows:
    """Return the usual windows of a quarter, but for the days that were sent."""
    return moved(windows(quarter), days)


class SignSerializer(serializers.Serializer):
    """The signature; ``seen`` is the sum of the versions of the lines as read."""

    signed_name = _text(200)
    signed_post = _text(200)
    seen = serializers.IntegerField(
        required=False,
        default=None,
        allow_null=True,
        min_value=0,
        max_value=_LARGEST,
    )


class NilSerializer(serializers.Serializer):
    """The signed statement that there is nothing to report."""

    is_confirmed = serializers.BooleanField(default=False)
    signed_name = _text(200)
    signed_post = _text(200)


class AcceptSerializer(serializers.Serializer):
    """The version that the officer read."""

    version = _version()


class AcceptLinesSerializer(AcceptSerializer):
    """Lines of the version that the officer read."""

    lines = serializers.ListField(
        child=KeyField(queryset=ReturnLine.objects.all()), max_length=_MOST_QUESTIONS
    )


class QuestionSerializer(serializers.Serializer):
    """One question; without a line it is about the whole return."""

    line = KeyField(
        queryset=ReturnLine.objects.all(), required=False, allow_null=True, default=None
    )
    question = _text()


class AskSerializer(AcceptSerializer):
    """Questions about the version that the officer read."""

    questions = serializers.ListField(
        child=QuestionSerializer(), max_length=_MOST_QUESTIONS
    )
    is_confirmed = serializers.BooleanField(default=False)


class AnswerSerializer(serializers.Serializer):
    """The answer to a question."""

    answer = _text()
    is_confirmed = serializers.BooleanField(default=False)


class NoteSerializer(serializers.Serializer):
    """An officer's note on a line."""

    line = KeyField(queryset=ReturnLine.objects.all())
    text = _text()
    is_confirmed = serializers.BooleanField(default=False)
