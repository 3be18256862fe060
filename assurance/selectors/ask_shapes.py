"""What agencies ask of each other and see in each other, as a position shows it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AskFacts:
    """Something an agency needs, to which the answer is late (R21)."""

    number: int
    ref: str
    #: Empty where the action is sensitive and the reader was only asked.
    title: str
    agency: str
    of_name: str
    answerer: str
    text: str
    need_by: date
    days_late: int


@dataclass(frozen=True, slots=True)
class LateAsks:
    """Asks that have risen. ``not_named`` are counted: too many, or sensitive.

    ``waiting`` counts every ask without an answer, late or not: the denominator.
    """

    total: int
    asks: tuple[AskFacts, ...]
    not_named: int
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """A contributor sees a problem on an action that another agency rates (R37)."""

    ref: str
    title: str
    agency: str
    contributor: str
    status: str
    status_label: str
