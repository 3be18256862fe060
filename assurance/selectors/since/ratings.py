"""How two statuses of an action compare. The lead agency's words, nothing else."""

from assurance.choices import NOT_REPORTED, RATING_ORDER, Direction, Shown
from assurance.selectors.seal_shapes import SealedAction
from assurance.selectors.statuses import direction_of

#: The agency said something, rated or not.
_REPORTED = (*RATING_ORDER, Shown.NOT_STARTED, Shown.NOTHING_DUE)


def rating_kind(then: SealedAction | None, now: SealedAction) -> str:
    """Return what kind of difference the two statuses are, or nothing.

    A change of life that says the same is not said twice; that an action is off
    track, or is so no more, is always said.
    """
    was = then.status if then else ""
    if now.status == was:
        return ""
    if now.status == Shown.OFF_TRACK:
        return "new_red"
    if was == Shown.OFF_TRACK:
        return "silent" if now.status in NOT_REPORTED else "not_red"
    if then is None or not was or not now.status:
        return ""
    kind = _compared(was, now.status)
    is_said_by_life = then.life != now.life
    if is_said_by_life and (kind == "status" or now.status == Shown.COMPLETE):
        return ""
    return kind


def _compared(was: str, status: str) -> str:
    if status in NOT_REPORTED:
        return "silent" if was in _REPORTED else "status"
    if was in NOT_REPORTED:
        return "reported_again" if status in _REPORTED else "status"
    direction = direction_of(was, status)
    if direction == Direction.DETERIORATING:
        return "rating_down"
    return "rating_up" if direction == Direction.IMPROVING else "status"
