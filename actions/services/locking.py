"""How every service refuses to write in what is locked."""

from datetime import datetime

from actions.models import Return, ReturnLine
from actions.selectors.locks import lock_of
from actions.selectors.sentences import standing
from hcss.kernel.errors import Conflict, Locked


def hold(*, quarterly_return_id: int) -> None:
    """Hold the row of a return until the transaction ends; whoever is second waits.

    A conditional UPDATE alone is not enough where its condition looks at another
    table: PostgreSQL then judges it by what stood there before the wait.
    """
    rows = Return.objects.select_for_update().filter(pk=quarterly_return_id)
    list(rows.order_by().values_list("pk"))


def locked(*, thing: Return | ReturnLine, now: datetime) -> Conflict:
    """Return the refusal that explains the lock of a return or a line, read again.

    Pages show its words; the API besides them the facts of the lock.
    """
    fresh = _again(thing)
    lock = lock_of(fresh, at=now)
    if lock is not None:
        return Locked(lock.words, code=lock.code, lock=lock.facts)
    quarterly_return = fresh if isinstance(fresh, Return) else fresh.quarterly_return
    return Conflict(standing(quarterly_return), code=quarterly_return.state)


def _again(thing: Return | ReturnLine) -> Return | ReturnLine:
    if isinstance(thing, Return):
        returns = Return.objects.select_related("period", "agency", "accepted_by")
        fresh: Return = returns.get(pk=thing.pk)
        return fresh
    lines = ReturnLine.objects.with_action().select_related("accepted_by")
    line: ReturnLine = lines.get(pk=thing.pk)
    return line
