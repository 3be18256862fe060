"""What became of actions: their rating, their life, who answers for them."""

from collections.abc import Iterator
from functools import partial

from actions.choices import ActionLife
from assurance.selectors.seal_shapes import Sealed, SealedAction, SealedLine
from assurance.selectors.since.action_words import said_of
from assurance.selectors.since.edits import edits
from assurance.selectors.since.ratings import rating_kind
from assurance.selectors.since.shapes import Difference, side_by_side

_PROPOSED = ActionLife.PROPOSED
_UNDER_WAY = (ActionLife.AGREED, ActionLife.ACTIVE)
_OVER = (ActionLife.COMPLETE, ActionLife.CLOSED)
#: What it is called when an action comes to such a life.
_LIVES = {
    ActionLife.ON_HOLD: "on_hold",
    ActionLife.COMPLETE: "complete",
    ActionLife.CLOSED: "closed",
}


def actions(before: Sealed, after: Sealed) -> Iterator[Difference]:
    """Yield what became of each action but its dates."""
    for then, now in side_by_side(before.actions, after.actions, lambda each: each.ref):
        if now is None:
            if then is not None:
                yield said_of(then, "gone", _standing(then), "Not in the position")
            continue
        yield from _rating(then, now)
        yield from _overdue(then, now)
        yield from _life(then, now)
        if then is not None:
            yield from _people(then, now)
            yield from _condition(then, now)
            yield from edits(then, now)


def _rating(then: SealedAction | None, now: SealedAction) -> Iterator[Difference]:
    kind = rating_kind(then, now)
    if kind:
        was = _standing(then) if then else "Not in the position"
        why = _why(kind, now.line)
        marking = now.line.marking if now.line and why else ""
        yield said_of(now, kind, was, _standing(now), why=why, marking=marking)


def _why(kind: str, line: SealedLine | None) -> str:
    """Return the agency's own words on what is wrong."""
    if line is None:
        return ""
    if kind == "new_red":
        return line.cause
    return line.issue if kind == "rating_down" else ""


def _standing(action: SealedAction) -> str:
    return action.status_label or action.life_label


def _overdue(then: SealedAction | None, now: SealedAction) -> Iterator[Difference]:
    """A date that passed; that it passed longer ago is no difference."""
    was = then.days_overdue if then else 0
    words = partial("Overdue by {} {}".format)
    if now.days_overdue and not was:
        late = words(now.days_overdue, _days(now.days_overdue))
        yield said_of(now, "overdue", "Not overdue", late)
    elif was and not now.days_overdue and now.life not in _OVER:
        yield said_of(now, "not_overdue", words(was, _days(was)), "Not overdue")


def _days(number: int) -> str:
    return "day" if number == 1 else "days"


def _life(then: SealedAction | None, now: SealedAction) -> Iterator[Difference]:
    kind = _life_kind(then.life if then else "", now.life)
    if not kind:
        return
    why = now.closing_decision if kind == "closed" else now.decision
    after = now.life_label
    if kind == "closed" and now.closed_as_label:
        after = f"{after}: {now.closed_as_label}"
    before = then.life_label if then else "Not in the position"
    yield said_of(now, kind, before, after, why=why)


def _life_kind(was: str, life: str) -> str:
    if was == life:
        return ""
    if life in _LIVES:
        return _LIVES[ActionLife(life)]
    if life == _PROPOSED:
        return "life" if was else "proposed"
    if was in ("", _PROPOSED):
        return "agreed"
    if was == ActionLife.ON_HOLD:
        return "resumed"
    return "started" if (was, life) == _UNDER_WAY else "life"


def _people(then: SealedAction, now: SealedAction) -> Iterator[Difference]:
    """Who answers for it. What an agreement gave first is not said apart."""
    is_first = then.life == _PROPOSED and now.life != _PROPOSED
    if then.lead_slug != now.lead_slug and not (is_first and not then.lead_slug):
        yield said_of(now, "lead_changed", then.lead or "None", now.lead or "None")
    if then.contact != now.contact and not (is_first and not then.contact):
        was, now_is = then.contact or "Vacant", now.contact or "Vacant"
        yield said_of(now, "contact_changed", was, now_is)


def _condition(then: SealedAction, now: SealedAction) -> Iterator[Difference]:
    if now.condition_met_on and not then.condition_met_on:
        yield said_of(now, "condition_met", "Not met", "Met", why=now.condition)
