"""What the horizon of funding is made of. Plain data: page and CSV show the same."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Dependent:
    """An action that depends on a stream; ``heard`` says what its lead has said."""

    ref: str
    title: str
    lead: str
    lead_slug: str
    status: str
    status_label: str
    heard: str
    marking: str


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream of funding with those of its dependants that the reader may see."""

    number: int
    stream: str
    ends_on: date | None
    quarter_label: str
    within: int
    note: str
    statement: str
    statement_text: str
    actions: tuple[Dependent, ...]
    #: Dependants in all, the ones that are not for this reader too (R57).
    total: int

    @property
    def not_named(self) -> int:
        return self.total - len(self.actions)


@dataclass(frozen=True, slots=True)
class Ending:
    """A quarter of the horizon: what ends in it; an action is counted once."""

    label: str
    streams: tuple[Stream, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Horizon:
    """What falls over, quarter by quarter, and what stands outside them."""

    on: date
    quarters: tuple[Ending, ...]
    ended: tuple[Stream, ...]
    unknown: tuple[Stream, ...]
    later: tuple[Stream, ...]
    #: Streams that end within the horizon, and the actions that depend on any.
    streams_total: int
    actions_total: int

    @property
    def is_empty(self) -> bool:
        outside = self.ended or self.unknown or self.later
        return not outside and not self.streams_total
