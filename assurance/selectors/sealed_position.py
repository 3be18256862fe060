"""The dashboard of a sealed quarter: from its seal and from nothing else (R46)."""

from dataclasses import replace
from typing import Any, TypeVar

from assurance.models import Seal
from assurance.selectors import escalations, lines, matters, returns
from assurance.selectors.seal_shapes import Sealed
from assurance.selectors.shapes import Listed, Position, ReturnsFacts, SealFacts

Counted = TypeVar("Counted", bound=Any)


def seal_facts(seal: Seal, *, is_shown: bool) -> SealFacts:
    """Return what the page of a quarter says of its seal."""
    return SealFacts(
        quarter=seal.period.slug,
        quarter_label=str(seal.period),
        sealed_at=seal.sealed_at,
        sealed_by=seal.sealed_by_name,
        sealed_by_post=seal.sealed_by_post,
        sha256=seal.sha256,
        is_shown=is_shown,
    )


def sealed_position(sealed: Sealed, seal: Seal) -> Position:
    """Return the position in a seal made readable, its lists as long as on the page."""
    position = sealed.position
    decide, worse = position.to_decide, position.worse
    return replace(
        position,
        to_decide=replace(
            decide,
            asks=_listed(decide.asks),
            late_asks=_cut(decide.late_asks, "asks", lines.NAMED),
            date_changes=decide.date_changes[: lines.NAMED],
        ),
        worse=replace(worse, actions=_listed(worse.actions)),
        exceptions=_listed(position.exceptions),
        contributor_issues=position.contributor_issues[: lines.NAMED],
        returns=_returns(position.returns),
        last_meeting=position.last_meeting
        and _cut(position.last_meeting, "matters", matters.NAMED),
        escalations=_cut(position.escalations, "escalations", escalations.NAMED),
        seal=seal_facts(seal, is_shown=True),
    )


def _listed(listed: Listed) -> Listed:
    return _cut(listed, "lines", lines.NAMED)


def _cut(facts: Counted, name: str, length: int) -> Counted:
    """Return the facts with so many named; the rest is counted with the not named."""
    named = getattr(facts, name)
    beyond = max(len(named) - length, 0)
    return replace(
        facts, **{name: named[:length], "not_named": facts.not_named + beyond}
    )


def _returns(facts: ReturnsFacts) -> ReturnsFacts:
    """Name as many agencies of each sort as the live page does."""
    seen: dict[tuple[Any, ...], int] = {}
    named = []
    for each in facts.agencies:
        sort = (each.kind, each.is_nil, each.missing_before, each.missing_twice)
        seen[sort] = seen.get(sort, 0) + 1
        if seen[sort] <= returns.NAMED:
            named.append(each)
    return replace(facts, agencies=tuple(named))
