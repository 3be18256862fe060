"""From the bytes of a file to a tree of words, lists and mappings with their lines.

Only the plain part of YAML is read. Anchors, aliases and tags, with which a small
file can unfold into a huge one or ask for code to run, are refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from priorities.services.agreement_file.faults import Faults

#: More than seven times the size of the longest agreement known.
MOST_BYTES = 1_000_000
MOST_LEVELS = 16
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Words:
    """A single value, as it was typed."""

    line: int
    text: str


@dataclass(frozen=True)
class Items:
    """A list."""

    line: int
    items: "list[Node]" = field(default_factory=list)


@dataclass(frozen=True)
class Pairs:
    """A mapping. A key that is given twice has been reported."""

    line: int
    pairs: "dict[str, tuple[int, Node]]" = field(default_factory=dict)


Node = Words | Items | Pairs


def read_tree(*, content: bytes, faults: Faults) -> Node | None:
    """Return the tree in ``content``; None, with the reasons noted, if it has none."""
    text = _text(content, faults)
    if text is None:
        return None
    try:
        return _Reader(text, faults).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        faults.add(line, f"this is not YAML: {error.problem or error.context}")
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + 1
        faults.add(line, f"this is not YAML: {error.reason}")
    except _Hopeless:
        pass
    return None


def _text(content: bytes, faults: Faults) -> str | None:
    if len(content) > MOST_BYTES:
        faults.add(1, f"the file is too large: {MOST_BYTES:,} bytes at most")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.add(line, "this is not text in UTF-8")
        return None


class _Hopeless(Exception):
    """Reading on would not help the reader. The reason has been noted."""


class _Reader:
    """Builds the tree from the parser's events, one document of it."""

    def __init__(self, text: str, faults: Faults) -> None:
        self.faults = faults
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)

    def document(self) -> Node | None:
        """Return the only document of the file."""
        root = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._give_up(event, "one file holds one agreement")
                root = self._node(next(self.events), level=0)
        if root is None:
            self.faults.add(1, "the file is empty")
        return root

    def _node(self, event: yaml.Event, *, level: int) -> Node:
        self._check(event, level)
        line = _line(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(line, self._items(level))
        if isinstance(event, yaml.MappingStartEvent):
            return Pairs(line, self._pairs(level))
        return Words(line, self._words(event, line))

    def _check(self, event: yaml.Event, level: int) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._give_up(event, "anchors and aliases (& and *) are not allowed")
        if getattr(event, "tag", None):
            self._give_up(event, "tags (!) are not allowed")
        if level > MOST_LEVELS:
            self._give_up(event, f"nested more than {MOST_LEVELS} levels deep")

    def _items(self, level: int) -> list[Node]:
        items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, level=level + 1))
        return items

    def _pairs(self, level: int) -> dict[str, tuple[int, Node]]:
        pairs: dict[str, tuple[int, Node]] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, level=level + 1)
            value = self._node(next(self.events), level=level + 1)
            if not isinstance(key, Words):
                self.faults.add(key.line, "a key must be a word")
            elif key.text in pairs:
                self.faults.add(key.line, f'"{key.text}" is given twice')
            else:
                pairs[key.text] = (key.line, value)
        return pairs

    def _words(self, event: yaml.Event, line: int) -> str:
        text: str = getattr(event, "value", "")
        if any(_is_unprintable(character) for character in text):
            self.faults.add(line, "there is a character that cannot be printed")
            return ""
        return text

    def _give_up(self, event: yaml.Event, reason: str) -> None:
        self.faults.add(_line(event), reason)
        raise _Hopeless


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _is_unprintable(character: str) -> bool:
    code = ord(character)
    is_control = code < 32 or 0x7F <= code < 0xA0  # noqa: PLR2004 -- Unicode's C0, C1
    is_surrogate = 0xD800 <= code < 0xE000  # noqa: PLR2004
    return (is_control and character not in "\n\t") or is_surrogate
