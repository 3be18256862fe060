"""Bringing stored rows into line with what a file says, and noting what changed."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from priorities.services.agreement_file.faults import Faults

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Wanted:
    """A row as the file has it: which one, where it stands, what it holds."""

    line: int
    label: str
    values: dict[str, Any]

    def at(self, names: tuple[str, ...]) -> Key:
        """Return the key of this row."""
        return tuple(self.values[name] for name in names)


@dataclass(frozen=True)
class Terms:
    """What a correction may do to one sort of row.

    ``source`` names the fields copied from the agreement: they never change (R5).
    ``fixed`` says in words why a row can be neither added to a loaded agreement
    nor taken away; ``kept`` why it cannot be taken away.
    """

    source: tuple[str, ...] = ()
    fixed: str = ""
    kept: str = ""


@dataclass
class Changes:
    """What one load did, for the audit trail and for the faults it met."""

    is_new: bool
    faults: Faults
    made: list[str] = field(default_factory=list)
    corrected: dict[str, list[Any]] = field(default_factory=dict)

    def note(self, label: str, before: Any, after: Any) -> None:
        """Write down one change, for people to read."""
        self.corrected[label] = [_plain(before), _plain(after)]


def bring_into_line(
    *,
    stored: models.QuerySet[Any],
    by: tuple[str, ...],
    wanted: list[Wanted],
    changes: Changes,
    terms: Terms | None = None,
) -> dict[Key, Any]:
    """Make, correct and remove rows until ``stored`` is what is ``wanted``.

    Returns the rows by the fields named in ``by``. What may not be done is noted as
    a fault of the file; the caller then gives up, and nothing of this remains.
    """
    terms = terms or Terms()
    rows = {tuple(getattr(row, name) for name in by): row for row in stored}
    missing = []
    for each in wanted:
        row = rows.get(each.at(by))
        if row is None:
            missing.append(each)
        else:
            _correct(row, each, changes, terms)
    _remove(rows, {each.at(by) for each in wanted}, changes, terms)
    for each, row in zip(missing, _add(stored, missing, changes, terms), strict=False):
        rows[each.at(by)] = row
    return rows


def _correct(row: models.Model, want: Wanted, changes: Changes, terms: Terms) -> None:
    different = [
        name for name, value in want.values.items() if getattr(row, name) != value
    ]
    for name in different:
        if name in terms.source:
            changes.faults.add(
                want.line,
                f"{want.label}: the words of a loaded agreement never change "
                f"({name}); load it as a new version, with another slug",
            )
            return
        changes.note(f"{want.label} {name}", getattr(row, name), want.values[name])
        setattr(row, name, want.values[name])
    if different:
        row.save(update_fields=different)


def _add(
    stored: models.QuerySet[Any], missing: list[Wanted], changes: Changes, terms: Terms
) -> list[Any]:
    if terms.fixed and not changes.is_new:
        for each in missing:
            changes.faults.add(each.line, f"{each.label} is new: {terms.fixed}")
        return []
    if not changes.is_new:
        for each in missing:
            changes.note(each.label, None, "added")
    made = [stored.model(**each.values) for each in missing]
    stored.model._default_manager.bulk_create(made)
    return made


def _remove(
    rows: dict[Key, Any], wanted: set[Key], changes: Changes, terms: Terms
) -> None:
    for key in set(rows) - wanted:
        row = rows.pop(key)
        if reason := terms.fixed or terms.kept:
            changes.faults.add(1, f"{row} is missing: {reason}")
        else:
            changes.note(str(row), "there", "removed")
            row.delete()


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
