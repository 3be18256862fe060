"""What a row says of its line: still true, something changed, nothing was due."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.choices import DeliveryStatus
from actions.return_choices import LineAnswer
from actions.workbooks.columns import BY_NAME, WRITTEN
from actions.workbooks.contents import Held, Line, in_cell

_WORDS = [column.name for column in WRITTEN if column.name != "answer"]
#: What is wrong, by the column at which it is said.
Faults = Mapping[str, str]
_ONLY_NOTHING = (
    f"“{LineAnswer.NOTHING_DUE.label}” is the answer, so the status can only be "
    f"“{DeliveryStatus.NOTHING_DUE.label}”. Choose one or the other."
)
_NOT_NOTHING = (
    f"“{LineAnswer.CHANGED.label}” is the answer: choose another status, or answer "
    f"“{LineAnswer.NOTHING_DUE.label}”."
)
_NOTHING_CHANGED = (
    f"“{LineAnswer.CHANGED.label}” is chosen, but nothing else in the row was changed. "
    "Write what changed, or leave the answer empty."
)


@dataclass(frozen=True)
class Answered:
    """What a row says, and what is wrong with its answer beside the rest."""

    #: The cells as they are meant: an answer speaks for the status too.
    typed: Mapping[str, Held]
    #: The names of the cells that say something else than the line.
    changed: list[str]
    #: What is to be saved of the line.
    words: Mapping[str, Any]
    is_still_true: bool
    faults: Faults


def answered(
    line: Line, *, typed: Mapping[str, Held], stored: Mapping[str, Held]
) -> Answered:
    """Return what the row says. ``typed`` and ``stored`` are cells by column."""
    answer = typed["answer"]
    if answer == LineAnswer.STILL_TRUE:
        return _still_true(line, typed, stored)
    meant = dict(typed)
    if answer == LineAnswer.NOTHING_DUE and typed["status"] == stored["status"]:
        meant["status"] = DeliveryStatus.NOTHING_DUE.value
    words = {name: meant[name] for name in _WORDS if meant[name] != stored[name]}
    is_new = bool(answer) and answer != stored["answer"]
    named = ["answer"] if is_new else []
    return Answered(
        typed=meant,
        changed=named + list(words),
        words=words,
        is_still_true=False,
        faults=_faults(meant, words, is_new=is_new),
    )


def _still_true(
    line: Line, typed: Mapping[str, Held], stored: Mapping[str, Held]
) -> Answered:
    """R38a: the earlier words again, so that no others may stand in the row."""
    is_new = stored["answer"] != LineAnswer.STILL_TRUE
    other = [
        name
        for name in _WORDS
        if _is_other(name, line, typed=typed, stored=stored, is_new=is_new)
    ]
    return Answered(
        typed=typed,
        changed=(["answer"] if is_new else []) + other,
        words={},
        is_still_true=True,
        faults={"answer": _stands_beside(other)} if other else {},
    )


def _stands_beside(names: list[str]) -> str:
    headings = ", ".join(BY_NAME[name].heading for name in names)
    return (
        f"“{LineAnswer.STILL_TRUE.label}” is chosen, but other words stand in the row: "
        f"{headings}. Empty those cells, or choose “{LineAnswer.CHANGED.label}”."
    )


def _is_other(
    name: str,
    line: Line,
    *,
    typed: Mapping[str, Held],
    stored: Mapping[str, Held],
    is_new: bool,
) -> bool:
    """Say whether a cell says something else than what was reported before."""
    held = typed[name]
    if held == stored[name] and (not is_new or name == "marking"):
        return False
    before = getattr(line.earlier.words, name) if line.earlier else None
    if held == (in_cell(before) if isinstance(before, str) else before):
        return False
    return bool(held) or not is_new


def _faults(
    meant: Mapping[str, Held], words: Mapping[str, Any], *, is_new: bool
) -> Faults:
    is_nothing = meant["status"] == DeliveryStatus.NOTHING_DUE
    if meant["answer"] == LineAnswer.NOTHING_DUE and not is_nothing:
        return {"status": _ONLY_NOTHING}
    if meant["answer"] == LineAnswer.CHANGED and is_nothing:
        return {"status": _NOT_NOTHING}
    if meant["answer"] == LineAnswer.CHANGED and is_new and not words:
        return {"answer": _NOTHING_CHANGED}
    return {}
