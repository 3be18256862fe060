"""What every cell says and where it goes, by looking at every opinion."""

from collections import Counter
from datetime import datetime
from typing import Any

from actions.models import Return
from assurance.models import Opinion
from priorities.models import Heading, Priority, Statement
from tests.assurance.recounts.chances import NOW, THIS, TODAY

#: What is counted, and how many: what a figure is of is part of its name.
Figures = dict[tuple[Any, ...], Any]

LEVELS = ("substantial", "reasonable", "limited", "none")


def opinions() -> tuple[Counter[tuple[Any, ...]], Figures]:
    """Count the cells by state; and return what each says and where it goes."""
    figures: Counter[tuple[Any, ...]] = Counter()
    states: Figures = {}
    for priority in Priority.objects.all():
        for heading in [None, *Heading.objects.exclude(code="OW")]:
            code = heading.code if heading else "all"
            state, direction = cell(priority, heading)
            states["state", priority.number, code] = state
            states["direction", priority.number, code] = direction
            figures["weak",] += state in ("limited", "none")
            figures["gone_down",] += direction == "deteriorating"
            if heading is not None:
                figures["states", state] += 1
                figures["cells",] += 1
                figures["of", "not_assessed"] += state != "no_heading"
                figures["gap", "not_assessed"] += state == "not_assessed"
                is_assessed = state not in ("no_heading", "not_assessed")
                figures["of", "out_of_date"] += is_assessed
                figures["gap", "out_of_date"] += state == "out_of_date"
    return figures, states


def cell(priority: Priority, heading: Heading | None) -> tuple[str, str]:
    """Return what one cell says, and its direction; of none given, no direction."""
    given = list(Opinion.objects.filter(priority=priority, heading=heading))
    opened_at = when_it_opened()
    now = last_by(given, NOW)
    before = last_by(given, opened_at)
    if now is None:
        said = Statement.objects.filter(priority=priority, heading=heading)
        is_there = heading is None or said.exists()
        return ("not_assessed" if is_there else "no_heading"), ""
    state = "out_of_date" if now.expires_on <= TODAY else now.level
    was = "not_assessed"
    if before is not None:
        is_over = before.expires_on <= opened_at.date()
        was = "out_of_date" if is_over else before.level
    if was not in LEVELS or state not in LEVELS:
        return state, "not_comparable"
    step = LEVELS.index(state) - LEVELS.index(was)
    if step == 0:
        return state, "stable"
    return state, "deteriorating" if step > 0 else "improving"


def when_it_opened() -> datetime:
    """Return when the quarter opened: the position before stood until then."""
    for owed in Return.objects.all():
        if owed.period.slug == THIS.slug and owed.period.opened_at is not None:
            return owed.period.opened_at
    raise AssertionError("the quarter has not opened")


def last_by(given: list[Opinion], moment: datetime) -> Opinion | None:
    """Return the last opinion given by a moment."""
    by_then = [each for each in given if each.given_at <= moment]
    return max(by_then, key=lambda each: (each.given_at, each.pk), default=None)
