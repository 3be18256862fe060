"""Escalations in a position: who has to answer for what, by when (R47)."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from actions.choices import Marking
from actions.selectors.windows import london_day
from assurance.meeting_choices import EscalationState
from assurance.models import Escalation
from assurance.selectors.group_shapes import EscalationFacts, Escalations
from assurance.selectors.moments import Standpoint
from assurance.selectors.seal_shapes.group import SealedEscalation
from partnerships.models import User

#: How many the dashboard names; the rest is found in their list.
NAMED = 20
NOBODY = "Nobody is named yet"


def escalations_at(*, standpoint: Standpoint, person: User) -> Escalations:
    """Return those that waited for a reply, the latest reply first.

    Two queries. All are counted; those that ``person`` may not read are not named
    (R57).
    """
    counted = _counted(standpoint)
    named = [
        _facts(row, standpoint)
        for row in _rows(standpoint, person)[: standpoint.cut(NAMED)]
        if row.is_readable
    ]
    return Escalations(
        raised=counted["raised"],
        open=counted["waiting"],
        late=counted["late"],
        summary=_summary(**counted),
        escalations=tuple(named),
        not_named=counted["waiting"] - len(named),
    )


def sealed_escalations(
    *, standpoint: Standpoint, since: datetime | None
) -> tuple[SealedEscalation, ...]:
    """Return, as a seal holds them, the open ones and those answered since the last.

    ``since`` is when that was sealed; without one, all that were ever raised.
    """
    at = standpoint.as_at
    kept = Q(replied_at=None) | Q(replied_at__gt=since) if since else Q()
    rows = Escalation.objects.raised_by_moment(at).filter(kept).with_people()
    ordered = rows.order_by("reply_by", "pk")
    return tuple(_sealed(_facts(row, standpoint)) for row in ordered)


def _counted(standpoint: Standpoint) -> dict[str, int]:
    waiting = Q(replied_at=None) | Q(replied_at__gt=standpoint.as_at)
    raised = Escalation.objects.raised_by_moment(standpoint.as_at)
    return raised.aggregate(
        raised=Count("pk"),
        waiting=Count("pk", filter=waiting),
        late=Count("pk", filter=waiting & Q(reply_by__lt=standpoint.on)),
    )


def _rows(standpoint: Standpoint, person: User) -> Any:
    readable = Escalation.objects.visible_to(person).filter(pk=OuterRef("pk"))
    waiting = Escalation.objects.open_at(standpoint.as_at).with_people()
    read = waiting.annotate(is_readable=Exists(readable))
    return read.order_by("-is_readable", "reply_by", "pk")


def _facts(row: Escalation, standpoint: Standpoint) -> EscalationFacts:
    """Describe one as it stood at the moment of the position."""
    is_answered = row.replied_at is not None and row.replied_at <= standpoint.as_at
    state = EscalationState.ANSWERED if is_answered else EscalationState.OPEN
    late = 0 if is_answered else (standpoint.on - row.reply_by).days
    is_sensitive = row.action is not None and row.action.is_sensitive
    return EscalationFacts(
        number=row.pk,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        quarter_label=str(row.period),
        agency=row.agency.name,
        agency_slug=row.agency.slug,
        ref=row.action.ref if row.action else "",
        title=row.action.title if row.action else "",
        to_name=row.to_person.name if row.to_person else NOBODY,
        reply_by=row.reply_by,
        days_late=max(late, 0),
        raised_on=london_day(row.raised_at),
        state=state.value,
        state_label=state.label,
        reply=row.reply if is_answered else "",
        replied_by=row.replied_by_name if is_answered else "",
        replied_on=london_day(row.replied_at) if is_answered else None,  # type: ignore[arg-type]
        marking=(Marking.SENSITIVE if is_sensitive else Marking.OFFICIAL).value,
    )


def _summary(*, raised: int, waiting: int, late: int) -> str:
    if not raised:
        return "Nothing has been escalated"
    words = f"{waiting} of {raised} escalated wait for a reply"
    return f"{words}, {late} of them late" if late else words


def _sealed(facts: EscalationFacts) -> SealedEscalation:
    return SealedEscalation(
        number=facts.number,
        kind=facts.kind,
        kind_label=facts.kind_label,
        quarter_label=facts.quarter_label,
        agency=facts.agency,
        agency_slug=facts.agency_slug,
        ref=facts.ref,
        title=facts.title,
        to_name=facts.to_name,
        reply_by=facts.reply_by,
        raised_on=facts.raised_on,
        state=facts.state,
        state_label=facts.state_label,
        reply=facts.reply,
        replied_by=facts.replied_by,
        replied_on=facts.replied_on,
        marking=facts.marking,
    )
