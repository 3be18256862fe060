"""What later apps do when something has happened in an earlier one.

An app that may not import another says that something happened; whoever is concerned
has said so in ``ready()``. It runs in the same transaction, in plain sight of the
service that announces it, and must be safe to run again: what is owed is found anew.
"""

from collections.abc import Callable
from typing import Any

Concern = Callable[..., Any]

#: A period closed, or what came in to a closed one changed: ``period`` and ``now``.
PERIOD_CLOSED = "actions.period_closed"
#: An officer mended the address that mail to somebody goes to: ``person`` and ``now``.
ADDRESS_CHANGED = "partnerships.address_changed"
#: Somebody has left: ``actor``, ``person`` and ``now``.
PERSON_LEFT = "partnerships.person_left"

_concerned: dict[str, list[Concern]] = {}


def whenever(occasion: str, concern: Concern) -> None:
    """Have ``concern`` called whenever the occasion is announced; once each."""
    concerns = _concerned.setdefault(occasion, [])
    if concern not in concerns:
        concerns.append(concern)


def announce(occasion: str, **facts: Any) -> None:
    """Call whoever is concerned, one after another, with ``facts``."""
    for concern in _concerned.get(occasion, ()):
        concern(**facts)
