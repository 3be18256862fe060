"""What a seal holds of the group's meetings, and of what was written for its paper."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SealedDecision:
    """A decision with what came of it: the matters arising (R48)."""

    number: str
    meeting_on: date
    text: str
    scope: str
    corrects: str
    follow_up: str
    follow_up_title: str
    follow_up_lead: str
    follow_up_on: date | None
    follow_up_status: str
    #: The follow-up's status in words, or "Nothing to be done".
    outcome: str
    marking: str


@dataclass(frozen=True, slots=True)
class SealedEscalation:
    """What was put to a named person, and the reply if there was one (R47)."""

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
    raised_on: date
    state: str
    state_label: str
    reply: str
    replied_by: str
    replied_on: date | None
    marking: str


@dataclass(frozen=True, slots=True)
class SealedMeeting:
    """The meeting that considers the position, as the paper's head says it."""

    group: str
    held_on: date
    begins_at: str
    place: str
    item: str
    report_of: str
    contact: str


@dataclass(frozen=True, slots=True)
class SealedWords:
    """A section of the paper that somebody wrote; of a comment, on which priority."""

    code: str
    label: str
    priority_number: int | None
    text: str
    written_by: str
    written_on: date
    marking: str
