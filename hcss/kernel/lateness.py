"""What should have happened by now and has not: said by /readyz and to officers.

Each app registers what it can be late with when it is ready. What it says is read by
anybody: how many and since when, never what or whom.
"""

from collections.abc import Callable
from datetime import UTC, datetime

#: Returns words for people, or None when all is in time.
Late = Callable[[datetime], str | None]

_registered: dict[str, Late] = {}


def register(name: str, late: Late) -> None:
    """Have this asked whenever somebody wants to know what is late."""
    if name in _registered:
        raise ValueError(f"two things to be late with are called {name!r}")
    _registered[name] = late


def what_is_late(now: datetime) -> list[str]:
    """Return the words of everything that is late, in the order of registering."""
    return [words for words in _asked(now).values() if words]


def figures(now: datetime) -> dict[str, float]:
    """Return 1 for each that is late and 0 for each that is not, by its name."""
    return {name: float(bool(words)) for name, words in _asked(now).items()}


def moment(at: datetime) -> str:
    """Return a moment as monitors are told it: in UTC, to the second (ISO 8601)."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _asked(now: datetime) -> dict[str, str | None]:
    return {name: late(now) for name, late in _registered.items()}
