"""What is typed about meetings, their papers and what they decide."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from actions.choices import Marking
from actions.forms import fields
from actions.models import Action, Period
from actions.services.changes import LONGEST_TEXT
from assurance.models import Decision, Meeting
from assurance.services.decision_checks import FollowUp
from hcss.kernel.confirming import NAME, ConfirmsWords
from hcss.kernel.forms import DateField
from partnerships.models import Partnership, User
from priorities.models import Agreement, Heading, Priority

_LARGEST = 2**31 - 1
#: What the fields of a follow-up are called on the page begin with this.
FOLLOW_UP = "follow_up_"


class AsRead(forms.Form):
    """A form about something as it was at ``version``."""

    version = forms.IntegerField(
        min_value=1, max_value=_LARGEST, widget=forms.HiddenInput
    )

    def look_again(self, version: int) -> None:
        """Take its present version as read: sending once more is a decision."""
        sent: Any = self.data
        again = sent.copy()
        again[self.add_prefix("version")] = str(version)
        self.data = again


def _marking(**options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=Marking.choices,
        initial=Marking.OFFICIAL,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        label="Marking",
        **options,
    )


class PlanMeetingForm(ConfirmsWords):
    """When and where a group meets, and what its paper's head says."""

    group = forms.ModelChoiceField(
        queryset=Partnership.objects.order_by("name"),
        required=False,
        label="Group",
        empty_label="Choose a group",
    )
    held_on = DateField(required=False, label="Day of the meeting")
    begins_at = forms.TimeField(
        required=False,
        label="Time (optional)",
        help_text="For example, 10:00.",
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"class": "govuk-input--width-5"}, format="%H:%M"),
        error_messages={"invalid": "The time must be like 10:00 or 14:30."},
    )
    place = fields.line("Place (optional)")
    period = forms.ModelChoiceField(
        queryset=Period.objects.order_by("-starts_on"),
        required=False,
        label="Quarter whose position it considers",
        help_text="The pack is made from the sealed position of that quarter.",
        empty_label="None",
    )
    item = fields.line("Item on the agenda (optional)", "Such as 7.")
    report_of = fields.line("Report of (optional)", "The post that reports.")
    contact = fields.line("Contact for the report (optional)")


class EditMeetingForm(AsRead, PlanMeetingForm):
    """The same, of a meeting as it was read."""


class PaperForm(ConfirmsWords):
    """Another paper of the meeting: what it is called, and where it is kept."""

    title = fields.line("What the paper is called")
    url = forms.CharField(
        required=False,
        label="Its address",
        help_text="Begins with https:// or http://. The paper itself is kept there.",
    )
    marking = _marking()


class DecideForm(ConfirmsWords):
    """What the meeting decided, and what is to be done because of it."""

    text = fields.text("What was decided", rows=4)
    priority = forms.ModelChoiceField(
        queryset=Priority.objects.none(),
        required=False,
        label="Priority",
        empty_label="None",
    )
    heading = forms.ModelChoiceField(
        queryset=Heading.objects.none(),
        required=False,
        label="Heading",
        help_text="Leave it for the whole priority.",
        empty_label="The whole priority",
    )
    action = forms.ModelChoiceField(
        queryset=Action.objects.none(),
        required=False,
        label="Action that it speaks of (optional)",
        help_text="One that is there already, such as one to be withdrawn.",
        empty_label="None",
    )
    corrects = forms.ModelChoiceField(
        queryset=Decision.objects.none(),
        required=False,
        label="Decision that it corrects (optional)",
        empty_label="None",
    )
    marking = _marking()
    follow_up_title = fields.line("What is to be done", "In a few words.")
    follow_up_lead_agency = fields.lead_agency()
    follow_up_contact = fields.person("Who answers for it")
    follow_up_contact_post = fields.post(
        "Or a post", "Whoever holds the post answers for it."
    )
    follow_up_deputy = fields.person("Deputy (optional)")
    follow_up_due_on = DateField(
        required=False,
        label="Due on",
        help_text="It becomes the baseline, which never moves.",
    )
    follow_up_success_criterion = fields.text(
        "By what will the group know that it is done?"
    )

    def __init__(
        self,
        *args: Any,
        meeting: Meeting,
        agreement: Agreement | None,
        reader: User,
        people: list[Any],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        offered = offered_by(meeting, agreement, reader)
        for name, queryset in offered.items():
            _choice(self, name).queryset = queryset
        for name in ("follow_up_contact", "follow_up_deputy"):
            _choice(self, name).choices = [("", "Nobody yet"), *people]

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields of the decision itself."""
        return [
            each
            for each in self
            if each.name != NAME and not each.name.startswith(FOLLOW_UP)
        ]

    @property
    def follow_up_fields(self) -> list[forms.BoundField]:
        """The fields of what is to be done."""
        return [each for each in self if each.name.startswith(FOLLOW_UP)]


def offered_by(
    meeting: Meeting, agreement: Agreement | None, reader: User
) -> dict[str, "QuerySet[Any]"]:
    """Return what a decision of the meeting may be about, by field."""
    actions = Action.objects.visible_to(reader).filter(agreement=agreement)
    decisions = Decision.objects.visible_to(reader).filter(group=meeting.group_id)
    priorities = Priority.objects.filter(agreement=agreement)
    return {
        "priority": priorities.select_related("agreement").order_by("number"),
        "heading": Heading.objects.filter(agreement=agreement).order_by("order"),
        "action": actions.by_ref(),
        "corrects": decisions.uncorrected().newest_first(),
    }


def without_follow_up(typed: dict[str, Any]) -> dict[str, Any]:
    """Return what was typed with its follow-up in one, as the service takes it."""
    parts = {
        name.removeprefix(FOLLOW_UP): value
        for name, value in typed.items()
        if name.startswith(FOLLOW_UP)
    }
    own = {
        name: value for name, value in typed.items() if not name.startswith(FOLLOW_UP)
    }
    return own | {"follow_up": FollowUp(**parts)}


def _choice(form: forms.Form, name: str) -> Any:
    return form.fields[name]


class AddresseeForm(AsRead):
    """Who is to answer an escalation."""

    to_person = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        label="Who is to answer",
        empty_label="Choose one",
    )

    def __init__(self, *args: Any, people: "QuerySet[User]", **options: Any) -> None:
        super().__init__(*args, **options)
        _choice(self, "to_person").queryset = people


class ReplyForm(ConfirmsWords, AsRead):
    """The reply to an escalation, which closes it."""

    reply = forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        label="Your reply",
        help_text="What is being done, and by when. It is kept as it is.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    told_by = fields.line(
        "Who of the agency told you, and how",
        "Such as “J. Hale, by telephone”. It becomes part of the reply.",
    )

    def __init__(self, *args: Any, by_officer: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not by_officer:
            del self.fields["told_by"]
