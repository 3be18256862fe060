"""What officers type about actions. The services say what is wrong with it."""

from typing import Any

from django import forms

from actions.choices import ClosedAs, Marking, Timing
from actions.forms import fields
from actions.models import Action
from hcss.kernel.confirming import ConfirmsWords
from hcss.kernel.forms import DateField
from partnerships.models import User
from priorities.models import Agreement, Fragment, Heading, Priority

DECISION_HINT = "As the group numbers it, such as “HCSSG 14 October 2026, minute 6”."
CRITERION = "By what will the group know that it is done?"


class TimingForm(forms.Form):
    """By when: a completion date, a review date, or none agreed (R26)."""

    timing = forms.ChoiceField(
        choices=Timing.choices,
        required=False,
        widget=forms.RadioSelect,
        label="By when?",
    )
    baseline_on = DateField(
        required=False,
        label="Completion date",
        help_text="It becomes the baseline, which never moves.",
    )
    review_on = DateField(
        required=False,
        label="Review date",
        help_text="For a continuing action: within six months.",
    )


class AdoptForm(ConfirmsWords, TimingForm):
    """What the group agreed about one action."""

    lead_agency = fields.lead_agency()
    lead_partnership = fields.partnership(
        "Lead partnership, if one leads",
        "The lead agency above and its contact then answer for the return.",
    )
    contact = fields.person("Contact", "Somebody of the lead agency.")
    contact_post = fields.post(
        "Or a post as contact", "Whoever holds the post is the contact."
    )
    deputy = fields.person("Deputy", "Is reminded when the contact has left.")
    success_criterion = fields.text(
        CRITERION, "The result that can be seen, not the meeting that was held."
    )
    starts_on = DateField(required=False, label="Planned start (optional)")
    condition = fields.line(
        "Condition",
        "What it depends on. While it is not met, the action cannot be on track.",
    )
    contributors = fields.contributors()
    overseen_by = fields.partnership("Overseen by", "The board that follows it.")
    marking = forms.ChoiceField(
        choices=Marking.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        label="Marking",
    )
    decision = fields.line("Decision that agreed it", DECISION_HINT)
    agreed_on = DateField(required=False, label="Day it was agreed")

    def __init__(self, *args: Any, people: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        fields.offer_people(self, people)

    def clean(self) -> None:
        fields.refuse_two_leads(self)


class AdoptManyForm(ConfirmsWords):
    """What is said once for several actions, and of each what differs.

    The fields of an action are named with its reference, ``P1-03-baseline_on``,
    as the service names its faults.
    """

    lead_agency = fields.lead_agency()
    lead_partnership = fields.partnership(
        "Lead partnership, if one leads",
        "The lead agency above and its contact then answer for the returns.",
    )
    contact = fields.person("Contact", "Somebody of the lead agency.")
    contact_post = fields.post(
        "Or a post as contact", "Whoever holds the post is the contact."
    )
    deputy = fields.person("Deputy")
    decision = fields.line("Decision that agreed them", DECISION_HINT)
    agreed_on = DateField(required=False, label="Day they were agreed")

    #: What differs from action to action.
    OWN = ("success_criterion", "timing", "baseline_on", "review_on")

    def __init__(
        self, *args: Any, actions: list[Action], people: list[Any], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.shared = list(self.base_fields)
        self.actions = actions
        fields.offer_people(self, people)
        for action in actions:
            self.fields |= _own_fields(action)

    def clean(self) -> None:
        fields.refuse_two_leads(self)

    @property
    def shared_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.shared]

    @property
    def rows(self) -> list[tuple[Action, list[forms.BoundField]]]:
        """Each action with its own fields."""
        return [
            (action, [self[f"{action.ref}-{name}"] for name in self.OWN])
            for action in self.actions
        ]

    def terms_of(self, action: Action) -> dict[str, Any]:
        """Return what was typed about one action, shared and own."""
        typed = {name: self.cleaned_data[name] for name in self.shared}
        own = {name: self.cleaned_data[f"{action.ref}-{name}"] for name in self.OWN}
        return typed | own


def _own_fields(action: Action) -> dict[str, forms.Field]:
    ref = action.ref
    return {
        f"{ref}-success_criterion": fields.text(f"{ref}: {CRITERION.lower()}", rows=2),
        f"{ref}-timing": forms.ChoiceField(
            choices=Timing.choices,
            required=False,
            widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
            label=f"{ref}: by when?",
        ),
        f"{ref}-baseline_on": DateField(
            required=False, label=f"{ref}: completion date"
        ),
        f"{ref}-review_on": DateField(required=False, label=f"{ref}: review date"),
    }


class ProposeForm(ConfirmsWords):
    """An action that a decision of the group made."""

    priority = forms.ModelChoiceField(
        queryset=Priority.objects.none(),
        label="Priority",
        empty_label="Choose a priority",
    )
    heading = forms.ModelChoiceField(
        queryset=Heading.objects.none(),
        required=False,
        label="Heading",
        empty_label="None",
    )
    title = fields.line("What is to be done", "In a few words.")
    decision = fields.line("Decision that made it", DECISION_HINT)
    fragments = fields.ManyField(
        queryset=Fragment.objects.none(),
        required=False,
        label="Opportunities and concerns that it adopts (optional)",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes--small"}),
    )

    def __init__(self, *args: Any, agreement: Agreement, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = {
            "priority": Priority.objects.of(agreement),
            "heading": Heading.objects.of(agreement),
            "fragments": Fragment.objects.of(agreement)
            .exclude(kind="commitment")
            .filter(actions=None)
            .with_statement(),
        }
        for name, queryset in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = queryset


class EditForm(ConfirmsWords):
    """What an officer may correct of an action that has been agreed."""

    version = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31 - 1)
    title = fields.line("Title")
    success_criterion = fields.text(CRITERION)
    lead_agency = fields.lead_agency(
        help_text="Another lead needs the decision that moved it, below."
    )
    contact = fields.person("Contact", "Somebody of the lead agency.")
    contact_post = fields.post(
        "Or a post as contact", "Whoever holds the post is the contact."
    )
    deputy = fields.person("Deputy")
    contributors = fields.contributors()
    overseen_by = fields.partnership("Overseen by", "The board that follows it.")
    marking = forms.ChoiceField(
        choices=Marking.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        label="Marking",
    )
    why = fields.line("Why (needed for another lead agency)", DECISION_HINT)

    def __init__(self, *args: Any, people: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        fields.offer_people(self, people)

    def clean(self) -> None:
        fields.refuse_two_leads(self)


class EditProposalForm(ConfirmsWords):
    """What an officer may correct of a proposed action: words and marking (R7)."""

    version = forms.IntegerField(widget=forms.HiddenInput, max_value=2**31 - 1)
    title = fields.line("Title")
    marking = forms.ChoiceField(
        choices=Marking.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        label="Marking",
    )
    why = fields.line("Why (optional)")


class StartForm(forms.Form):
    """Nothing to fill in: the button says it."""


class HoldForm(ConfirmsWords):
    """Why an action is on hold, and until when."""

    decision = fields.line("Decision that puts it on hold", DECISION_HINT)
    held_until = DateField(required=False, label="Day to look at it again")


class ResumeForm(ConfirmsWords):
    """Why an action is taken up again."""

    decision = fields.line("Decision that resumes it", DECISION_HINT)


class VerifyForm(ConfirmsWords):
    """What an officer confirms of a completed action (R20)."""

    completed_on = DateField(required=False, label="Day it was completed")
    evidence = fields.text(
        "Evidence",
        "What shows that the success criterion is met. Everybody who sees the action "
        "reads it, except what is taken from a line that is OFFICIAL-SENSITIVE.",
    )


class CloseForm(ConfirmsWords):
    """Why an action is closed without being complete (R29)."""

    closed_as = forms.ChoiceField(
        choices=ClosedAs.choices,
        required=False,
        widget=forms.RadioSelect,
        label="How is it closed?",
    )
    superseded_by = forms.ModelChoiceField(queryset=Action.objects.none())
    decision = fields.line("Decision that closes it", DECISION_HINT)
    closed_on = DateField(
        required=False, label="Day it is closed", help_text="Today, if left empty."
    )

    def __init__(
        self, *args: Any, action: Action, reader: User, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["superseded_by"] = fields.successor(action, reader)


class ConditionForm(ConfirmsWords):
    """When the condition of an action was met, and what shows it (R28)."""

    met_on = DateField(required=False, label="Day it was met")
    evidence = fields.text("What shows that it is met")
