"""What a position is made of. Plain data: the page and the API show the same."""

from dataclasses import dataclass
from datetime import date, datetime

from assurance.selectors.ask_shapes import IssueFacts, LateAsks


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """A quarter to look at."""

    slug: str
    label: str
    state: str
    state_label: str
    due_at: datetime
    closes_at: datetime


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
    giver: str
    is_self_assessment: bool
    given_by: str
    given_on: date | None
    expires_on: date | None
    age_days: int | None
    direction: str
    direction_label: str
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
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many stand so."""

    status: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """The actions of a priority by status; ``number`` is None for all together.

    ``summary`` says it in words with its denominator (R30).
    """

    number: int | None
    title: str
    total: int
    summary: str
    counts: tuple[StatusCount, ...]
    overdue: int
    proposed: int
    note: str


@dataclass(frozen=True, slots=True)
class LineFacts:
    """An action of which the position says something in words."""

    ref: str
    title: str
    priority_number: int
    agency: str
    agency_slug: str
    status: str
    status_label: str
    was: str
    was_label: str
    #: The quarter in which the earlier rating was given: history, not carried (R31).
    was_in: str
    #: The last report before this quarter, where nothing was heard in this one.
    last_status: str
    last_label: str
    last_in: str
    reported_on: date | None
    forecast_on: date | None
    days_overdue: int
    is_contradiction: bool
    issue: str
    recovery_step: str
    cause: str
    ask: str
    ask_of: str
    ask_by: date | None
    #: The words are OFFICIAL-SENSITIVE and kept from this reader; the status is not.
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """Lines named in words, and how many there are with those not named.

    Not named are those beyond the length of the list and, for most people, what is
    OFFICIAL-SENSITIVE or not accepted yet.
    """

    total: int
    lines: tuple[LineFacts, ...]
    not_named: int


@dataclass(frozen=True, slots=True)
class DateChangeFacts:
    """A third or later request for a new date: for the group to decide (R25)."""

    ref: str
    title: str
    priority_number: int
    number: int
    old_on: date
    new_on: date
    reason: str
    explanation: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class OwnershipFacts:
    """A priority whose ownership the group has to settle or to put to use."""

    number: int
    title: str
    grade: str
    grade_label: str
    text: str


@dataclass(frozen=True, slots=True)
class ToDecide:
    """What the group is asked for, of whom and by when."""

    asks: Listed
    late_asks: LateAsks
    date_changes: tuple[DateChangeFacts, ...]
    date_changes_total: int
    ownership_to_develop: tuple[OwnershipFacts, ...]
    owned_without_action: tuple[OwnershipFacts, ...]


@dataclass(frozen=True, slots=True)
class Worse:
    """What got worse since the position before, and how everything moved."""

    compared_with: str
    actions: Listed
    opinions: tuple[Cell, ...]
    movement: tuple[StatusCount, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that nobody knows, with what it is counted from (R30)."""

    code: str
    label: str
    number: int
    total: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """How an agency's return stands."""

    agency: str
    agency_slug: str
    kind: str
    label: str
    is_nil: bool
    sent_at: datetime | None
    missing_before: bool
    missing_twice: bool


@dataclass(frozen=True, slots=True)
class ReturnsFacts:
    """Who has returned. ``missing_twice``: no return, two quarters running.

    ``missing_twice_label`` says which two: of an open quarter, those before it (R47).
    """

    total: int
    summary: str
    counts: tuple[StatusCount, ...]
    nil: int
    missing_twice: int
    missing_twice_label: str
    agencies: tuple[ReturnFacts, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """Where everything stands, seen from one moment, in the order a chair asks."""

    agreement: str
    period: PeriodFacts | None
    periods: tuple[PeriodFacts, ...]
    as_at: datetime
    is_latest: bool
    to_decide: ToDecide
    worse: Worse
    unknown: tuple[Gap, ...]
    headings: tuple[HeadingFacts, ...]
    matrix: tuple[MatrixRow, ...]
    #: The cells under headings by state, of ``cells_total``; the wholes apart.
    opinions: tuple[StatusCount, ...]
    cells_total: int
    delivery: tuple[DeliveryRow, ...]
    delivery_total: DeliveryRow
    exceptions: Listed
    contributor_issues: tuple[IssueFacts, ...]
    weak_opinions: tuple[Cell, ...]
    returns: ReturnsFacts
