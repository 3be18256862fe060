"""Stamps that only we can make: they tie a row to its line and a file to its return."""

import json
from collections.abc import Iterable, Mapping

from django.utils.crypto import constant_time_compare, salted_hmac

from actions.workbooks.columns import KEY_ROWS

_ROW, _BOOK = "actions.workbooks.row", "actions.workbooks.book"
_LENGTH = 32


def row_key(
    *, quarterly_return: int, line: int, version: int, given: Iterable[str]
) -> str:
    """Return the hidden key of a row: its line, and a stamp over all that is given.

    Moved to another row, return or version, or beside other words, it is not valid.
    """
    said = [quarterly_return, line, version, *map(flat, given)]
    return f"{line}-{_stamp(_ROW, said)}"


def book_stamp(facts: Mapping[str, str]) -> str:
    """Return the stamp over what the hidden sheet says of the whole."""
    return _stamp(_BOOK, [facts.get(name, "") for name, _ in KEY_ROWS[:-1]])


def is_same(one: str, other: str) -> bool:
    """Say whether two stamps are the same."""
    return constant_time_compare(one, other)


def flat(text: str) -> str:
    """Return a text as it is stamped: spreadsheets may change its white space."""
    return " ".join(text.split())


def _stamp(salt: str, said: list[object]) -> str:
    written = json.dumps(said)
    return salted_hmac(salt, written, algorithm="sha256").hexdigest()[:_LENGTH]
