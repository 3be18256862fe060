"""What the gap between the two judgements is made of. Plain data."""

from dataclasses import dataclass
from datetime import date

from assurance.selectors.shapes import StatusCount

#: A priority's number and a heading's code; "all" is the whole priority.
Scope = tuple[int, str]


@dataclass(frozen=True, slots=True)
class AgencyWords:
    """What the lead agency wrote beside its rating; empty where kept back (R57)."""

    progress: str = ""
    reported_to: str = ""
    reported_on: date | None = None
    issue: str = ""
    recovery_step: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """An action as its lead agency rated it in a quarter, or why it is not rated."""

    ref: str
    title: str
    priority_number: int
    #: Empty of an action that stands under no heading that can be assessed.
    heading_code: str
    heading_label: str
    agency: str
    agency_slug: str
    status: str
    status_label: str
    #: It was reported this quarter; else its status is from before.
    is_reported: bool
    words: AgencyWords
    said_by: str
    said_by_post: str
    said_on: date | None
    #: The words are kept from this reader; the status is not.
    is_hidden: bool
    #: The action itself is OFFICIAL-SENSITIVE, or only what was said on it.
    is_sensitive: bool
    is_sensitive_line: bool
    #: The reader may know that it stands so; else it is only counted.
    is_named: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """The last opinion on a scope. ``number`` is the opinion's own."""

    number: int
    level: str
    level_label: str
    tone: str
    reason: str
    giver: str
    given_by: str
    given_by_post: str
    given_on: date
    is_out_of_date: bool


@dataclass(frozen=True, slots=True)
class DifferingLine:
    """A line on which the two judgements differ, with both reasons."""

    ref: str
    title: str
    priority_number: int
    #: The cell whose opinion it is compared with: a heading's code, or "all".
    code: str
    scope: str
    agency: str
    agency_slug: str
    direction: str
    direction_label: str
    #: The day on which the present disagreement began.
    since: date | None
    status: str
    status_label: str
    progress: str
    reported_to: str
    reported_on: date | None
    issue: str
    recovery_step: str
    cause: str
    said_by: str
    said_by_post: str
    said_on: date | None
    is_hidden: bool
    opinion: int
    level: str
    level_label: str
    tone: str
    reason: str
    giver: str
    given_by: str
    given_by_post: str
    given_on: date
    is_sensitive: bool
    is_sensitive_line: bool


@dataclass(frozen=True, slots=True)
class GapFacts:
    """How many lines differ, of how many, and how many could not be compared (R30)."""

    summary: str
    rated: int
    differing: int
    cells: int
    cells_differing: int
    actions: int
    not_compared: int
    not_compared_summary: str
    #: Why not, each with how many; only reasons that there are.
    reasons: tuple[StatusCount, ...]
    #: Differing lines that are not named to this reader: sensitive, or not accepted.
    not_named: int


@dataclass(frozen=True, slots=True)
class JudgementGap:
    """The lines on which the owner's rating and the assurer's opinion differ."""

    facts: GapFacts
    #: What "differ" means, in sentences.
    meaning: tuple[str, ...]
    differences: tuple[DifferingLine, ...]
