"""Requests for new dates, and what agencies ask for that is not settled."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from actions.choices import DateChangeState, Marking
from actions.models import Ask, DateChange
from actions.return_choices import AskState
from assurance.selectors.seal_contents.sealing import Sealing, by_ref
from assurance.selectors.seal_shapes import SealedAsk, SealedDateChange


def sealed_date_changes(sealing: Sealing) -> tuple[SealedDateChange, ...]:
    """Return every request for a new date, decided or not, by action. One query."""
    rows: Any = DateChange.objects.filter(
        action__agreement=sealing.agreement, asked_at__lte=sealing.now
    ).with_action()
    found = (_date_change(row, sealing) for row in rows)
    return tuple(
        sorted(found, key=lambda it: (it.priority_number, *by_ref(it.ref), it.number))
    )


def _date_change(row: Any, sealing: Sealing) -> SealedDateChange:
    action = row.action
    lead = action.lead_agency
    state = DateChangeState(row.state)
    is_waiting = state == DateChangeState.WAITING
    return SealedDateChange(
        ref=action.ref,
        title=action.title,
        priority_number=action.priority.number,
        agency=lead.name if lead else "",
        agency_slug=lead.slug if lead else "",
        number=row.number,
        baseline_on=action.baseline_on,
        old_on=row.old_on,
        new_on=row.new_on,
        reason_label=row.get_reason_display(),
        explanation=row.explanation,
        asked_by=row.asked_by.name,
        asked_at=row.asked_at,
        state=state.value,
        state_label=state.label,
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
        decision=row.decision or row.comment,
        marking=action.marking,
        is_news=is_waiting
        or sealing.is_news(row.asked_at)
        or sealing.is_news(row.decided_at),
    )


def sealed_asks(sealing: Sealing) -> tuple[SealedAsk, ...]:
    """Return what was asked for and not settled, the soonest need first. One query.

    What had no answer when the position stood has none here.
    """
    as_at = sealing.standpoint.as_at
    waiting = Ask.objects.unanswered_at(as_at).filter(pk=OuterRef("pk"))
    rows: Any = (
        Ask.objects.filter(action__agreement=sealing.agreement, raised_at__lte=as_at)
        .annotate(is_waiting=Exists(waiting))
        .filter(Q(is_waiting=True) | Q(state=AskState.ANSWERED))
        .with_people()
    )
    found = (_ask(row, sealing.on) for row in rows)
    return tuple(
        sorted(found, key=lambda it: (it.need_by, *by_ref(it.ref), it.raised_at))
    )


def _ask(row: Any, on: date) -> SealedAsk:
    state = AskState.OPEN if row.is_waiting else AskState.ANSWERED
    late = (on - row.need_by).days if row.is_waiting else 0
    is_sensitive = row.is_sensitive or row.action.is_sensitive
    return SealedAsk(
        number=row.pk,
        ref=row.action.ref,
        title=row.action.title,
        agency=row.agency.name,
        agency_slug=row.agency.slug,
        of_name=row.of_agency.name if row.of_agency else row.of_name,
        of_agency_slug=row.of_agency.slug if row.of_agency else "",
        answerer=row.answerer.name if row.answerer else "",
        text=row.text,
        need_by=row.need_by,
        days_late=max(late, 0),
        state=state.value,
        state_label=state.label,
        raised_at=row.raised_at,
        marking=(Marking.SENSITIVE if is_sensitive else Marking.OFFICIAL).value,
    )
