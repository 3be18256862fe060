"""What is marked OFFICIAL-SENSITIVE, as far as somebody may read it (R57).

Every page, payload, file and mail that shows words of a line, or of what hangs on a
line, takes them from here. ``reader=None`` is for what leaves the site, an export or
a mail: it is read by who knows whom, so nobody is cleared for it.
"""

import copy
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from django.db import models

from actions.choices import Marking
from actions.models import ReportedLine, ReturnLine
from actions.models.lines import LineWords
from actions.selectors.comparison import Earlier
from hcss.kernel import policy
from partnerships.models import User

W = TypeVar("W", bound=LineWords)
T = TypeVar("T", bound=models.Model)

#: What stands where words are held back.
HELD_BACK = "OFFICIAL-SENSITIVE: held back"
#: Said beside words, of which the status and the marking stay.
_BESIDE = ("told_by", "owner_name", "reason", "comment")
_KEPT = ("status", "marking", "state")


def is_sensitive(words: LineWords, *, line: ReturnLine) -> bool:
    """Say whether the words are marked, or the action they are about."""
    return words.is_sensitive or line.action.is_sensitive


def words_for(
    words: W, *, line: ReturnLine, reader: User | None, also: Iterable[LineWords] = ()
) -> W:
    """Return the words, or a copy that keeps its status and marking and no text.

    ``also`` are words that these repeat or amend: their marking counts too. A copy
    has ``is_hidden``; it is for showing, never for saving.
    """
    counted: list[LineWords] = [words, *also]
    is_marked = any(is_sensitive(each, line=line) for each in counted)
    if not is_marked or _is_cleared(reader, line):
        return words
    return _blanked(words)


def earlier_for(earlier: Earlier, *, reader: User | None) -> Earlier:
    """Return what was reported before, as far as ``reader`` may read it."""
    words = words_for(earlier.words, line=earlier.words.line, reader=reader)
    return replace(earlier, words=words)


def may_read(line: ReturnLine, reader: User | None) -> bool:
    """Say whether ``reader`` may read what hangs on the line. One query at most."""
    return not held_back([line], reader=reader)


def held_back(lines: Iterable[ReturnLine], *, reader: User | None) -> set[int]:
    """Return the lines of which ``reader`` may not read what hangs on them.

    Questions, answers, notes and evidence speak of the words, so they are as
    sensitive as whatever the line has ever said. One query at most.
    """
    unread = {line.pk: line for line in lines if not _is_cleared(reader, line)}
    if not unread:
        return set()
    marked = ReportedLine.objects.filter(line__in=unread, marking=Marking.SENSITIVE)
    once = set(marked.values_list("line", flat=True))
    return {
        pk
        for pk, line in unread.items()
        if line.is_sensitive or line.action.is_sensitive or pk in once
    }


def texts_for(
    things: Iterable[T],
    *names: str,
    reader: User | None,
    hidden: Collection[int] | None = None,
) -> list[T]:
    """Return things that hang on lines; of those held back copies without texts.

    ``names`` are the fields with text. A thing has its ``line`` at hand, or None,
    which holds nothing back. A copy has ``is_hidden``. One query at most, and none
    where it is told the lines that are ``hidden``.
    """
    found = list(things)
    if hidden is None:
        lines = [line for each in found if (line := _line_of(each)) is not None]
        hidden = held_back(lines, reader=reader)
    return [
        _without_texts(each, names)
        if (line := _line_of(each)) is not None and line.pk in hidden
        else each
        for each in found
    ]


def _line_of(thing: Any) -> ReturnLine | None:
    line: ReturnLine | None = thing.line
    return line


def _is_cleared(reader: User | None, line: ReturnLine) -> bool:
    return reader is not None and policy.allows(reader, "actions.read_sensitive", line)


def _without_texts(thing: T, names: Iterable[str]) -> T:
    hidden: Any = copy.copy(thing)
    for name in names:
        if getattr(hidden, name):
            setattr(hidden, name, HELD_BACK)
    hidden.is_hidden = True
    blanked: T = hidden
    return blanked


def _blanked(words: W) -> W:
    hidden: Any = copy.copy(words)
    for name in (*words.WORDS, *_BESIDE):
        if name not in _KEPT and hasattr(hidden, name):
            setattr(
                hidden, name, "" if isinstance(getattr(hidden, name), str) else None
            )
    hidden.is_hidden = True
    blanked: W = hidden
    return blanked
