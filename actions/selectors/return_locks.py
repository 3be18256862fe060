"""What stands about locks, more time and amendments on the page of a return."""

from dataclasses import dataclass
from datetime import datetime

from actions.choices import RECEIVED, ReturnState
from actions.models import Extension, Return
from actions.selectors.amendments import Reading, of_return
from actions.selectors.locks import Lock, lock_of
from hcss.kernel import policy
from partnerships.models import User


@dataclass(frozen=True)
class Locks:
    """What one reader is told about them."""

    #: Only for those who write for the agency.
    lock: Lock | None
    extensions: list[Extension]
    amendments: list[Reading]
    may_give: bool
    may_ask: bool
    may_amend: bool


def locks_of(quarterly_return: Return, *, reader: User, now: datetime) -> Locks:
    """Return what the reader is told about locks, more time and amendments."""
    is_writer = policy.allows(reader, "actions.write_return", quarterly_return)
    is_outstanding = quarterly_return.state not in RECEIVED
    lock = lock_of(quarterly_return, at=now) if is_writer else None
    extensions = Extension.objects.filter(quarterly_return=quarterly_return)
    amends = is_writer or policy.allows(reader, "actions.manage_actions")
    return Locks(
        lock=lock,
        extensions=list(extensions.visible_to(reader).with_return().order_by("pk")),
        amendments=of_return(quarterly_return, reader=reader)
        if quarterly_return.state == ReturnState.ACCEPTED
        else [],
        may_give=is_outstanding
        and policy.allows(reader, "actions.grant_time", quarterly_return),
        may_ask=is_writer and is_outstanding and lock is None,
        may_amend=amends and quarterly_return.state == ReturnState.ACCEPTED,
    )
