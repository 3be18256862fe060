"""What a seal holds of new dates, asks and amendments."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SealedDateChange:
    """A request for a new date, with how it was decided if it was."""

    ref: str
    title: str
    priority_number: int
    agency: str
    agency_slug: str
    number: int
    baseline_on: date | None
    old_on: date
    new_on: date
    reason_label: str
    explanation: str
    asked_by: str
    asked_at: datetime
    state: str
    state_label: str
    decided_by: str
    decided_at: datetime | None
    decision: str
    marking: str
    #: It waits, or was asked for or decided since the seal before: for the paper.
    is_news: bool = True


@dataclass(frozen=True, slots=True)
class SealedAsk:
    """What an agency needs of the group or of another, not settled at the time."""

    number: int
    ref: str
    title: str
    agency: str
    agency_slug: str
    of_name: str
    of_agency_slug: str
    answerer: str
    text: str
    need_by: date
    days_late: int
    state: str
    state_label: str
    raised_at: datetime
    marking: str


@dataclass(frozen=True, slots=True)
class SealedDifference:
    """One field of an amended line: what it said, and what it says."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SealedAmendment:
    """A change to a closed quarter, agreed since the seal before (R33)."""

    quarter: str
    quarter_label: str
    agency: str
    agency_slug: str
    ref: str
    title: str
    number: int
    reason: str
    #: ``(field's label, before, after)`` of what differs.
    differences: tuple[SealedDifference, ...]
    proposed_by: str
    decided_by: str
    decided_at: datetime
    marking: str
