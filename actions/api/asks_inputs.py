"""What the API takes about asks: the twins of the forms, shape only."""

from rest_framework import serializers

from actions.api.actions_inputs import SlugField
from actions.choices import Marking
from actions.models import ReturnLine
from actions.selectors.words import LONGEST
from hcss.kernel.api.fields import KeyField
from partnerships.models import Agency, User

_LARGEST = 2**31 - 1


def _text() -> serializers.CharField:
    return serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST
    )


class RaiseAskSerializer(serializers.Serializer):
    """One ask, with a line. No ``of_agency``: of the group."""

    line = KeyField(queryset=ReturnLine.objects.all())
    text = _text()
    of_agency = SlugField(
        slug_field="slug",
        queryset=Agency.objects.all(),
        required=False,
        default=None,
        allow_null=True,
    )
    answerer = KeyField(
        queryset=User.objects.all(), required=False, default=None, allow_null=True
    )
    need_by = serializers.DateField(required=False, default=None, allow_null=True)
    marking = serializers.ChoiceField(
        choices=Marking.choices, required=False, default=Marking.OFFICIAL
    )
    is_confirmed = serializers.BooleanField(default=False)


class AskWordsSerializer(serializers.Serializer):
    """Something said about an ask; ``version`` is the one that was read."""

    version = serializers.IntegerField(min_value=1, max_value=_LARGEST)
    text = _text()
    is_confirmed = serializers.BooleanField(default=False)


class AnswererSerializer(serializers.Serializer):
    """Who is to answer; ``version`` is the one that was read."""

    version = serializers.IntegerField(min_value=1, max_value=_LARGEST)
    answerer = KeyField(
        queryset=User.objects.all(), required=False, default=None, allow_null=True
    )
