"""What a position says of the group's last meeting and of open escalations."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MatterFacts:
    """A decision and what came of it. ``decision`` is its key, for its address."""

    decision: int
    number: str
    meeting_on: date
    text: str
    scope: str
    corrects: str
    corrected_by: str
    follow_up: str
    follow_up_title: str
    follow_up_lead: str
    follow_up_lead_slug: str
    follow_up_on: date | None
    #: How it stands in the position, or ``closed``; empty without a follow-up.
    follow_up_status: str
    follow_up_status_label: str
    days_overdue: int
    #: The same in words, with its date; "Nothing to be done" without a follow-up.
    outcome: str
    marking: str


@dataclass(frozen=True, slots=True)
class LastMeeting:
    """What was promised last time, and whether it was done (4.4).

    ``summary`` says it with its denominator (R30); it counts what is not named too.
    """

    meeting: int
    group: str
    held_on: date
    decisions: int
    follow_ups: int
    done: int
    closed: int
    summary: str
    matters: tuple[MatterFacts, ...]
    not_named: int


@dataclass(frozen=True, slots=True)
class EscalationFacts:
    """Who has to answer for what, by when (R47). ``number`` is for its address."""

    number: int
    kind: str
    kind_label: str
    quarter_label: str
    agency: str
    agency_slug: str
    ref: str
    title: str
    to_name: str
    reply_by: date
    days_late: int
    raised_on: date
    state: str
    state_label: str
    reply: str
    replied_by: str
    replied_on: date | None
    marking: str


@dataclass(frozen=True, slots=True)
class Escalations:
    """Those that wait for a reply, the latest first, of all ever raised."""

    raised: int
    open: int
    late: int
    summary: str
    escalations: tuple[EscalationFacts, ...]
    not_named: int
