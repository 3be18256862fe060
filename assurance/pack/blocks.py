"""What a paper is made of. Its page, its PDF and its Word file show the same blocks.

Every text is whole, as it was typed: no renderer cuts one.
"""

from dataclasses import dataclass, field
from datetime import datetime

#: Of more columns than these the first has to be wide for what it names.
_MANY = 6


def _kind(name: str) -> str:
    """Return the field by which a renderer tells one block from another."""
    kind: str = field(default=name, init=False)
    return kind


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph of ours."""

    text: str
    kind: str = _kind("words")


@dataclass(frozen=True, slots=True)
class Fact:
    """A short answer under its label."""

    label: str
    text: str
    kind: str = _kind("fact")


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; its items are numbered where people must be able to cite them."""

    items: tuple[str, ...]
    is_numbered: bool = False
    kind: str = _kind("bullets")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; the first cell of a row names it.

    ``numbers`` are the columns of figures; ``widths`` are in proportion.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()
    kind: str = _kind("table")

    @property
    def proportions(self) -> tuple[int, ...]:
        """Return the widths; where none are said, figures take the least."""
        first = 3 if len(self.heads) > _MANY else 2
        other = 2 if self.numbers else 1
        return self.widths or tuple(
            1 if place in self.numbers else other if place else first
            for place in range(len(self.heads))
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, said in words, with the figures that it is drawn from."""

    svg: str
    title: str
    description: str
    table: Table
    kind: str = _kind("picture")


@dataclass(frozen=True, slots=True)
class SubHeading:
    """A heading inside a section: level 2 or 3, below the section's own."""

    text: str
    level: int = 2
    starts_page: bool = False
    kind: str = _kind("heading")


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody else's words, kept as theirs, and whose they are (R35).

    Each of the parts may have a label of ours: "Cause", "Progress".
    """

    parts: tuple[Fact, ...]
    source: str
    kind: str = _kind("quote")


@dataclass(frozen=True, slots=True)
class Note:
    """An officer's comment, set apart from everything else, with its name."""

    text: str
    by: str
    kind: str = _kind("note")


Block = Words | Fact | Bullets | Table | Picture | SubHeading | Quote | Note
Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section; ``anchor`` is its address on the page. A wide one lies across."""

    anchor: str
    heading: str
    blocks: Blocks
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """One part of a paper, whole: what is read at the meeting."""

    title: str
    subtitle: str
    marking: str
    part: str
    group: str
    quarter: str
    position_as_at: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    sha256: str
    #: The document's own date: the moment of the seal, so that it is always the same.
    made_at: datetime
