"""Proposing actions: from what an agreement promises, or by a decision of the group."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from actions import events
from actions.models import Action
from actions.services.changes import keep_words
from actions.services.faults import Faults
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from partnerships.models import User
from priorities.models import Agreement, Fragment, Heading, Priority


@transaction.atomic
def propose_from_fragments(*, agreement: Agreement, now: datetime) -> list[Action]:
    """Propose an action for each commitment of ``agreement`` that has none yet.

    It carries the agreement's words and nothing else: no lead, contact, date or
    rating (R7). Safe to run again: only what is missing is added (R8). Returns
    the actions that were added.
    """
    known = set(
        Action.objects.filter(agreement=agreement).values_list("ref", flat=True)
    )
    commitments = Fragment.objects.of(agreement).commitments().with_statement()
    missing = [each for each in commitments if each.ref not in known]
    proposed = Action.objects.bulk_create(
        Action(
            agreement=agreement,
            priority=fragment.statement.priority,
            heading=fragment.statement.heading,
            ref=fragment.ref,
            title=fragment.title,
            condition=fragment.condition,
        )
        for fragment in missing
    )
    Action.fragments.through.objects.bulk_create(
        Action.fragments.through(action=action, fragment=fragment)
        for action, fragment in zip(proposed, missing, strict=True)
    )
    audit.record_many(
        events.ACTION_PROPOSED,
        actor=None,
        subjects=proposed,
        now=now,
        why=f"A commitment of {agreement}",
    )
    return proposed


@transaction.atomic
def propose_action(
    *,
    actor: User,
    agreement: Agreement,
    priority: Priority,
    heading: Heading | None,
    title: str,
    decision: str,
    now: datetime,
    fragments: Iterable[Fragment] = (),
    is_confirmed: bool = False,
) -> Action:
    """Propose an action that a decision of the group made.

    It comes from no sentence, or from an opportunity or concern that the group
    adopts (R9): those are ``fragments``. Its reference is the next free one.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: no title or decision, or a part of another agreement.
        Conflict: somebody took the reference at the same moment.
    """
    policy.require(actor, "actions.manage_actions")
    return put_forward(
        actor=actor,
        agreement=agreement,
        priority=priority,
        heading=heading,
        title=title,
        decision=decision,
        now=now,
        fragments=fragments,
        is_confirmed=is_confirmed,
    )


def put_forward(
    *,
    actor: User,
    agreement: Agreement,
    priority: Priority,
    heading: Heading | None,
    title: str,
    decision: str,
    now: datetime,
    fragments: Iterable[Fragment] = (),
    is_confirmed: bool = False,
) -> Action:
    """Propose it as :func:`propose_action` does, for a service that asked who may."""
    adopted = list(fragments)
    title, decision = title.strip(), decision.strip()
    faults = Faults()
    faults.need_line("title", title, "Say in a few words what is to be done.")
    faults.need_line("decision", decision, "Say which decision made this action.")
    _check_parts(faults, agreement, priority, heading, adopted)
    faults.stop()
    action = Action(
        agreement=agreement,
        priority=priority,
        heading=heading,
        ref=_next_ref(priority),
        title=title,
        decision=decision,
        condition=next((each.condition for each in adopted if each.condition), ""),
    )
    try:
        with transaction.atomic():
            action.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            "Somebody else proposed an action at this moment. Try again.", code="taken"
        ) from None
    action.fragments.set(adopted)
    keep_words(
        actor=actor,
        action=action,
        now=now,
        is_confirmed=is_confirmed,
        title=title,
        decision=decision,
    )
    audit.record(
        events.ACTION_PROPOSED, actor=actor, subject=action, now=now, why=decision
    )
    return action


def _check_parts(
    faults: Faults,
    agreement: Agreement,
    priority: Priority,
    heading: Heading | None,
    fragments: list[Fragment],
) -> None:
    """Refuse a priority, heading or fragment that is not this agreement's to give."""
    if agreement.replaced_by.exists():
        faults.add("agreement", f"{agreement} has been replaced by a later one.")
    if priority.agreement_id != agreement.pk:
        faults.add("priority", "Choose a priority of this agreement.")
    if heading and heading.agreement_id != agreement.pk:
        faults.add("heading", "Choose a heading of this agreement.")
    if any(each.statement.priority_id != priority.pk for each in fragments):
        faults.add("fragments", "These words stand under another priority.")
    taken = Action.objects.filter(fragments__in=fragments).first()
    if fragments and taken:
        faults.add("fragments", f"{taken.ref} comes from these words already.")


def _next_ref(priority: Priority) -> str:
    """Return the next free reference, such as P1-11, left over by both lists.

    A commitment keeps its number even while no action has been proposed from it.
    """
    prefix = f"P{priority.number}-"
    refs = [
        *Action.objects.filter(priority=priority).values_list("ref", flat=True),
        *Fragment.objects.of(priority.agreement).values_list("ref", flat=True),
    ]
    taken = [
        int(match[1]) for ref in refs if (match := re.fullmatch(rf"{prefix}(\d+)", ref))
    ]
    return f"{prefix}{max(taken, default=0) + 1:02}"
