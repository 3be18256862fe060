"""What a seal holds of actions, and of what was sent in on them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SealedEvidence:
    """What supports a line. ``number`` is the evidence's own, for its address."""

    number: int
    title: str
    kind_label: str
    dated_on: date | None
    url: str
    holder: str
    sha256: str
    marking: str


@dataclass(frozen=True, slots=True)
class SealedLine:
    """What the agency sent in on an action this quarter, and who signed it."""

    agency: str
    agency_slug: str
    version: int
    status: str
    status_label: str
    progress: str
    issue: str
    recovery_step: str
    recovery_on: date | None
    cause: str
    ask: str
    ask_of: str
    ask_by: date | None
    completed_on: date | None
    evidence_words: str
    evidence_link: str
    reported_to: str
    reported_on: date | None
    marking: str
    is_accepted: bool
    #: The same words as the quarter before, by *still true* or typed alike.
    is_unchanged: bool
    times_still_true: int
    sent_at: datetime
    is_late: bool
    signed_name: str
    signed_post: str
    #: Who typed it for the agency; the agency confirmed it.
    written_for_by: str
    #: The officer's signed remarks, each with its name (R35).
    officer_notes: tuple[str, ...]
    #: What contributors reported, each with its agency's name (R37).
    contributions: tuple[str, ...]
    #: The same of those marked OFFICIAL-SENSITIVE.
    sensitive_contributions: tuple[str, ...]
    evidence: tuple[SealedEvidence, ...]
    #: It or an earlier version of it is marked: what hangs on it is as narrow (R57).
    was_sensitive: bool
    #: Its words are kept from this reader. Never of what is sealed.
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class SealedSource:
    """A sentence of the Agreement that the action comes from."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class SealedAction:
    """An action as it stood; ``status`` is empty of one that is only proposed."""

    ref: str
    title: str
    priority_number: int
    heading_code: str
    heading_label: str
    life: str
    life_label: str
    lead: str
    lead_slug: str
    lead_partnership: str
    overseen_by: str
    contact: str
    contributors: tuple[str, ...]
    contributor_slugs: tuple[str, ...]
    success_criterion: str
    condition: str
    condition_met_on: date | None
    starts_on: date | None
    baseline_on: date | None
    forecast_on: date | None
    review_on: date | None
    is_continuing: bool
    times_redated: int
    decision: str
    agreed_on: date | None
    completed_on: date | None
    closed_on: date | None
    closed_as_label: str
    closing_decision: str
    reviewed_on: date | None
    marking: str
    status: str
    status_label: str
    was: str
    was_label: str
    days_overdue: int
    sources: tuple[SealedSource, ...]
    line: SealedLine | None
    #: The slug of the agency whose return has a line of it; empty where none has.
    return_of: str = ""


@dataclass(frozen=True, slots=True)
class SealedReturn:
    """How an agency's return stood, and its quality beside its timeliness.

    ``kind`` is on_time, late or no_return; a nil return is on time or late.
    """

    agency: str
    agency_slug: str
    kind: str
    label: str
    is_nil: bool
    state: str
    sent_at: datetime | None
    signed_name: str
    signed_post: str
    accepted_on: date | None
    lines: int
    lines_unchanged: int
    lines_without_evidence: int
    missing_before: bool
    missing_twice: bool
