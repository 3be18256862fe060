"""What a position is made of. Plain data: the page and the API show the same."""

from dataclasses import dataclass
from datetime import date, datetime

from assurance.selectors.ask_shapes import IssueFacts, LateAsks
from assurance.selectors.group_shapes import Escalations, LastMeeting
from assurance.selectors.matrix_shapes import Cell, HeadingFacts, MatrixRow, OwnerFacts

__all__ = [
    "Cell",
    "ChecksFacts",
    "DateChangeFacts",
    "DeliveryRow",
    "FundingFigures",
    "Gap",
    "HeadingFacts",
    "LineFacts",
    "Listed",
    "MatrixRow",
    "OwnerFacts",
    "OwnershipFacts",
    "PeriodFacts",
    "Position",
    "ReturnFacts",
    "ReturnsFacts",
    "SealFacts",
    "StatusCount",
    "ToDecide",
    "Worse",
]


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
    #: Every request for a date that waits, those an officer decides too.
    date_changes_waiting: int = 0


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
class SealFacts:
    """Who froze the quarter's position, when, and the hash of what was written down."""

    quarter: str
    quarter_label: str
    sealed_at: datetime
    sealed_by: str
    sealed_by_post: str
    sha256: str
    #: What is shown is read from this seal; otherwise it is the position now.
    is_shown: bool


@dataclass(frozen=True, slots=True)
class ChecksFacts:
    """What the standing checks of one grade found, by how many of them."""

    grade: str
    label: str
    number: int
    checks: int
    checks_total: int


@dataclass(frozen=True, slots=True)
class FundingFigures:
    """The streams of funding that end within four quarters, and what depends on them.

    An action that depends on two of them is counted once.
    """

    streams: int
    actions: int


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
    #: What was promised last time, and who has to answer for what (4.4, R47).
    last_meeting: LastMeeting | None
    escalations: Escalations
    #: What is known as it is today, so of the latest position only.
    checks: tuple[ChecksFacts, ...]
    funding: FundingFigures | None
    #: What the weak opinions are counted from: those in date, on wholes too.
    current_opinions: int = 0
    #: The seal of the quarter, if it has one. A seal does not hold itself.
    seal: SealFacts | None = None
