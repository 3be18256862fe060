"""What the pages show of an agreement, put together from its rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from priorities.models import (
    Agreement,
    Fragment,
    FragmentLink,
    Heading,
    Priority,
    Statement,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A bullet or a paragraph: its sentences, and the bullets inside it."""

    is_bullet: bool
    statements: list[Statement]
    inside: "list[Block]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading of a priority, in the order of the source."""

    heading: Heading | None
    source_heading: str
    is_inline: bool
    blocks: list[Block]

    @property
    def is_ownership(self) -> bool:
        return self.heading is not None and self.heading.is_ownership


@dataclass(frozen=True, slots=True)
class Related:
    """A quotation that belongs together with another, and why."""

    fragment: Fragment
    why: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """What is quoted from a sentence, and what belongs together with it."""

    fragment: Fragment
    related: list[Related]


@dataclass(frozen=True, slots=True)
class Totals:
    """How much an agreement holds, over all of its priorities."""

    statements: int
    commitments: int
    opportunities: int
    concerns: int


def agreement_called(*, slug: str = "") -> Agreement | None:
    """Return the agreement of that name; without one, the current agreement."""
    agreements = Agreement.objects.with_group()
    if slug:
        return agreements.filter(slug=slug).first()
    return agreements.current().first()


def totals_of(*, priorities: Iterable[Priority]) -> Totals:
    """Return the sums over ``priorities``, fetched with counts."""
    counted: list[Any] = list(priorities)
    return Totals(
        statements=sum(each.statement_count for each in counted),
        commitments=sum(each.commitment_count for each in counted),
        opportunities=sum(each.opportunity_count for each in counted),
        concerns=sum(each.concern_count for each in counted),
    )


def sections_of(*, statements: Iterable[Statement]) -> list[Section]:
    """Return the sections of one priority as the source arranges them."""
    return [
        Section(
            heading=under[0].heading,
            source_heading=under[0].source_heading,
            is_inline=under[0].is_inline_heading,
            blocks=_blocks(under),
        )
        for under in _grouped(statements, "heading_id")
    ]


def quotations_of(*, statement: Statement) -> list[Quotation]:
    """Return what is quoted from ``statement``, in a fixed number of queries."""
    fragments = list(statement.fragments.with_actions())
    links = FragmentLink.objects.touching(fragments).select_related("first", "second")
    related: dict[int, list[Related]] = {each.pk: [] for each in fragments}
    for link in links:
        if link.first_id in related:
            related[link.first_id].append(Related(link.second, link.why))
        if link.second_id in related:
            related[link.second_id].append(Related(link.first, link.why))
    return [Quotation(each, related[each.pk]) for each in fragments]


def _blocks(statements: list[Statement]) -> list[Block]:
    blocks: list[Block] = []
    for together in _grouped(statements, "bullet"):
        block = Block(together[0].is_bullet, together)
        if together[0].level and blocks:
            blocks[-1].inside.append(block)
        else:
            blocks.append(block)
    return blocks


def _grouped(statements: Iterable[Statement], name: str) -> list[list[Statement]]:
    groups = groupby(statements, key=lambda each: getattr(each, name))
    return [list(group) for _, group in groups]
