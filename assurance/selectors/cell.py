"""One cell to its evidence: the sentences, the actions, what was reported, who said."""

from collections import Counter
from datetime import datetime

from django.db.models import Q

from actions.models import Action
from assurance.choices import WHOLE
from assurance.models import Opinion
from assurance.selectors.cell_lines import actions_under
from assurance.selectors.cell_shapes import CellPage
from assurance.selectors.matrix import PriorityFacts, cell_of, priorities_of
from assurance.selectors.matrix_shapes import WorstHeading
from assurance.selectors.moments import stand
from assurance.selectors.opinions import Opinions, opinions_at
from assurance.selectors.statuses import Statuses
from assurance.selectors.worst import worst_of
from hcss.kernel.quarters import Quarter
from partnerships.models import User
from priorities.models import Agreement, Heading, Priority, Statement

#: How many opinions a cell names; the rest is found by their list.
NAMED = 100
Scoped = tuple[Priority, Heading | None]


def scope_called(*, number: int, code: str, agreement: int | None = None) -> Scoped:
    """Return a priority and heading of an agreement, or else of the current one.

    The code ``all`` is the whole priority.

    Raises:
        Priority.DoesNotExist, Heading.DoesNotExist: there is no such scope.
    """
    priorities = Priority.objects.select_related("agreement", "ownership")
    if agreement is None:
        current = Agreement.objects.current().values("pk")[:1]
        priority = priorities.get(agreement__in=current, number=number)
    else:
        priority = priorities.get(agreement=agreement, number=number)
    if code == WHOLE:
        return priority, None
    if "\0" in code:  # PostgreSQL cannot even ask
        raise Heading.DoesNotExist(code)
    return priority, Heading.objects.get(agreement=priority.agreement, code=code)


def why_not_assessed(*, priority: Priority, heading: Heading | None) -> str:
    """Return why no opinion can be given on the scope, or nothing if one can.

    R4: where the source has no heading there is nothing to assess; ownership is
    graded by the group at the agreement's review.
    """
    if heading is None:
        return ""
    if heading.is_ownership:
        return (
            "Ownership is graded by the group, not assessed. Choose another heading, "
            "or the whole priority."
        )
    if Statement.objects.filter(priority=priority, heading=heading).exists():
        return ""
    return (
        f"Priority {priority.number} has no heading “{heading.label}” in the source. "
        "Give an opinion on the whole priority instead."
    )


def live_cell(
    *, scope: Scoped, quarter: Quarter | None, person: User, now: datetime
) -> CellPage:
    """Return what the cell rests on in the position of ``quarter`` or the latest.

    A fixed number of queries, whatever the number of actions.

    Raises:
        Period.DoesNotExist: that quarter's period has not begun.
    """
    priority, heading = scope
    standpoint = stand(quarter=quarter, now=now)
    statuses = Statuses(standpoint, priority.agreement)
    where = Q(priority=priority) & (Q(heading=heading) if heading else Q())
    statements = list(Statement.objects.filter(where).order_by("order"))
    facts = _facts(priority)
    opinions = opinions_at(agreement=priority.agreement, standpoint=standpoint)
    actions, more = actions_under(where, statuses, person)
    given = opinions.now.get((priority.pk, heading.pk if heading else None))
    return CellPage(
        quarter=standpoint.period.slug if standpoint.period else "",
        as_at=standpoint.as_at,
        on=standpoint.on,
        is_latest=standpoint.is_latest,
        is_sealed=False,
        priority_title=facts.title,
        grade_label=facts.grade_label,
        owners=tuple(facts.owners),
        heading=heading,
        cell=cell_of(
            priority=facts,
            heading=heading,
            opinions=opinions,
            statements=len(statements),
            agreed=Action.objects.filter(where, statuses.agreed()).count(),
        ),
        definition=opinions.scales.level_of(given).definition if given else "",
        worst=None if heading else _worst(facts, opinions, statements),
        statements=statements,
        actions=actions,
        actions_more=more,
        opinions=opinions_on(scope, by=standpoint.as_at),
    )


def opinions_on(scope: Scoped, *, by: datetime) -> list[Opinion]:
    """Return the opinions given on the scope by a moment, newest first."""
    priority, heading = scope
    given = Opinion.objects.filter(priority=priority, heading=heading)
    return list(given.given_by_moment(by).with_scope().newest_first()[:NAMED])


def _facts(priority: Priority) -> PriorityFacts:
    every = priorities_of(priority.agreement)
    return next(each for each in every if each.pk == priority.pk)


def _worst(
    facts: PriorityFacts, opinions: Opinions, statements: list[Statement]
) -> WorstHeading:
    """Return the worst heading of the priority, of which these are the sentences."""
    under = Counter(each.heading_id for each in statements)
    headings = Heading.objects.filter(agreement__priorities=facts.pk).order_by("order")
    cells = [
        cell_of(
            priority=facts,
            heading=each,
            opinions=opinions,
            statements=under[each.pk],
            agreed=0,
        )
        for each in headings
        if not each.is_ownership
    ]
    return worst_of(cells, opinions.scales)
