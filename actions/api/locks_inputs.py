"""What the API takes about more time and amendments: the twins of the forms."""

from rest_framework import serializers

from actions.api.lines_inputs import SaveLineSerializer
from actions.models import Return, ReturnLine
from actions.models.lines import LineWords
from actions.selectors.words import LONGEST
from hcss.kernel.api.fields import KeyField


def _text() -> serializers.CharField:
    return serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST
    )


class _Confirmed(serializers.Serializer):
    is_confirmed = serializers.BooleanField(default=False)


class AskForTimeSerializer(_Confirmed):
    """A request for more time for a return of your agency."""

    quarterly_return = KeyField(queryset=Return.objects.all())
    reason = _text()


class GrantTimeSerializer(_Confirmed):
    """Until when: a moment with its offset, or in Europe/London without one."""

    until = serializers.DateTimeField(required=False, allow_null=True, default=None)
    comment = _text()


class GiveTimeSerializer(GrantTimeSerializer):
    """More time that was not asked for; the comment says why."""

    quarterly_return = KeyField(queryset=Return.objects.all())


class RefuseTimeSerializer(_Confirmed):
    """Why it is refused."""

    comment = _text()


class ProposeAmendmentSerializer(SaveLineSerializer):
    """Other words for an accepted line; those left out stay as they were accepted."""

    line = KeyField(queryset=ReturnLine.objects.all())
    reason = _text()
    is_confirmed = serializers.BooleanField(default=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        """Return the words of a line, and of its saving nothing else."""
        wanted = {*LineWords.WORDS, "line", "reason", "is_confirmed"}
        return {
            name: field
            for name, field in super().get_fields().items()
            if name in wanted
        }


class DecideAmendmentSerializer(_Confirmed):
    """The answer of the other side."""

    approve = serializers.BooleanField()
    comment = _text()
