"""What a seal holds: everything that its paper, its lists and its tables need.

Plain data, written down as canonical JSON. Names, words and definitions are those of
the moment (R46, R51). Nothing is shortened, and nothing is left out for its marking:
what a reader may not see is taken out when it is read (R57).
"""

from dataclasses import dataclass
from datetime import datetime

from assurance.selectors.seal_shapes.actions import (
    SealedAction,
    SealedEvidence,
    SealedLine,
    SealedReturn,
    SealedSource,
)
from assurance.selectors.seal_shapes.changes import (
    SealedAmendment,
    SealedAsk,
    SealedDateChange,
    SealedDifference,
)
from assurance.selectors.seal_shapes.figures import (
    SealedCount,
    SealedDependant,
    SealedFunding,
    SealedGroup,
    SealedPriority,
    SealedQuarter,
)
from assurance.selectors.seal_shapes.group import (
    SealedDecision,
    SealedEscalation,
    SealedMeeting,
    SealedWords,
)
from assurance.selectors.seal_shapes.opinions import (
    SealedCheck,
    SealedGap,
    SealedLevel,
    SealedOpinion,
    SealedScale,
)
from assurance.selectors.shapes import Position

__all__ = [
    "FORMAT",
    "Sealed",
    "SealedAction",
    "SealedAmendment",
    "SealedAsk",
    "SealedCheck",
    "SealedCount",
    "SealedDateChange",
    "SealedDecision",
    "SealedDependant",
    "SealedDifference",
    "SealedEscalation",
    "SealedEvidence",
    "SealedFunding",
    "SealedGap",
    "SealedGroup",
    "SealedLevel",
    "SealedLine",
    "SealedMeeting",
    "SealedOpinion",
    "SealedPriority",
    "SealedQuarter",
    "SealedReturn",
    "SealedScale",
    "SealedSource",
    "SealedWords",
]

#: The version of this form. Raise it with every change: old seals stay readable.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """The position of a quarter, whole. The next seal is compared with it."""

    format: int
    quarter: str
    quarter_label: str
    group: str
    agreement: str
    agreement_slug: str
    agreement_period: str
    sealed_at: datetime
    sealed_by: str
    sealed_by_post: str
    #: The quarter of the seal before, if there is one.
    previous: str
    previous_label: str
    meeting: SealedMeeting | None
    scales: tuple[SealedScale, ...]
    #: The dashboard of somebody who may read everything, its lists not cut.
    position: Position
    priorities: tuple[SealedPriority, ...]
    actions: tuple[SealedAction, ...]
    returns: tuple[SealedReturn, ...]
    opinions: tuple[SealedOpinion, ...]
    date_changes: tuple[SealedDateChange, ...]
    asks: tuple[SealedAsk, ...]
    amendments: tuple[SealedAmendment, ...]
    #: What was decided at the last meeting, and what came of it.
    matters_arising: tuple[SealedDecision, ...]
    escalations: tuple[SealedEscalation, ...]
    checks: tuple[SealedCheck, ...]
    funding: tuple[SealedFunding, ...]
    #: The last eight quarters, the oldest first, this one last.
    history: tuple[SealedQuarter, ...]
    written: tuple[SealedWords, ...]
    #: Since when the two judgements differ, by action; the rest is in the two.
    gaps: tuple[SealedGap, ...] = ()
