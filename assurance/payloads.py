"""What the API sends and the dashboard shows: the same dictionaries."""

from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from assurance.selectors import position
from hcss.kernel.quarters import Quarter
from partnerships.models import User


def dashboard(
    *, quarter: Quarter | None, person: User, now: datetime
) -> dict[str, Any]:
    """Return the position of ``quarter`` as plain data; dates stay dates.

    Raises:
        Period.DoesNotExist: that quarter's period has not begun.
        Agreement.DoesNotExist: no agreement is loaded.
    """
    plain: dict[str, Any] = _plain(position(quarter=quarter, person=person, now=now))
    return plain


def _plain(value: Any) -> Any:
    """Return dataclasses as dictionaries and tuples as lists, all the way down."""
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value
