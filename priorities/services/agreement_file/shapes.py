"""Readers of single values, lists and records. A fault is noted, never raised."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db import models

from priorities.services.agreement_file.faults import Faults
from priorities.services.agreement_file.tree import Items, Node, Pairs, Words


class Text(str):
    """Words of the file that remember their line."""

    __slots__ = ("line",)
    line: int

    def __new__(cls, words: str, line: int) -> "Text":
        text = super().__new__(cls, words)
        text.line = line
        return text


class Reader(Protocol):
    """Reads a node; gives a blank of the right sort where there is nothing to read."""

    def read(self, node: Node, faults: Faults) -> Any: ...

    def blank(self, line: int) -> Any: ...


@dataclass(frozen=True)
class TextReader:
    """Reads words: not empty, not too long, of a pattern if one is given."""

    most: int = 10_000
    pattern: str = ""
    meaning: str = ""
    keeps_lines: bool = False

    def read(self, node: Node, faults: Faults) -> Text:
        if not isinstance(node, Words):
            faults.add(node.line, "this must be words, not a list or a mapping")
            return self.blank(node.line)
        words = node.text.strip() if self.keeps_lines else " ".join(node.text.split())
        if reason := self._reason(words):
            faults.add(node.line, reason)
            if self.pattern:
                return self.blank(node.line)
        return Text(words, node.line)

    def blank(self, line: int) -> Text:
        return Text("", line)

    def _reason(self, words: str) -> str:
        if words in ("", "~"):
            return "this is empty: write it or leave the key out"
        if len(words) > self.most:
            return f"this is too long: {self.most:,} characters at most"
        if self.pattern and not re.fullmatch(self.pattern, words):
            return f'"{words}" is not {self.meaning}'
        return ""


@dataclass(frozen=True)
class ChoiceReader:
    """Reads one word of a fixed list."""

    choices: type[models.TextChoices]
    what: str

    def read(self, node: Node, faults: Faults) -> Text:
        word = TextReader().read(node, faults)
        if word and word not in self.choices.values:
            known = ", ".join(self.choices.values)
            faults.add(node.line, f'"{word}" is not a known {self.what} ({known})')
        return word

    def blank(self, line: int) -> Text:
        return Text("", line)


@dataclass(frozen=True)
class NumberReader:
    """Reads a small whole number."""

    least: int
    most: int

    def read(self, node: Node, faults: Faults) -> int:
        word = node.text if isinstance(node, Words) else ""
        if re.fullmatch(r"[0-9]{1,4}", word) and self.least <= int(word) <= self.most:
            return int(word)
        faults.add(
            node.line, f"this must be a whole number from {self.least} to {self.most}"
        )
        return self.blank(node.line)

    def blank(self, line: int) -> int:
        return 0


class FlagReader:
    """Reads yes or no."""

    def read(self, node: Node, faults: Faults) -> bool:
        word = node.text if isinstance(node, Words) else ""
        if word not in ("yes", "no"):
            faults.add(node.line, "this must be yes or no")
        return word == "yes"

    def blank(self, line: int) -> bool:
        return False


class DayReader:
    """Reads a day, such as 2019-04-01."""

    def read(self, node: Node, faults: Faults) -> date | None:
        word = node.text if isinstance(node, Words) else ""
        try:
            return date.fromisoformat(word)
        except ValueError:
            faults.add(node.line, "this must be a day, such as 2019-04-01")
            return None

    def blank(self, line: int) -> None:
        return None


@dataclass(frozen=True)
class ListReader:
    """Reads a list, each item by the same reader."""

    of: Reader
    may_be_empty: bool = False

    def read(self, node: Node, faults: Faults) -> list[Any]:
        if not isinstance(node, Items):
            faults.add(node.line, "this must be a list")
            return []
        if not node.items and not self.may_be_empty:
            faults.add(node.line, "this list is empty: fill it or leave the key out")
        return [self.of.read(item, faults) for item in node.items]

    def blank(self, line: int) -> list[Any]:
        return []


@dataclass(frozen=True)
class RecordReader:
    """Reads a mapping with known keys into ``made(line=…, **values)``."""

    made: Callable[..., Any]
    what: str
    required: dict[str, Reader]
    optional: dict[str, Reader]

    def read(self, node: Node, faults: Faults) -> Any:
        if not isinstance(node, Pairs):
            faults.add(node.line, f"{self.what} must be a mapping of keys and values")
            return self.blank(node.line)
        self._check_keys(node, faults)
        values = {
            name: reader.read(node.pairs[name][1], faults)
            if name in node.pairs
            else reader.blank(node.line)
            for name, reader in self._fields().items()
        }
        return self._make(node.line, values)

    def blank(self, line: int) -> Any:
        values = {name: each.blank(line) for name, each in self._fields().items()}
        return self._make(line, values)

    def _fields(self) -> dict[str, Reader]:
        return self.required | self.optional

    def _check_keys(self, node: Pairs, faults: Faults) -> None:
        known = self._fields()
        for name, (line, _) in node.pairs.items():
            if name not in known:
                faults.add(line, f'unknown key "{name}" in {self.what}')
        for name in self.required:
            if name not in node.pairs:
                faults.add(node.line, f'missing key "{name}" in {self.what}')

    def _make(self, line: int, values: dict[str, Any]) -> Any:
        # A key such as "is" or "from" is a word of Python: its field ends in "_".
        names = {
            name: f"{name}_" if name in ("is", "from") else name for name in values
        }
        return self.made(line=line, **{names[name]: values[name] for name in values})


@dataclass(frozen=True)
class MaybeReader:
    """Reads a record; where there is none, None."""

    of: Reader

    def read(self, node: Node, faults: Faults) -> Any:
        return self.of.read(node, faults)

    def blank(self, line: int) -> None:
        return None
