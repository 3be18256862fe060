"""What has gone on too long is put to a named person, who has to answer (R47)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from actions.choices import (
    OPEN_LIVES,
    RECEIVED,
    DeliveryStatus,
    PeriodState,
    ReturnState,
)
from actions.models import Action, Period, Return, ReturnLine
from actions.selectors.windows import london_day
from actions.services.faults import Faults
from assurance import events
from assurance.meeting_choices import EscalationKind, EscalationState
from assurance.models import Escalation
from assurance.selectors.addressees import (
    able_to_be_asked,
    addressee_of,
    speaks_for,
)
from assurance.selectors.statuses import reported_as
from hcss.kernel import audit, personal_data, policy, working_days
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import Agency, User

#: Working days to answer. A fortnight finds an approver who was away for a week, and
#: it is over before the group meets, which it does a month or more after the close.
REPLY_DAYS = 10


@transaction.atomic
def raise_escalations(*, period: Period, now: datetime) -> list[Escalation]:
    """Enter what is off track, or without a return, for the second quarter running.

    Nobody asks for it: it is called when a period has closed, and again while what
    comes in late may still count. Safe to run again and by two at once: each is
    entered once a quarter. Returns those that were entered now.
    """
    if period.state != PeriodState.CLOSED:
        return []
    before = Period.objects.begun().filter(starts_on__lt=period.starts_on).first()
    if before is None:
        return []
    on = london_day(now)
    found = [*_red_twice(period, before), *_missing_twice(period, before)]
    return [
        entered
        for kind, agency, action in found
        if (entered := _enter(kind, period, agency, action, on=on, now=now))
    ]


@transaction.atomic
def name_addressee(
    *,
    actor: User,
    escalation: Escalation,
    to_person: User | None,
    version: int,
    now: datetime,
) -> Escalation:
    """Say who is to answer.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: nobody is named, or somebody who is not of the agency.
        Conflict: it is answered, or has changed since it was read.
    """
    policy.require(actor, "assurance.name_addressee", escalation)
    faults = Faults()
    faults.need("to_person", to_person, "Choose who is to answer.")
    people = able_to_be_asked(escalation.agency, on=london_day(now))
    if to_person and not people.contains(to_person):
        words = f"{to_person} does not speak for {escalation.agency} today."
        faults.add("to_person", words)
    faults.stop()
    different = audit.difference(escalation, {"to_person": to_person})
    _change(escalation, version=version, to_person=to_person)
    audit.record(
        events.ESCALATION_ADDRESSED,
        actor=actor,
        subject=escalation,
        now=now,
        changes=different,
    )
    return escalation


@transaction.atomic
def answer_escalation(
    *,
    actor: User,
    escalation: Escalation,
    reply: str,
    version: int,
    now: datetime,
    told_by: str = "",
    is_confirmed: bool = False,
) -> Escalation:
    """Answer it, which closes it; the reply is never changed.

    An officer who types it for the agency names who told them (``told_by``), which
    becomes part of the reply.

    Raises:
        NotPermitted: ``actor`` was not asked, nor signs for the agency.
        ValidationError: no reply, or one too long; nobody named; personal data.
        Conflict: it is answered, or has changed since it was read.
    """
    policy.require(actor, "assurance.answer_escalation", escalation)
    reply, told_by = reply.strip(), told_by.strip()
    faults = Faults()
    faults.need_words("reply", reply, "Write the reply: what is done, and by when.")
    if speaks_for(actor, escalation):
        told_by = ""
    else:
        words = "Say who of the agency told you, and how."
        faults.need_line("told_by", told_by, words)
    faults.stop()
    personal_data.guard(
        actor=actor,
        subject=escalation,
        texts={"reply": reply, "told_by": told_by},
        is_confirmed=is_confirmed,
        now=now,
    )
    _change(
        escalation,
        version=version,
        state=EscalationState.ANSWERED,
        reply=f"{reply}\n\nTold by {told_by}" if told_by else reply,
        replied_by=actor,
        replied_by_name=actor.name,
        replied_at=now,
    )
    audit.record(
        events.ESCALATION_ANSWERED,
        actor=actor,
        subject=escalation,
        now=now,
        changes={"state": [EscalationState.OPEN.value, EscalationState.ANSWERED.value]},
    )
    return escalation


# --- What is escalated --------------------------------------------------------------

Found = tuple[EscalationKind, Agency, Action | None]


def _red_twice(period: Period, before: Period) -> Iterator[Found]:
    """Yield what was reported off track in both quarters and is not over.

    Of an action that was handed on, the line of the agency that leads it now counts;
    that agency has to answer.
    """
    red = ReturnLine.objects.filter(
        reported_as(DeliveryStatus.OFF_TRACK), action__life__in=OPEN_LIVES
    )
    same = {"action": OuterRef("action")}
    leads = ReturnLine.objects.filter(
        **same,
        quarterly_return__period=period,
        quarterly_return__agency=F("action__lead_agency"),
    ).exclude(pk=OuterRef("pk"))
    entered = Escalation.objects.filter(
        **same, kind=EscalationKind.RED_TWICE, period=period
    )
    lines = red.filter(
        ~Exists(leads),
        Exists(red.filter(**same, quarterly_return__period=before)),
        ~Exists(entered),
        quarterly_return__period=period,
    ).select_related("action__lead_agency")
    for line in lines.order_by("action__ref", "pk"):
        if line.action.lead_agency:  # it has one: what is reported was agreed
            yield EscalationKind.RED_TWICE, line.action.lead_agency, line.action


def _missing_twice(period: Period, before: Period) -> Iterator[Found]:
    """Yield the agencies that gave no return in either quarter."""
    earlier = Return.objects.filter(agency=OuterRef("agency"), period=before)
    entered = Escalation.objects.filter(
        agency=OuterRef("agency"), kind=EscalationKind.NO_RETURN_TWICE, period=period
    )
    missing = Return.objects.filter(
        Exists(earlier.exclude(state__in=RECEIVED)),
        ~Exists(entered),
        period=period,
        state=ReturnState.NO_RETURN,
    ).select_related("agency")
    for each in missing.order_by("agency_name", "pk"):
        yield EscalationKind.NO_RETURN_TWICE, each.agency, None


def _enter(
    kind: EscalationKind,
    period: Period,
    agency: Agency,
    action: Action | None,
    *,
    on: date,
    now: datetime,
) -> Escalation | None:
    """Enter it, unless somebody else did this very moment."""
    escalation, is_new = Escalation.objects.get_or_create(
        kind=kind,
        period=period,
        agency=agency,
        action=action,
        defaults={
            "to_person": addressee_of(agency, on=on),
            "reply_by": working_days.after(on, REPLY_DAYS),
            "raised_at": now,
        },
    )
    if not is_new:
        return None
    audit.record(events.ESCALATION_RAISED, actor=None, subject=escalation, now=now)
    return escalation


# --- One winner ---------------------------------------------------------------------


def _change(escalation: Escalation, *, version: int, **changes: Any) -> None:
    """Change it if it is open and as it was read.

    Raises:
        Conflict: somebody was first; it says how it stands now.
    """
    expected = {"version": version, "state": EscalationState.OPEN}
    changed = compare_and_set(
        escalation, expected=expected, version=version + 1, **changes
    )
    if not changed:
        fresh = Escalation.objects.get(pk=escalation.pk)
        raise Conflict(_moved_on(fresh), code="changed")


def _moved_on(fresh: Escalation) -> str:
    if fresh.state == EscalationState.ANSWERED:
        return f"{fresh.replied_by_name} answered it on {moment(fresh.replied_at)}."
    return "It has changed since you read it: look again."
