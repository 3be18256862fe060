"""Decisions where people look for them: of a cell, of an action, of a meeting."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from actions.models import Action
from assurance.choices import WHOLE
from assurance.models import Decision, Meeting
from assurance.selectors.group_shapes import MatterFacts
from assurance.selectors.matters import matters_of
from assurance.selectors.moments import stand
from hcss.kernel import policy
from partnerships.models import Partnership, User
from priorities.models import Agreement, Heading, Priority

#: How many a cell names; the rest is found in the log.
NAMED = 50
_LONGEST_NUMBER = 5


def decisions_on(
    *, priority: Priority, heading: Heading | None, person: User
) -> list[Decision]:
    """Return what was decided against a cell, or of an action in it; newest first.

    The whole of a priority has every decision on it. One query.
    """
    scope = Q(priority=priority) | Q(action__priority=priority)
    if heading is not None:
        own = Q(priority=priority, heading=heading)
        scope = own | Q(action__priority=priority, action__heading=heading)
    visible = Decision.objects.visible_to(person).filter(scope)
    return list(visible.with_scope().newest_first()[:NAMED])


def decisions_of_cell(*, number: int, code: str, person: User) -> list[Decision]:
    """Return the same for a cell of the current agreement, as addresses name it."""
    current = Agreement.objects.current().values("pk")[:1]
    priority = Priority.objects.filter(agreement=current, number=number).first()
    headings = Heading.objects.filter(agreement=current, code=code)
    heading = None if code == WHOLE else headings.first()
    if priority is None or (heading is None and code != WHOLE):
        return []
    return decisions_on(priority=priority, heading=heading, person=person)


def outcome_of(
    *, decision: Decision, person: User, now: datetime
) -> MatterFacts | None:
    """Return what came of a decision, as it stands now; None without a follow-up."""
    agreement = Agreement.objects.current().first()
    if decision.follow_up is None or agreement is None:
        return None
    matters = matters_of(
        meeting=decision.meeting,
        standpoint=stand(quarter=None, now=now),
        agreement=agreement,
        person=person,
    )
    return next((each for each in matters if each.decision == decision.pk), None)


def latest_meeting_for(*, person: User, on: date) -> Meeting | None:
    """Return the last meeting held of which the person records the decisions.

    That of the agreement's own group comes before those of other groups.
    """
    current = Agreement.objects.current().values_list("group", flat=True)[:1]
    own = next(iter(current), None)
    held = Meeting.objects.visible_to(person).held_by(on).with_group().newest_first()
    theirs = {
        appointment.partnership_id
        for appointment in person.standing
        if appointment.partnership_id
    }
    first: Meeting | None = held.filter(group=own).first()
    if first and policy.allows(person, "assurance.record_decision", first):
        return first
    other: Meeting | None = held.filter(group__in=theirs).first()
    if other and policy.allows(person, "assurance.record_decision", other):
        return other
    last: Meeting | None = held.first()
    is_theirs = last and policy.allows(person, "assurance.record_decision", last)
    return last if is_theirs else None


def scope_named(
    asked: Mapping[str, str],
    *,
    agreement: Agreement,
    group: Partnership,
    person: User,
) -> dict[str, Any]:
    """Return what an address says the decision is against; what is strange is left.

    ``?priority=1&heading=CC&action=P1-03&corrects=2026/27-03``
    """
    number = asked.get("priority", "")
    is_number = number.isdecimal() and len(number) < _LONGEST_NUMBER
    priorities = Priority.objects.filter(agreement=agreement)
    headings = Heading.objects.filter(agreement=agreement)
    actions = Action.objects.visible_to(person).filter(agreement=agreement)
    decisions = Decision.objects.visible_to(person).filter(group=group)
    found: dict[str, Any] = {
        "priority": priorities.filter(number=number).first() if is_number else None,
        "heading": headings.filter(code=asked.get("heading", "")).first(),
        "action": actions.filter(ref=asked.get("action", "")).first(),
        "corrects": decisions.filter(number=asked.get("corrects", "")).first(),
    }
    return {name: each.pk for name, each in found.items() if each is not None}
