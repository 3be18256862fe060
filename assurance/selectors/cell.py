"""One cell to its evidence: the sentences, the actions, what was reported, who said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from actions.models import Action, ReportedLine, ReturnLine
from actions.selectors.handling import words_for
from assurance.choices import WHOLE, Shown
from assurance.models import Opinion
from assurance.selectors.matrix import PriorityFacts, cell_of, priorities_of
from assurance.selectors.moments import Standpoint, stand
from assurance.selectors.opinions import opinions_at
from assurance.selectors.shapes import Cell
from assurance.selectors.statuses import Statuses
from hcss.kernel.quarters import Quarter
from partnerships.models import User
from priorities.models import Agreement, Heading, Priority, Statement

#: How many actions and opinions a cell names; the rest is found by their lists.
NAMED = 100


@dataclass(frozen=True, slots=True)
class CellAction:
    """An action under the heading, with what was sent in on it this quarter."""

    action: Action
    #: None where the quarter has no line of it, or the person may not read it.
    line: Any
    status: str
    status_label: str
    #: What was sent in, as far as the person may read it (R57).
    words: ReportedLine | None


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """Everything that a cell rests on."""

    standpoint: Standpoint
    priority: PriorityFacts
    heading: Heading | None
    cell: Cell
    statements: Sequence[Statement]
    actions: tuple[CellAction, ...]
    opinions: Sequence[Opinion]


def scope_called(*, number: int, code: str) -> tuple[Priority, Heading | None]:
    """Return the current agreement's priority and heading; ``all`` is the whole.

    Strategic ownership is graded, not assessed: it is no scope.

    Raises:
        Priority.DoesNotExist, Heading.DoesNotExist: there is no such scope.
    """
    current = Agreement.objects.current().values("pk")[:1]
    priority = Priority.objects.select_related("agreement", "ownership").get(
        agreement=current, number=number
    )
    if code == WHOLE:
        return priority, None
    if "\0" in code:  # PostgreSQL cannot even ask
        raise Heading.DoesNotExist(code)
    heading = Heading.objects.get(agreement=priority.agreement, code=code)
    if heading.is_ownership:
        raise Heading.DoesNotExist("ownership is not assessed")
    return priority, heading


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


def evidence_of(
    *,
    priority: Priority,
    heading: Heading | None,
    quarter: Quarter | None,
    person: User,
    now: datetime,
) -> CellEvidence:
    """Return what the cell rests on in the position of ``quarter`` or the latest.

    A fixed number of queries, whatever the number of actions.

    Raises:
        Period.DoesNotExist: that quarter's period has not begun.
    """
    standpoint = stand(quarter=quarter, now=now)
    statuses = Statuses(standpoint, priority.agreement)
    scope = Q(priority=priority) & (Q(heading=heading) if heading else Q())
    statements = list(Statement.objects.filter(scope).order_by("order"))
    facts = next(
        each for each in priorities_of(priority.agreement) if each.pk == priority.pk
    )
    return CellEvidence(
        standpoint=standpoint,
        priority=facts,
        heading=heading,
        cell=cell_of(
            priority=facts,
            heading=heading,
            opinions=opinions_at(agreement=priority.agreement, standpoint=standpoint),
            statements=len(statements),
            agreed=Action.objects.filter(scope, statuses.agreed()).count(),
        ),
        statements=statements,
        actions=_actions(scope, statuses, person),
        opinions=_history(priority, heading, standpoint),
    )


def _actions(scope: Q, statuses: Statuses, person: User) -> tuple[CellAction, ...]:
    visible = Action.objects.visible_to(person).filter(scope)
    actions = list(visible.select_related("lead_agency").by_ref()[:NAMED])
    lines = {
        line.action_id: line
        for line in statuses.lines()
        .visible_to(person)
        .filter(action__in=[action.pk for action in actions])
        .select_related(
            "reported__submission",
            "quarterly_return__agency",
            "quarterly_return__period",
        )
    }
    return tuple(_action(action, lines.get(action.pk), person) for action in actions)


def _action(action: Action, line: ReturnLine | None, person: User) -> CellAction:
    if line is None:
        return CellAction(action, None, action.life, action.get_life_display(), None)
    line.action = action
    words = line.reported
    if words is not None:
        words = words_for(words, line=line, reader=person)
    shown: str = line.shown  # type: ignore[attr-defined]
    return CellAction(action, line, shown, Shown(shown).label, words)


def _history(
    priority: Priority, heading: Heading | None, standpoint: Standpoint
) -> list[Opinion]:
    given = Opinion.objects.filter(priority=priority, heading=heading)
    given = given.given_by_moment(standpoint.as_at).with_scope()
    return list(given.newest_first()[:NAMED])
