"""What was held back from the open part: exactly what the whole has and it has not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from assurance.selectors.seal_shapes import (
    Sealed,
    SealedAction,
    SealedAmendment,
    SealedAsk,
    SealedDateChange,
    SealedDecision,
    SealedEscalation,
    SealedFunding,
    SealedWords,
)

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Held:
    """The things that the open part lacks, or has without their words."""

    #: Not in the open part at all.
    actions: tuple[SealedAction, ...]
    #: In the open part without words of theirs; each with what it is there.
    words: tuple[tuple[SealedAction, SealedAction], ...]
    asks: tuple[SealedAsk, ...]
    date_changes: tuple[SealedDateChange, ...]
    amendments: tuple[SealedAmendment, ...]
    decisions: tuple[SealedDecision, ...]
    escalations: tuple[SealedEscalation, ...]
    funding: tuple[SealedFunding, ...]
    written: tuple[SealedWords, ...]

    @property
    def number(self) -> int:
        """How many things, by which the open part says that there is another."""
        return sum(len(getattr(self, name)) for name in self.__dataclass_fields__)


def held_back(whole: Sealed, shown: Sealed) -> Held:
    """Return what ``whole`` has and ``shown``, the open part of it, has not."""
    open_actions = {each.ref: each for each in shown.actions}
    return Held(
        actions=tuple(each for each in whole.actions if each.ref not in open_actions),
        words=tuple(
            (each, open_actions[each.ref])
            for each in whole.actions
            if each.ref in open_actions and each != open_actions[each.ref]
        ),
        asks=_differing(whole.asks, shown.asks),
        date_changes=tuple(
            each
            for each in _differing(whole.date_changes, shown.date_changes)
            if each.is_news
        ),
        amendments=_differing(whole.amendments, shown.amendments),
        decisions=_differing(whole.matters_arising, shown.matters_arising),
        escalations=_differing(whole.escalations, shown.escalations),
        funding=tuple(
            lacking
            for lacking in map(_lacking, whole.funding, shown.funding)
            if lacking.actions
        ),
        written=_differing(whole.written, shown.written),
    )


def _differing(whole: Iterable[Thing], shown: Iterable[Thing]) -> tuple[Thing, ...]:
    """Return the things of ``whole`` that ``shown`` does not have just so."""
    known = list(shown)
    return tuple(each for each in whole if each not in known)


def _lacking(whole: SealedFunding, shown: SealedFunding) -> SealedFunding:
    """Return a concern with only those actions that the open part does not name."""
    actions = tuple(each for each in whole.actions if each not in shown.actions)
    return replace(whole, actions=actions)
