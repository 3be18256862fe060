"""What the API takes about meetings, decisions and escalations: shape only."""

from typing import Any

from rest_framework import serializers

from actions.api.actions_inputs import LeadField, SlugField
from actions.choices import Marking
from actions.models import Action, Period
from actions.services.changes import LONGEST_TEXT
from assurance.models import Decision, Meeting
from assurance.services.decision_checks import FollowUp
from hcss.kernel.api.fields import KeyField
from hcss.kernel.confirming import HOW_A_PROGRAM_CONFIRMS
from partnerships.models import Agency, Partnership, Post, User
from priorities.models import Agreement, Heading, Priority

_LARGEST = 2**31 - 1
_OPTIONAL: dict[str, Any] = {"required": False, "default": None, "allow_null": True}


def _text(longest: int = LONGEST_TEXT, **options: Any) -> serializers.CharField:
    return serializers.CharField(
        required=False, default="", allow_blank=True, max_length=longest, **options
    )


def _confirmed() -> serializers.BooleanField:
    return serializers.BooleanField(default=False, help_text=HOW_A_PROGRAM_CONFIRMS)


def _version() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=_LARGEST)


def _marking() -> serializers.ChoiceField:
    return serializers.ChoiceField(
        choices=Marking.choices, required=False, default=Marking.OFFICIAL
    )


class MeetingInputSerializer(serializers.Serializer):
    """A meeting, whole: what is left out is empty."""

    group = SlugField(
        slug_field="slug", queryset=Partnership.objects.all(), **_OPTIONAL
    )
    held_on = serializers.DateField(**_OPTIONAL)
    begins_at = serializers.TimeField(**_OPTIONAL)
    place = _text()
    period = SlugField(slug_field="slug", queryset=Period.objects.all(), **_OPTIONAL)
    item = _text()
    report_of = _text()
    contact = _text()
    is_confirmed = _confirmed()


class EditMeetingSerializer(MeetingInputSerializer):
    """What is sent changes, the rest stays; ``version`` is the one that was read."""

    version = _version()


class PaperInputSerializer(serializers.Serializer):
    """Another paper: its title, and the address at which it is kept."""

    title = _text()
    url = _text()
    marking = _marking()
    is_confirmed = _confirmed()


class DecisionInputSerializer(serializers.Serializer):
    """A decision. With any field of the follow-up it makes an action at once."""

    meeting = KeyField(queryset=Meeting.objects.all())
    text = _text()
    priority = serializers.IntegerField(
        min_value=1,
        max_value=32_767,
        help_text="Its number in the agreement.",
        **_OPTIONAL,
    )
    heading = serializers.CharField(
        max_length=10, help_text="Its code; none for the whole priority.", **_OPTIONAL
    )
    action = KeyField(queryset=Action.objects.all(), **_OPTIONAL)
    corrects = KeyField(queryset=Decision.objects.all(), **_OPTIONAL)
    marking = _marking()
    follow_up_title = _text()
    follow_up_lead_agency = LeadField(
        slug_field="slug", queryset=Agency.objects.all(), **_OPTIONAL
    )
    follow_up_contact = KeyField(queryset=User.objects.all(), **_OPTIONAL)
    follow_up_contact_post = SlugField(
        slug_field="slug", queryset=Post.objects.all(), **_OPTIONAL
    )
    follow_up_deputy = KeyField(queryset=User.objects.all(), **_OPTIONAL)
    follow_up_due_on = serializers.DateField(**_OPTIONAL)
    follow_up_success_criterion = _text()
    is_confirmed = _confirmed()

    def parts(self, reader: User) -> dict[str, Any]:
        """Return what was sent as the service takes it, looked up as ``reader``.

        Raises:
            ValidationError: the current agreement has no such priority or heading,
                or the reader sees no such action or decision.
        """
        sent: dict[str, Any] = dict(self.validated_data)
        wanted = {
            name.removeprefix("follow_up_"): sent.pop(name)
            for name in list(sent)
            if name.startswith("follow_up_")
        }
        agreement = Agreement.objects.current().first()
        scope = Priority.objects.filter(agreement=agreement)
        number, code = sent["priority"], sent["heading"]
        headings = Heading.objects.filter(agreement=agreement)
        visible: dict[str, Any] = {
            "priority": scope.select_related("agreement").filter(number=number),
            "heading": headings.filter(code=code),
            "action": _the_same(Action.objects.visible_to(reader), sent["action"]),
            "corrects": _the_same(
                Decision.objects.visible_to(reader), sent["corrects"]
            ),
        }
        found = {
            name: rows.first() if sent[name] is not None else None
            for name, rows in visible.items()
        }
        faults = {
            name: [f"There is no such {_CALLED[name]} that you may see."]
            for name in visible
            if sent[name] is not None and found[name] is None
        }
        if faults:
            raise serializers.ValidationError(faults)
        return sent | found | {"follow_up": FollowUp(**wanted)}


_CALLED = {
    "priority": "priority of the current agreement",
    "heading": "heading of the current agreement",
    "action": "action",
    "corrects": "decision",
}


def _the_same(visible: Any, row: Any) -> Any:
    """Return the row among those that are visible, if it was sent."""
    return visible.filter(pk=row.pk) if row is not None else visible.none()


class AddresseeSerializer(serializers.Serializer):
    """Who is to answer; ``version`` is the one that was read."""

    version = _version()
    to_person = KeyField(queryset=User.objects.all(), **_OPTIONAL)


class ReplySerializer(serializers.Serializer):
    """The reply; an officer says besides who of the agency told them."""

    version = _version()
    reply = _text()
    told_by = _text()
    is_confirmed = _confirmed()
