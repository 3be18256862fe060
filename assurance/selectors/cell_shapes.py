"""What a cell rests on. Plain data: the same of a live cell and of a sealed one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assurance.models import Opinion
from assurance.selectors.matrix_shapes import WorstHeading
from assurance.selectors.seal_shapes import SealedScale
from assurance.selectors.shapes import Cell, OwnerFacts
from priorities.models import Heading, Statement


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """Something that supports a line; ``number`` is for its page."""

    number: int
    title: str
    kind_label: str
    dated_on: date | None
    holder: str
    is_sensitive: bool


@dataclass(frozen=True, slots=True)
class CellLine:
    """What was sent in on an action in the quarter, as far as one may read it (R57).

    ``is_sensitive`` and ``is_hidden`` are what the marking says beside it.
    """

    sent_at: datetime
    signed_name: str
    signed_post: str
    progress: str
    reported_to: str
    reported_on: date | None
    issue: str
    recovery_step: str
    recovery_on: date | None
    cause: str
    ask: str
    ask_of: str
    ask_by: date | None
    evidence_words: str
    evidence_link: str
    is_sensitive: bool
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class CellAction:
    """An action under the heading; ``line`` is None where nothing was sent in."""

    ref: str
    title: str
    lead: str
    forecast_on: date | None
    status: str
    status_label: str
    #: Whose return has a line of it this quarter; empty where none has.
    line_of: str
    line: CellLine | None
    evidence: tuple[CellEvidence, ...]


@dataclass(frozen=True, slots=True)
class CellPage:
    """Everything that a cell rests on; ``heading`` is None for the whole priority."""

    #: The quarter whose lines these are; empty before any has begun.
    quarter: str
    as_at: datetime
    on: date
    is_latest: bool
    is_sealed: bool
    priority_title: str
    grade_label: str
    owners: tuple[OwnerFacts, ...]
    heading: Heading | None
    cell: Cell
    #: What the level of the opinion means, on the version it was given on.
    definition: str
    #: Of the whole priority only: the figure beside the opinion.
    worst: WorstHeading | None
    statements: Sequence[Statement]
    actions: tuple[CellAction, ...]
    #: The actions beyond those named.
    actions_more: int
    opinions: Sequence[Opinion]
    #: Of a sealed cell: what every word on the page meant then.
    scales: tuple[SealedScale, ...] = ()

    @property
    def relied_on(self) -> Opinion | None:
        """The last opinion, whose evidence is told in words."""
        return next(iter(self.opinions), None)

    @property
    def evidence(self) -> list[CellEvidence]:
        """Every item that supports one of the actions, once."""
        items = (item for action in self.actions for item in action.evidence)
        return list({item.number: item for item in items}.values())
