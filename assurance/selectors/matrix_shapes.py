"""What the matrix is made of: seven priorities by the headings of the agreement."""

from dataclasses import dataclass
from datetime import date

#: What stands under the figure wherever it is shown.
RULE = "The worst current opinion among its headings; not an opinion."


@dataclass(frozen=True, slots=True)
class WorstHeading:
    """A figure read off the opinions on a priority's headings. Nobody's opinion.

    ``level`` is empty where none is current. ``total`` counts the headings that the
    source has, ``assessed`` those with a current opinion, and ``not_compared`` those
    of them that were given on an earlier version of the scale (3.4).
    """

    level: str
    level_label: str
    tone: str
    scale_version: int | None
    assessed: int
    total: int
    not_compared: int
    summary: str
    rule: str


@dataclass(frozen=True, slots=True)
class HeadingFacts:
    """A question that the agreement asks of every priority."""

    code: str
    label: str
    question: str


@dataclass(frozen=True, slots=True)
class OwnerFacts:
    """Whom the source names as owner; the lead only if the source says so (R13)."""

    name: str
    is_lead: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One priority under one heading, or the whole of it (code ``all``).

    ``state`` is a level, or why there is no current one; ``level`` keeps the level
    that an opinion gave, out of date or not.
    """

    priority_number: int
    code: str
    label: str
    state: str
    state_label: str
    level: str
    level_label: str
    #: How good the current level is; empty where there is none.
    tone: str
    #: The version of the scale on which the opinion was given.
    scale_version: int | None
    confidence: str
    confidence_label: str
    evidence_sources: int | None
    #: The day of the oldest evidence relied on; None in older opinions.
    evidence_on: date | None
    evidence_age_days: int | None
    giver: str
    is_self_assessment: bool
    given_by: str
    given_on: date | None
    expires_on: date | None
    age_days: int | None
    direction: str
    direction_label: str
    #: Why two positions are not compared, where the scale changed between them.
    direction_note: str
    #: The level, or the state, in the position before; empty if never assessed then.
    was: str
    was_label: str
    opinion: int | None
    statements: int
    agreed_actions: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A priority: who owns it, the opinion on the whole, and a cell per heading."""

    number: int
    title: str
    grade: str
    grade_label: str
    owners: tuple[OwnerFacts, ...]
    is_mine: bool
    whole: Cell
    #: Beside the opinion on the whole, never in its place.
    worst: WorstHeading
    cells: tuple[Cell, ...]
