"""What the API sends and the dashboard shows: the same dictionaries."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from assurance.models import Seal
from assurance.selectors import Position, position
from assurance.selectors.seal_reading import read, readable
from assurance.selectors.seal_shapes import Sealed
from assurance.selectors.sealed_position import seal_facts, sealed_position
from assurance.selectors.seals import facts_of, seal_shown
from hcss.kernel.plain import plain
from hcss.kernel.quarters import Quarter
from partnerships.models import User


def dashboard(
    *, quarter: Quarter | None, person: User, now: datetime, as_at: str = ""
) -> dict[str, Any]:
    """Return the position of ``quarter`` as plain data; dates stay dates.

    It is that of the quarter's seal where there is one, unless ``as_at`` is “now”:
    :func:`assurance.selectors.seals.seal_shown` says which.

    Raises:
        Period.DoesNotExist: that quarter's period has not begun.
        Seal.DoesNotExist: there is no such seal.
        ValidationError: ``as_at`` is malformed.
        Agreement.DoesNotExist: no agreement is loaded.
    """
    shown, _ = position_and_seal(quarter=quarter, person=person, now=now, as_at=as_at)
    payload: dict[str, Any] = plain(shown)
    return payload


def position_and_seal(
    *, quarter: Quarter | None, person: User, now: datetime, as_at: str = ""
) -> tuple[Position, Sealed | None]:
    """Return the position, and what the person may read of the seal that it is from.

    Raises:
        The same as :func:`dashboard`.
    """
    seal = seal_shown(quarter=quarter, word=as_at, now=now)
    if seal is not None:
        sealed = readable(read(seal), person)
        return sealed_position(sealed, seal), sealed
    live = position(quarter=quarter, person=person, now=now)
    if not as_at or live.period is None:
        return live, None  # nothing was asked for, so there is no seal
    unshown = facts_of(Quarter.parse(live.period.slug))
    facts = seal_facts(unshown, is_shown=False) if unshown else None
    return replace(live, seal=facts), None


def sealed(*, seal: Seal, person: User) -> dict[str, Any]:
    """Return what ``person`` may read of a seal, whole, as plain data."""
    payload: dict[str, Any] = plain(readable(read(seal), person))
    return payload
