"""Lists as they stood when a position was sealed: ``?as_at=`` on a list (R46).

The apps whose lists these are know nothing of seals: a list says which list of a seal
it is (``sealed_as``), and assurance, which seals, is registered here to answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

#: The word in an address, and what asks for the list as it is now.
NAME, NOW = "as_at", "now"
NOT_SEALED = (
    "This list is not part of a sealed position: it is only there as it is now."
)
HOW = (
    "The list as it was sealed: of a quarter such as `2026-27-q2`, or the last one "
    "sealed by a day such as `2026-11-06`. Rows have the sealed list's fields, and "
    "`as_at` says of which seal they are."
)


@dataclass(frozen=True)
class Answer:
    """Rows of a seal for one reader, and of which seal they are."""

    facts: dict[str, Any]
    rows: Sequence[dict[str, Any]]


class Reader(Protocol):
    """What assurance answers with.

    Raises:
        ValidationError: the word, or a filter, is malformed.
        Http404: there is no such seal, or no such row in it.
    """

    def page(
        self, request: HttpRequest, *, code: str, quarter: str = ""
    ) -> HttpResponse:
        """Return the list as a page, or as CSV."""

    def rows(
        self, *, code: str, word: str, person: Any, chosen: Mapping, now: datetime
    ) -> Answer:
        """Return the rows that were chosen."""

    def row(
        self, *, code: str, word: str, person: Any, thing: Any, now: datetime
    ) -> Answer:
        """Return the one row about ``thing``."""


_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Let ``reader`` answer for every list."""
    _readers[:] = [reader]


def is_asked(chosen: Mapping) -> bool:
    """Say whether an address asks for a list as it was sealed."""
    return chosen.get(NAME, "") not in ("", NOW)


def reader_for(code: str) -> Reader:
    """Return who answers for a list.

    Raises:
        ValidationError: no seal holds that list.
    """
    if not code or not _readers:
        raise ValidationError({NAME: NOT_SEALED})
    return _readers[0]


def page(request: HttpRequest, *, code: str, quarter: str = "") -> HttpResponse:
    """Return the page of a list as it was sealed; a refusal says why (400)."""
    try:
        return reader_for(code).page(request, code=code, quarter=quarter)
    except ValidationError as error:
        words = {"why": error.messages}
        return render(request, "as_at_refused.html", words, status=400)
