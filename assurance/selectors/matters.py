"""What the last meeting decided, and what came of it (R48, 4.4)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from actions.choices import ActionLife, ClosedAs, Marking
from actions.models import Action
from assurance.choices import Shown
from assurance.models import Decision, Meeting
from assurance.selectors.group_shapes import LastMeeting, MatterFacts
from assurance.selectors.moments import Standpoint
from assurance.selectors.seal_shapes.group import SealedDecision
from assurance.selectors.statuses import Statuses
from hcss.kernel.templatetags.show import day
from partnerships.models import User
from priorities.models import Agreement

#: How many decisions the dashboard names; the rest is found in the log.
NAMED = 30
CLOSED = "closed"
NOTHING = "Nothing to be done"


def last_meeting(
    *, standpoint: Standpoint, agreement: Agreement, person: User
) -> LastMeeting | None:
    """Return what the meeting before this position decided; None if none was held.

    Two queries. All are counted; those that ``person`` may not read are not named
    (R57).
    """
    meeting = meeting_before(standpoint=standpoint, group_id=agreement.group_id)
    if meeting is None:
        return None
    rows = list(_rows(meeting, Statuses(standpoint, agreement), person))
    matters = [_facts(row, standpoint.on) for row in rows]
    followed = [each for each in matters if each.follow_up]
    done = sum(_is_done(each) for each in followed)
    closed = sum(each.follow_up_status == CLOSED for each in followed)
    named = [each for each, row in zip(matters, rows, strict=True) if row.is_readable][
        : standpoint.cut(NAMED)
    ]
    return LastMeeting(
        meeting=meeting.pk,
        group=meeting.group.name,
        held_on=meeting.held_on,
        decisions=len(matters),
        follow_ups=len(followed),
        done=done,
        closed=closed,
        summary=_summary(len(matters), len(followed), done, closed),
        matters=tuple(named),
        not_named=len(matters) - len(named),
    )


def matters_arising(
    *, standpoint: Standpoint, agreement: Agreement
) -> tuple[SealedDecision, ...]:
    """Return every decision of that meeting as a seal holds it, sensitive ones too."""
    meeting = meeting_before(standpoint=standpoint, group_id=agreement.group_id)
    if meeting is None:
        return ()
    rows = _rows(meeting, Statuses(standpoint, agreement), None)
    return tuple(_sealed(_facts(row, standpoint.on)) for row in rows)


def matters_of(
    *, meeting: Meeting, standpoint: Standpoint, agreement: Agreement, person: User
) -> Sequence[MatterFacts]:
    """Return what a meeting decided, as it stands now, as ``person`` may read it."""
    rows = _rows(meeting, Statuses(standpoint, agreement), person)
    return [_facts(row, standpoint.on) for row in rows if row.is_readable]


def meeting_before(*, standpoint: Standpoint, group_id: int | None) -> Meeting | None:
    """Return the group's last meeting before the one that considers this position.

    One query. A position that no meeting considers comes after all that were held.
    """
    if group_id is None:
        return None
    held = Meeting.objects.filter(group=group_id).held_by(standpoint.on)
    considering = Meeting.objects.filter(
        group=group_id, period=standpoint.period, period__isnull=False
    )
    later = considering.filter(held_on__lte=OuterRef("held_on"))
    found: Meeting | None = (
        held.filter(~Exists(later)).with_group().newest_first().first()
    )
    return found


def _rows(meeting: Meeting, statuses: Statuses, person: User | None) -> Any:
    """Return the decisions of a meeting with how each follow-up stands. One query."""
    readable = Decision.objects.filter(pk=OuterRef("pk"))
    if person is not None:
        readable = readable.visible_to(person)
    mine = OuterRef("follow_up")
    lined = statuses.lines().filter(action=mine).order_by("pk").values("shown")[:1]
    others = statuses.others().filter(pk=mine).order_by("pk").values("shown")[:1]
    return (
        Decision.objects.filter(meeting=meeting)
        .recorded_by_moment(statuses.standpoint.as_at)
        .with_scope()
        .annotate(
            is_readable=Exists(readable),
            shown=Coalesce(
                Subquery(lined, output_field=CharField()),
                Subquery(others, output_field=CharField()),
            ),
            closed_on=F("follow_up__closed_on"),
        )
        .in_order()
    )


def _facts(row: Any, on: date) -> MatterFacts:
    action = row.follow_up
    status, label = _status(row, on) if action else ("", "")
    late = _days_overdue(action, status, on) if action else 0
    return MatterFacts(
        decision=row.pk,
        number=row.number,
        meeting_on=row.meeting.held_on,
        text=row.text,
        scope=row.scope,
        corrects=row.corrects.number if row.corrects else "",
        corrected_by=row.corrected_by_number or "",
        follow_up=action.ref if action else "",
        follow_up_title=action.title if action else "",
        follow_up_lead=action.lead_agency.name if action else "",
        follow_up_lead_slug=action.lead_agency.slug if action else "",
        follow_up_on=action.forecast_on if action else None,
        follow_up_status=status,
        follow_up_status_label=label,
        days_overdue=late,
        outcome=_outcome(action, status, label, late) if action else NOTHING,
        marking=_marking(row),
    )


def _status(row: Any, on: date) -> tuple[str, str]:
    """Return how the follow-up stands: as reported, or why there is no report (R31)."""
    action = row.follow_up
    if action.closed_on and action.closed_on <= on:
        return CLOSED, ClosedAs(action.closed_as).label
    if row.shown:
        return row.shown, Shown(row.shown).label
    return action.life, ActionLife(action.life).label


def _days_overdue(action: Action, status: str, on: date) -> int:
    """R19: complete, or reported so, and closed are never overdue."""
    over = (Shown.COMPLETE, Shown.REPORTED_COMPLETE, CLOSED)
    if action.forecast_on is None or status in over:
        return 0
    return max((on - action.forecast_on).days, 0)


def _outcome(action: Action, status: str, label: str, late: int) -> str:
    if status == CLOSED:
        return f"{label} on {day(action.closed_on)}"
    if status == Shown.COMPLETE:
        return f"{label} on {day(action.completed_on)}"
    due = f"due {day(action.forecast_on)}" if action.forecast_on else "no date agreed"
    if action.forecast_on != action.baseline_on:
        due = f"{due}, first {day(action.baseline_on)}"
    overdue = f", {late} day{'' if late == 1 else 's'} overdue" if late else ""
    return f"{label}; {due}{overdue}"


def _marking(row: Any) -> str:
    """R57: it is as sensitive as the actions that it speaks of."""
    about = (row, row.action, row.follow_up)
    is_sensitive = any(each is not None and each.is_sensitive for each in about)
    return Marking.SENSITIVE.value if is_sensitive else Marking.OFFICIAL.value


def _is_done(matter: MatterFacts) -> bool:
    return matter.follow_up_status == Shown.COMPLETE


def _summary(decisions: int, follow_ups: int, done: int, closed: int) -> str:
    if not decisions:
        return "No decision is recorded"
    if not follow_ups:
        return f"No follow-up came of {decisions} decision{_s(decisions)}"
    words = f"{done} of {follow_ups} follow-up{_s(follow_ups)} complete"
    return f"{words}, {closed} closed by decision" if closed else words


def _s(number: int) -> str:
    return "" if number == 1 else "s"


def _sealed(matter: MatterFacts) -> SealedDecision:
    return SealedDecision(
        number=matter.number,
        meeting_on=matter.meeting_on,
        text=matter.text,
        scope=matter.scope,
        corrects=matter.corrects,
        follow_up=matter.follow_up,
        follow_up_title=matter.follow_up_title,
        follow_up_lead=matter.follow_up_lead,
        follow_up_on=matter.follow_up_on,
        follow_up_status=matter.follow_up_status,
        outcome=matter.outcome,
        marking=matter.marking,
    )
