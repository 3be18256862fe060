"""What meetings decide: numbered, dated, never edited (R48)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.choices import Marking
from actions.models import Action
from actions.selectors.windows import london_day
from actions.services.decided import take_on
from actions.services.faults import Faults
from assurance import events
from assurance.models import Decision, Meeting
from assurance.services.decision_checks import (
    FollowUp,
    at_its_fields,
    check_decision,
    check_follow_up,
    refuse_corrected,
    terms_of,
)
from hcss.kernel import audit, personal_data, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.quarters import Quarter
from partnerships.models import Partnership, User
from priorities.models import Heading, Priority


@transaction.atomic
def record_decision(
    *,
    actor: User,
    meeting: Meeting,
    text: str,
    now: datetime,
    priority: Priority | None = None,
    heading: Heading | None = None,
    action: Action | None = None,
    corrects: Decision | None = None,
    marking: str = Marking.OFFICIAL,
    follow_up: FollowUp | None = None,
    is_confirmed: bool = False,
) -> Decision:
    """Write down what a meeting decided; its follow-up is an action at once.

    It is numbered in the order of recording, by the group and the financial year of
    the meeting. A correction is another decision that names the one it corrects.
    About a sensitive action, or correcting what is, it is sensitive too (R57).

    Raises:
        NotPermitted: ``actor`` is neither an officer nor the chair of the group.
        ValidationError: the meeting is to come; nothing is written; a part of
            another agreement; a follow-up without owner or date; personal data.
            The faults of a follow-up stand at ``follow_up_...``.
        Conflict: the decision that it corrects was corrected already.
    """
    policy.require(actor, "assurance.record_decision", meeting)
    # Held until the end, so that of two at once each has a number of its own.
    group = Partnership.objects.select_for_update().get(pk=meeting.group_id)
    meeting.refresh_from_db(fields=["held_on", "group"])
    refuse_corrected(corrects)
    decision = Decision(
        meeting=meeting,
        group=group,
        number=_next_number(meeting),
        text=text.strip(),
        priority=priority,
        heading=heading,
        action=action,
        corrects=corrects,
        marking=_marking(marking, action, corrects),
        recorded_by=actor,
        recorded_by_name=actor.name,
        recorded_at=now,
    )
    follow_up = None if follow_up is None or follow_up.is_empty else follow_up
    _refuse_faults(decision, follow_up, now, is_confirmed=is_confirmed)
    if follow_up and priority:  # a follow-up without one was refused
        decision.follow_up = _take_on(
            decision, follow_up, priority, is_confirmed=is_confirmed
        )
    decision.save(force_insert=True)
    audit.record(events.DECISION_RECORDED, actor=actor, subject=decision, now=now)
    return decision


def _next_number(meeting: Meeting) -> str:
    """Return the number after the last of the year; the group is held meanwhile."""
    _, year = str(Quarter.containing(meeting.held_on)).split()
    taken = Decision.objects.filter(
        group=meeting.group_id, number__startswith=f"{year}-"
    )
    return f"{year}-{taken.count() + 1:02}"


def _marking(chosen: str, action: Action | None, corrects: Decision | None) -> str:
    """R57: as sensitive as what it speaks of."""
    is_sensitive = (action and action.is_sensitive) or (
        corrects and corrects.is_sensitive
    )
    return Marking.SENSITIVE.value if is_sensitive else chosen


def _refuse_faults(
    decision: Decision,
    follow_up: FollowUp | None,
    now: datetime,
    *,
    is_confirmed: bool,
) -> None:
    """Raise ValidationError with everything that is wrong, all at once."""
    faults, on = Faults(), london_day(now)
    check_decision(faults, decision, on=on)
    if follow_up:
        check_follow_up(faults, follow_up, decision, on=on)
    faults.stop()
    personal_data.guard(
        actor=decision.recorded_by,
        subject=decision.meeting,
        texts={"text": decision.text, **(follow_up.texts if follow_up else {})},
        is_confirmed=is_confirmed,
        now=now,
    )


def _take_on(
    decision: Decision,
    follow_up: FollowUp,
    priority: Priority,
    *,
    is_confirmed: bool,
) -> Action:
    """Make the action that it decided on, in the same transaction."""
    try:
        return take_on(
            actor=decision.recorded_by,
            group=decision.group,
            priority=priority,
            heading=decision.heading,
            title=follow_up.title,
            terms=terms_of(follow_up, decision),
            now=decision.recorded_at,
            is_confirmed=is_confirmed,
        )
    except Conflict:
        raise
    except ValidationError as error:
        raise at_its_fields(error) from error
