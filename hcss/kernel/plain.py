"""Dataclasses as plain data and back, and the one way to write that down.

Canonical JSON: keys in order, no spaces, UTF-8 as it is, dates in ISO 8601 and
moments in UTC; the same data has the same bytes, and so the same hash.
"""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from types import NoneType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

Shape = TypeVar("Shape")


def plain(value: Any) -> Any:
    """Return dataclasses as dictionaries and tuples as lists, all the way down."""
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value


def canonical(value: Any) -> str:
    """Return a dataclass, or plain data, as canonical JSON."""
    return json.dumps(
        plain(value),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_written,
    )


def digest(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, in hexadecimal."""
    return digest_of(text.encode())


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of ``content``, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def revived(shape: type[Shape], data: Any) -> Shape:
    """Return ``data``, as read from JSON, as the dataclass ``shape``.

    Raises:
        KeyError, ValueError: it is not of that shape.
    """
    hints = _hints(cast("Any", shape))
    values = {name: _value(hint, data[name]) for name, hint in hints.items()}
    return shape(**values)


@cache
def _hints(shape: type) -> dict[str, Any]:
    hints = get_type_hints(shape)
    return {each.name: hints[each.name] for each in fields(shape)}


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in canonical JSON")


def _value(hint: Any, value: Any) -> Any:
    """Return one value as its type says: a shape, many of one, a date, or itself."""
    if get_origin(hint) is tuple:
        return tuple(_value(get_args(hint)[0], each) for each in value)
    if value is None:
        return None
    kind = next((each for each in get_args(hint) if each is not NoneType), hint)
    if is_dataclass(kind):
        return revived(kind, value)  # type: ignore[arg-type]
    if kind in (datetime, date):
        return kind.fromisoformat(value)
    return value
