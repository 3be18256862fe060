"""What a seal holds of priorities, funding and the figures of eight quarters."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SealedPriority:
    """A priority as the Agreement has it, with the sentences under its headings."""

    number: int
    title: str
    full_title: str
    grade_label: str
    owners: tuple[str, ...]
    #: The slugs of the boards that own it, or oversee or lead an action of it: whose
    #: chairs see it first. Not the group itself.
    boards: tuple[str, ...]
    statements: int


@dataclass(frozen=True, slots=True)
class SealedDependant:
    """An action that depends on money that ends."""

    ref: str
    title: str
    lead: str
    lead_slug: str
    marking: str


@dataclass(frozen=True, slots=True)
class SealedFunding:
    """A concern about funding; ``quarter_label`` is when it ends, or empty."""

    number: int
    stream: str
    ends_on: date | None
    quarter_label: str
    #: It ends in this quarter of the next four, from 1; 0 is not among them.
    within: int
    note: str
    statement: str
    statement_text: str
    actions: tuple[SealedDependant, ...]


@dataclass(frozen=True, slots=True)
class SealedCount:
    """A figure by name."""

    code: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class SealedGroup:
    """The counts of one thing (a priority, an agency) in one quarter."""

    key: str
    label: str
    total: int
    counts: tuple[SealedCount, ...]


@dataclass(frozen=True, slots=True)
class SealedQuarter:
    """One of the last eight quarters: what the pictures show of it."""

    slug: str
    label: str
    #: Actions by status, a group per priority.
    delivery: tuple[SealedGroup, ...]
    #: Returns by how they came in, a group per agency (each with a total of 1).
    returns: tuple[SealedGroup, ...]
