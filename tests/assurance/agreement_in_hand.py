"""The real Agreement in the middle of its work: what a cell may rest on."""

from collections.abc import Iterator
from dataclasses import dataclass

from actions.choices import DeliveryStatus
from actions.models import Action, Evidence
from actions.services.proposals import propose_from_fragments
from priorities.models import Agreement, Heading, Priority, Statement
from priorities.services.agreement_file import HAMPSHIRE, read_agreement_at
from priorities.services.agreements import load_agreement
from tests import factories as make
from tests.assurance.county import SILENT, last_period, reported, this_period
from tests.conftest import NOW

#: What the actions of a heading have, heading after heading.
KINDS = ("evidence", "report", "silence", "proposal")


@dataclass(frozen=True)
class CellInHand:
    """A cell, and what it rests on at the most: a kind, or the source alone."""

    priority: Priority
    heading: Heading
    kind: str
    statements: tuple[Statement, ...]
    actions: tuple[Action, ...]
    evidence: tuple[Evidence, ...]

    @property
    def path(self) -> str:
        return f"/assurance/priorities/{self.priority.number}/{self.heading.code}/"


def in_hand() -> list[CellInHand]:
    """Load the Agreement, and report on it under most headings; return all 49 cells."""
    loaded = load_agreement(document=read_agreement_at(path=HAMPSHIRE), now=NOW)
    propose_from_fragments(agreement=loaded.agreement, now=NOW)
    last_period()
    this_period(closed=True)
    return list(_cells(loaded.agreement))


def _cells(agreement: Agreement) -> Iterator[CellInHand]:
    place = 0
    for priority in Priority.objects.of(agreement).order_by("number"):
        for heading in Heading.objects.of(agreement).order_by("order"):
            statements = tuple(
                Statement.objects.filter(priority=priority, heading=heading)
            )
            kind = KINDS[place % len(KINDS)] if statements else "source"
            evidence = _fill(priority, heading, kind)
            place += bool(statements)
            yield CellInHand(
                priority,
                heading,
                kind,
                statements,
                tuple(Action.objects.filter(priority=priority, heading=heading)),
                evidence,
            )


def _fill(priority: Priority, heading: Heading, kind: str) -> tuple[Evidence, ...]:
    """Put actions under the heading, with what their kind says, and an opinion."""
    if kind not in ("evidence", "report", "silence"):
        return ()
    status = SILENT if kind == "silence" else DeliveryStatus.AT_RISK
    ref = f"P{priority.number}-{900 + heading.order}"
    action = reported(priority, this=status, last=status, heading=heading, ref=ref)
    if not heading.is_ownership:
        make.OpinionFactory(priority=priority, heading=heading)
    if kind != "evidence":
        return ()
    line = action.lines.latest("quarterly_return__period__starts_on")
    supports = make.EvidenceUseFactory(
        line=line, evidence__title=f"Minutes, {priority.number} {heading.code}"
    )
    return (supports.evidence,)
