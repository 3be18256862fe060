"""Priorities, standing checks and funding as a seal holds them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count

from actions.models import Action
from assurance.selectors.checks import check_counts
from assurance.selectors.funding import horizon
from assurance.selectors.matrix import PriorityFacts, priorities_of
from assurance.selectors.seal_contents.sealing import Sealing
from assurance.selectors.seal_shapes import (
    SealedCheck,
    SealedFunding,
    SealedPriority,
)
from partnerships.models import Partnership
from priorities.models import Priority


def sealed_priorities(sealing: Sealing) -> tuple[SealedPriority, ...]:
    """Return the priorities with their owners, boards and sentences. Four queries."""
    rows = Priority.objects.of(sealing.agreement).annotate(said=Count("statements"))
    counted = {each.pk: each for each in rows.order_by("number")}
    facts = priorities_of(sealing.agreement)
    boards = _boards(sealing, facts)
    return tuple(
        SealedPriority(
            number=each.number,
            title=each.title,
            full_title=counted[each.pk].title,
            grade_label=each.grade_label,
            owners=tuple(owner.name for owner in each.owners),
            boards=boards[each.pk],
            statements=counted[each.pk].said,
        )
        for each in facts
    )


def _boards(
    sealing: Sealing, priorities: Iterable[PriorityFacts]
) -> dict[int, tuple[str, ...]]:
    """Return the boards that own a priority, or oversee or lead an action of it."""
    found: dict[int, set[int | None]] = {each.pk: {*each.boards} for each in priorities}
    rows = Action.objects.filter(agreement=sealing.agreement).values_list(
        "priority", "overseen_by", "lead_partnership"
    )
    for priority, *boards in rows.distinct():
        found[priority] |= set(boards)
    slugs = dict(Partnership.objects.values_list("pk", "slug"))
    apart = {None, sealing.agreement.group_id}
    return {
        priority: tuple(sorted(slugs[board] for board in boards - apart if board))
        for priority, boards in found.items()
    }


def sealed_checks(now: datetime) -> tuple[SealedCheck, ...]:
    """Return the figures of the standing checks, the gravest first. One query."""
    return check_counts(now=now)


def sealed_funding(sealing: Sealing) -> tuple[SealedFunding, ...]:
    """Return the money that is not settled, the soonest end first. Two queries."""
    found = horizon(on=sealing.on)
    return tuple(
        sorted(
            found,
            key=lambda it: (it.ends_on is None, it.ends_on or sealing.on, it.stream),
        )
    )
