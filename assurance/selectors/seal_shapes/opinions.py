"""What a seal holds of opinions, the scales they are on, and standing checks."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SealedLevel:
    """One value of a scale, with what it meant."""

    code: str
    label: str
    definition: str
    tone: str


@dataclass(frozen=True, slots=True)
class SealedScale:
    """``assurance``, ``delivery``, ``direction``, ``confidence``, ``line``, ``state``.

    Levels of scales that differ are not compared (3.4).
    """

    name: str
    version: int
    levels: tuple[SealedLevel, ...]


@dataclass(frozen=True, slots=True)
class SealedOpinion:
    """The last opinion on a scope, current or out of date; ``code`` "all" is whole."""

    number: int
    priority_number: int
    code: str
    scope: str
    scale_version: int
    level: str
    level_label: str
    definition: str
    tone: str
    confidence: str
    confidence_label: str
    line: int
    giver: str
    is_self_assessment: bool
    evidence: str
    evidence_sources: int
    evidence_on: date | None
    reason: str
    interests: str
    why_better: str
    warning: str
    given_by: str
    given_by_post: str
    given_on: date
    expires_on: date
    is_out_of_date: bool


@dataclass(frozen=True, slots=True)
class SealedCheck:
    """A standing check: how many it found, of how many."""

    code: str
    grade: str
    label: str
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class SealedGap:
    """An action whose rating and opinion differ, and the day on which that began."""

    ref: str
    since: date
