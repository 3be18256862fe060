"""What the API takes about actions: the twins of the forms.

What is sent is checked here for its shape only: everything may be left out, so that
the service says what is missing, in the words that a page shows too.
"""

from typing import Any

from rest_framework import serializers

from actions.choices import DelayReason, Marking, Timing
from actions.services.changes import LONGEST_TEXT, TEXT_TOO_LONG
from hcss.kernel.confirming import HOW_A_PROGRAM_CONFIRMS
from partnerships.models import Agency, Partnership, Post, User
from priorities.models import Agreement, Fragment, Heading, Priority

_ONE_LEAD = "An action has exactly one lead agency: the others contribute."
_LARGEST = 2**31 - 1
_LONG: dict[str, Any] = {
    "max_length": LONGEST_TEXT,
    "error_messages": {"max_length": TEXT_TOO_LONG},
}


def _text(**options: Any) -> serializers.CharField:
    return serializers.CharField(
        required=False, default="", allow_blank=True, **_LONG, **options
    )


def _confirmed() -> serializers.BooleanField:
    return serializers.BooleanField(default=False, help_text=HOW_A_PROGRAM_CONFIRMS)


def _day() -> serializers.DateField:
    return serializers.DateField(required=False, default=None, allow_null=True)


class SlugField(serializers.SlugRelatedField):
    """Something by its slug: a text, and not a list of texts."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class LeadField(SlugField):
    """The one lead agency: more than one is a fault of its own (R10)."""

    default_error_messages = {
        "invalid": "Give the agency's slug.",
        "two_leads": _ONE_LEAD,
    }

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, list):
            self.fail("two_leads")
        return super().to_internal_value(data)


def _by_slug(
    model: Any, kind: type[SlugField] = SlugField, **options: Any
) -> SlugField:
    return kind(
        slug_field="slug",
        queryset=model.objects.all(),
        required=False,
        allow_null=True,
        **options,
    )


def _lead(**options: Any) -> SlugField:
    return _by_slug(Agency, kind=LeadField, **options)


def _person(**options: Any) -> "serializers.PrimaryKeyRelatedField[Any]":
    return serializers.PrimaryKeyRelatedField(
        queryset=User.objects.all(), required=False, allow_null=True, **options
    )


def _agencies(**options: Any) -> "serializers.SlugRelatedField[Any]":
    return serializers.SlugRelatedField(
        slug_field="slug",
        queryset=Agency.objects.all(),
        many=True,
        required=False,
        **options,
    )


class ProposeSerializer(serializers.Serializer):
    """An action that a decision of the group made, in the current agreement."""

    priority = serializers.IntegerField(min_value=1, max_value=32767)
    heading = serializers.CharField(
        required=False, default=None, allow_null=True, max_length=10
    )
    title = _text()
    decision = _text()
    fragments = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, default=list
    )
    is_confirmed = _confirmed()

    def parts(self, agreement: Agreement) -> dict[str, Any]:
        """Return what was sent, its references looked up in ``agreement``.

        Raises:
            ValidationError: the agreement has no such priority, heading or words.
        """
        sent: dict[str, Any] = dict(self.validated_data)
        code, refs = sent["heading"], set(sent["fragments"])
        priority = Priority.objects.of(agreement).filter(number=sent["priority"])
        heading = Heading.objects.of(agreement).filter(code=code)
        fragments = Fragment.objects.of(agreement).filter(ref__in=refs)
        found: dict[str, Any] = {
            "priority": priority.select_related("agreement").first(),
            "heading": heading.first() if code else None,
            "fragments": list(fragments.with_statement()),
        }
        faults = {}
        if found["priority"] is None:
            faults["priority"] = ["Choose a priority of this agreement."]
        if code and found["heading"] is None:
            faults["heading"] = ["Choose a heading of this agreement."]
        if len(found["fragments"]) != len(refs):
            faults["fragments"] = ["Choose words of this agreement."]
        if faults:
            raise serializers.ValidationError(faults)
        return sent | found


class TimingSerializer(serializers.Serializer):
    """``date`` needs ``baseline_on``, ``continuing`` a ``review_on``."""

    timing = serializers.ChoiceField(
        choices=Timing.choices, required=False, default="", allow_blank=True
    )
    baseline_on = _day()
    review_on = _day()


class AdoptSerializer(TimingSerializer):
    """What the group agreed about one action. No ``condition`` keeps the source's."""

    lead_agency = _lead(default=None)
    lead_partnership = _by_slug(Partnership, default=None)
    overseen_by = _by_slug(Partnership, default=None)
    contributors = _agencies(default=list)
    contact = _person(default=None)
    contact_post = _by_slug(Post, default=None)
    deputy = _person(default=None)
    success_criterion = _text()
    starts_on = _day()
    condition = serializers.CharField(
        required=False,
        default=None,
        allow_null=True,
        allow_blank=True,
        **_LONG,
    )
    marking = serializers.ChoiceField(
        choices=Marking.choices, required=False, default=Marking.OFFICIAL
    )
    decision = _text()
    agreed_on = _day()
    is_confirmed = _confirmed()


class EditSerializer(serializers.Serializer):
    """What is to be corrected; what is left out stays. ``version`` is what was read."""

    version = serializers.IntegerField(min_value=1, max_value=_LARGEST)
    title = serializers.CharField(required=False, allow_blank=True, **_LONG)
    success_criterion = serializers.CharField(required=False, allow_blank=True, **_LONG)
    lead_agency = _lead()
    contact = _person()
    contact_post = _by_slug(Post)
    deputy = _person()
    contributors = _agencies()
    overseen_by = _by_slug(Partnership)
    marking = serializers.ChoiceField(choices=Marking.choices, required=False)
    why = _text()
    is_confirmed = _confirmed()


class NothingSerializer(serializers.Serializer):
    """Nothing needs to be sent."""


class HoldSerializer(serializers.Serializer):
    """The decision, and the day to look at it again."""

    decision = _text()
    held_until = _day()
    is_confirmed = _confirmed()


class DecisionSerializer(serializers.Serializer):
    """The decision."""

    decision = _text()
    is_confirmed = _confirmed()


class VerifySerializer(serializers.Serializer):
    """Left out, both are taken from what the agency reported as complete."""

    completed_on = _day()
    evidence = _text()
    is_confirmed = _confirmed()


class CloseSerializer(serializers.Serializer):
    """How, by which decision and from which day; ``superseded_by`` is a reference."""

    closed_as = _text(help_text="withdrawn, superseded or merged")
    decision = _text()
    closed_on = _day()
    superseded_by = serializers.CharField(
        required=False, default=None, allow_null=True, max_length=12
    )
    is_confirmed = _confirmed()


class ConditionSerializer(serializers.Serializer):
    """The day on which the condition was met, and what shows it."""

    met_on = _day()
    evidence = _text()
    is_confirmed = _confirmed()


class SetDateSerializer(TimingSerializer):
    """The first date of an undated action, or the next review of a continuing one."""

    decision = _text()
    is_confirmed = _confirmed()


class AskForDateSerializer(serializers.Serializer):
    """The request for a new date."""

    new_on = _day()
    reason = serializers.ChoiceField(
        choices=DelayReason.choices, required=False, default="", allow_blank=True
    )
    explanation = _text()
    is_confirmed = _confirmed()


class DecideDateSerializer(serializers.Serializer):
    """The answer to a request for a new date."""

    approve = serializers.BooleanField()
    decision = _text()
    comment = _text()
    is_confirmed = _confirmed()
