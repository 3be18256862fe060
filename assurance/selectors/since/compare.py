"""Two seals side by side, list by list."""

from assurance.selectors.seal_shapes import Sealed
from assurance.selectors.since import (
    actions,
    asks,
    dates,
    frame,
    group,
    opinions,
    returns,
    standing,
)
from assurance.selectors.since.kinds import KINDS
from assurance.selectors.since.shapes import Difference

_COMPARED = (
    opinions.opinions,
    actions.actions,
    dates.dates,
    returns.returns,
    group.escalations,
    group.amendments,
    group.decisions,
    asks.asks,
    standing.funding,
    standing.checks,
    frame.priorities,
    frame.agreement,
    frame.scales,
    frame.names,
)
_PLACES = {code: place for place, code in enumerate(KINDS)}
_LAST = 2**31


def differences(before: Sealed, after: Sealed) -> tuple[Difference, ...]:
    """Return every difference between two seals, the worst kind first.

    Nothing is asked of the database: any two seals can be compared for ever. What
    stands in neither list of differences is listed, with the reason, in
    :mod:`assurance.selectors.since.not_compared`.
    """
    found = (each for compared in _COMPARED for each in compared(before, after))
    return tuple(sorted(found, key=_order))


def _order(each: Difference) -> tuple[int, int, str, str]:
    number = _LAST if each.priority_number is None else each.priority_number
    return _PLACES[each.kind], number, each.subject, each.key
