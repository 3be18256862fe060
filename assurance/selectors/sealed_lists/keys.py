"""Which row of a sealed list is about which thing, and what two readers both read."""

from collections.abc import Iterable
from typing import Any

from assurance.selectors.sealed_lists.shapes import Row, SealedList, Value

#: The columns that make a row of each list its own.
KEYS: dict[str, tuple[str, ...]] = {
    "actions": ("ref",),
    "returns": ("agency_slug",),
    "opinions": ("number",),
    "date_changes": ("ref", "number"),
    "asks": ("number",),
    "amendments": ("quarter", "agency_slug", "ref", "number"),
    "decisions": ("number",),
    "escalations": ("number",),
    "funding": ("number",),
    "checks": ("code",),
    "evidence": ("number", "ref"),
}


def key_of(code: str, row: Row) -> tuple[Value, ...]:
    """Return what makes a row its own among those of its list."""
    return tuple(row[name] for name in KEYS[code])


def in_both(one: SealedList, other: SealedList) -> tuple[Row, ...]:
    """Return what stands in both lists, of each field what stands in both (R57).

    For what leaves the site: what the reader may read and anybody may.
    """
    others = {key_of(other.code, row): row for row in other.rows}
    return tuple(
        {name: _less(value, others[key][name]) for name, value in row.items()}
        for row in one.rows
        for key in [key_of(one.code, row)]
        if key in others
    )


def _less(one: Value, other: Value) -> Value:
    if one == other:
        return one
    if isinstance(one, str) and isinstance(other, str):
        lines = set(other.split("\n"))
        return "\n".join(line for line in one.split("\n") if line in lines)
    return None


def find(rows: Iterable[Row], known: dict[str, Any]) -> Row | None:
    """Return the first row in which everything ``known`` stands."""
    wanted = known.items()
    return next(
        (row for row in rows if all(row[name] == value for name, value in wanted)), None
    )
