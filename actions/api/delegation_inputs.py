"""What the API takes about lines passed on, proposals and contributions."""

from rest_framework import serializers

from actions.api.actions_inputs import SlugField
from actions.choices import DeliveryStatus, Marking
from actions.models import ReturnLine
from actions.selectors.words import LONGEST
from hcss.kernel.api.fields import KeyField
from partnerships.models import Agency, User

_LARGEST = 2**31 - 1


def _text(most: int = LONGEST) -> serializers.CharField:
    return serializers.CharField(
        required=False, default="", allow_blank=True, max_length=most
    )


def _day() -> serializers.DateField:
    return serializers.DateField(required=False, default=None, allow_null=True)


class PassOnSerializer(serializers.Serializer):
    """A colleague with an account, or a name and an address for a link."""

    line = KeyField(queryset=ReturnLine.objects.all())
    to_person = KeyField(
        queryset=User.objects.all(), required=False, default=None, allow_null=True
    )
    to_name = _text(200)
    to_email = _text(254)
    note = _text()
    is_confirmed = serializers.BooleanField(default=False)


class ProposeWordsSerializer(serializers.Serializer):
    """The words you propose for a line that was passed to you."""

    status = serializers.ChoiceField(
        choices=DeliveryStatus.choices, required=False, default="", allow_blank=True
    )
    progress = _text()
    issue = _text()
    recovery_step = _text()
    recovery_on = _day()
    cause = _text()
    ask = _text()
    ask_of = _text(200)
    ask_by = _day()
    completed_on = _day()
    evidence = _text()
    evidence_link = serializers.URLField(
        required=False, default="", allow_blank=True, max_length=500
    )
    is_confirmed = serializers.BooleanField(default=False)


class TakeOverSerializer(serializers.Serializer):
    """``version`` is that of the line as you read it beside the proposal."""

    version = serializers.IntegerField(min_value=1, max_value=_LARGEST)
    is_confirmed = serializers.BooleanField(default=False)


class ContributionInputSerializer(serializers.Serializer):
    """What your agency says beside the lead's line."""

    line = KeyField(queryset=ReturnLine.objects.all())
    agency = SlugField(slug_field="slug", queryset=Agency.objects.all())
    text = _text()
    reports_issue = serializers.BooleanField(default=False)
    marking = serializers.ChoiceField(
        choices=Marking.choices, required=False, default=Marking.OFFICIAL
    )
    is_confirmed = serializers.BooleanField(default=False)
