"""What the API takes about a line: the twin of its form, shape only."""

from rest_framework import serializers

from actions.choices import DeliveryStatus, Marking
from actions.selectors.words import LONGEST

_LARGEST = 2**31 - 1


def _words(most: int = LONGEST) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, max_length=most)


def _day() -> serializers.DateField:
    return serializers.DateField(required=False, allow_null=True)


class SaveLineSerializer(serializers.Serializer):
    """Words of a line; those left out stay. ``version`` is the one you read."""

    version = serializers.IntegerField(min_value=1, max_value=_LARGEST)
    finish = serializers.BooleanField(default=False)
    is_confirmed = serializers.BooleanField(default=False)
    status = serializers.ChoiceField(
        choices=DeliveryStatus.choices, required=False, allow_blank=True
    )
    progress = _words()
    reported_to = _words(200)
    reported_on = _day()
    issue = _words()
    recovery_step = _words()
    recovery_on = _day()
    cause = _words()
    ask = _words()
    ask_of = _words(200)
    ask_by = _day()
    completed_on = _day()
    evidence = _words()
    evidence_link = serializers.URLField(
        required=False, allow_blank=True, max_length=500
    )
    marking = serializers.ChoiceField(choices=Marking.choices, required=False)


class StillTrueSerializer(serializers.Serializer):
    """The words last accepted are still true. ``version`` is the one you read."""

    version = serializers.IntegerField(min_value=1, max_value=_LARGEST)
