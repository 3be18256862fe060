"""What is checked before a decision is written down, with what follows from it."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from actions.choices import Marking, Timing
from actions.services.adoption import Terms, check_terms
from actions.services.faults import Faults
from assurance.models import Decision
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import day
from partnerships.models import Agency, Post, User

#: Under which name a follow-up's field is sent, by what the actions' services say.
_FIELDS = {
    "title": "follow_up_title",
    "lead_agency": "follow_up_lead_agency",
    "contact": "follow_up_contact",
    "contact_post": "follow_up_contact_post",
    "deputy": "follow_up_deputy",
    "baseline_on": "follow_up_due_on",
    "success_criterion": "follow_up_success_criterion",
    "agreement": "priority",
    "priority": "priority",
    "heading": "heading",
}


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """What is to be done because of a decision: owned, and dated."""

    title: str = ""
    lead_agency: Agency | None = None
    contact: User | None = None
    contact_post: Post | None = None
    deputy: User | None = None
    due_on: date | None = None
    success_criterion: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing of it was filled in: no follow-up is wanted."""
        return self == FollowUp()

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by field."""
        return {
            "follow_up_title": self.title,
            "follow_up_success_criterion": self.success_criterion,
        }


def terms_of(follow_up: FollowUp, decision: Decision) -> Terms:
    """Return what the group agreed about the action by deciding."""
    return Terms(
        lead_agency=follow_up.lead_agency,
        contact=follow_up.contact,
        contact_post=follow_up.contact_post,
        deputy=follow_up.deputy,
        success_criterion=follow_up.success_criterion,
        timing=Timing.DATE,
        baseline_on=follow_up.due_on,
        marking=decision.marking,
        decision=decision.cited,
        agreed_on=decision.meeting.held_on,
    )


def check_decision(faults: Faults, decision: Decision, *, on: date) -> None:
    """Note what is wrong with the decision itself."""
    meeting, corrects = decision.meeting, decision.corrects
    if meeting.held_on > on:
        words = f"The meeting is on {day(meeting.held_on)}: it has decided nothing yet."
        faults.add("meeting", words)
    faults.need_words("text", decision.text, "Write what was decided.")
    if decision.marking not in Marking.values:
        faults.add("marking", "Choose one of the markings.")
    if corrects and corrects.group_id != decision.group_id:
        faults.add("corrects", f"{corrects.number} is a decision of another group.")
    _check_scope(faults, decision)


def check_follow_up(
    faults: Faults, follow_up: FollowUp, decision: Decision, *, on: date
) -> None:
    """Note what is wrong with the action that it is to make, at the follow-up."""
    words = "Choose the priority under which the follow-up stands."
    faults.need("priority", decision.priority, words)
    if not (follow_up.contact or follow_up.contact_post):
        words = "Choose who answers for the follow-up: a person, or a post."
        faults.add("follow_up_contact", words)
    if follow_up.due_on and follow_up.due_on <= on:
        faults.add("follow_up_due_on", "The follow-up must be due after today.")
    words = "Say in a few words what is to be done."
    faults.need_line("follow_up_title", follow_up.title.strip(), words)
    for field, fault in check_terms(terms_of(follow_up, decision), on=on):
        if field in _FIELDS:
            faults.add(_FIELDS[field], fault)


def at_its_fields(error: ValidationError) -> ValidationError:
    """Return what the actions' services refuse, at the fields of the follow-up."""
    return ValidationError(
        {
            _FIELDS.get(name, NON_FIELD_ERRORS): errors
            for name, errors in error.error_dict.items()
        }
    )


def refuse_corrected(corrects: Decision | None) -> None:
    """One that was corrected is not what holds: the correction is corrected.

    Raises:
        Conflict: another decision corrects it already.
    """
    later = corrects.corrected_by.first() if corrects else None
    if corrects and later:
        raise Conflict(
            f"{corrects.number} was corrected by {later.number}: correct that one.",
            code="corrected",
        )


def _check_scope(faults: Faults, decision: Decision) -> None:
    priority, heading, action = decision.priority, decision.heading, decision.action
    if heading and priority is None:
        faults.add("priority", "Choose the priority that the heading is of.")
    if heading and priority and heading.agreement_id != priority.agreement_id:
        faults.add("heading", "Choose a heading of the priority’s agreement.")
    if action and priority and action.priority_id != priority.pk:
        faults.add("action", f"{action.ref} stands under another priority.")
