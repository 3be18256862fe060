"""What the API sends and the dashboard shows: the same dictionaries."""

from datetime import datetime
from typing import Any

from assurance.selectors import position
from hcss.kernel.plain import plain
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
    shown: dict[str, Any] = plain(position(quarter=quarter, person=person, now=now))
    return shown
