"""Gathering everything that is wrong before saying so."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from actions.selectors.words import misshapen

#: A day outside these can only be a slip of the finger.
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
LONGEST_LINE = 200


class Faults:
    """What is wrong with what somebody sent, by field, so that all is said at once."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    def add(self, field: str, words: str) -> None:
        """Note a fault, once; no words mean no fault."""
        if words and words not in self.found.get(field, []):
            self.found.setdefault(field, []).append(words)

    def need(self, field: str, value: Any, words: str) -> None:
        """Note a fault if there is no ``value``."""
        if not value:
            self.add(field, words)

    def need_line(self, field: str, text: str, words: str) -> None:
        """Note a fault unless ``text`` is there and fits on a line."""
        self.need(field, text, words)
        self.fit_line(field, text)

    def fit_line(self, field: str, text: str) -> None:
        """Note a fault if ``text`` is longer than its column."""
        if len(text) > LONGEST_LINE:
            self.add(field, f"Use {LONGEST_LINE} characters or fewer.")

    def need_words(self, field: str, text: str, words: str = "") -> None:
        """Note a text that cannot be kept, or is missing where ``words`` say so."""
        self.need(field, text or not words, words)
        for fault in misshapen({field: text}).get(field, []):
            self.add(field, fault)

    def refuse_strange(self, **days: date | None) -> None:
        """Note each day that can only be a slip of the finger."""
        for field, day in days.items():
            if day is not None and not EARLIEST <= day <= LATEST:
                self.add(field, "Give a day between 1900 and 2199.")

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield each fault as its field and its words."""
        return ((field, each) for field, words in self.found.items() for each in words)

    @property
    def refusal(self) -> ValidationError:
        """Everything that was found, as services say it."""
        return ValidationError(dict(self.found))

    def stop(self) -> None:
        """Raise ValidationError if anything was found."""
        if self.found:
            raise self.refusal
