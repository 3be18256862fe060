"""What falls over when money ends: the next four quarters (the funding cliff)."""

from datetime import date
from typing import Any

from django.db.models import Count

from assurance.models import FundingConcern
from assurance.selectors.seal_shapes import SealedDependant, SealedFunding
from assurance.selectors.shapes import FundingFigures
from hcss.kernel.quarters import Quarter

#: How many quarters the horizon shows; the first is the one that runs.
AHEAD = 4


def horizon(*, on: date) -> tuple[SealedFunding, ...]:
    """Return every concern that is not settled, the soonest end first. Two queries.

    All of it, whatever its marking: what a reader may not see is taken out when it
    is read (R57).
    """
    concerns = FundingConcern.objects.open().with_source().with_dependants()
    return tuple(facts_of(each, on=on) for each in concerns.soonest_first())


def figures(*, on: date) -> FundingFigures:
    """Count what ends within the horizon, and what depends on it. One query."""
    last = quarters_ahead(on)[-1].ends_on
    ending = FundingConcern.objects.open().ending(first=on, last=last)
    counted = ending.aggregate(
        streams=Count("pk", distinct=True), actions=Count("actions", distinct=True)
    )
    return FundingFigures(**counted)


def quarters_ahead(on: date) -> tuple[Quarter, ...]:
    """Return the quarters of the horizon; the one that ``on`` is in comes first."""
    found = [Quarter.containing(on)]
    while len(found) < AHEAD:
        found.append(found[-1].next)
    return tuple(found)


def facts_of(concern: Any, *, on: date) -> SealedFunding:
    """Return a concern, fetched with its source and its dependants, as facts."""
    ends_on = concern.ends_on
    statement = concern.statement
    return SealedFunding(
        number=concern.pk,
        stream=concern.stream,
        ends_on=ends_on,
        quarter_label=str(Quarter.containing(ends_on)) if ends_on else "",
        within=_within(ends_on, on),
        note=concern.note,
        statement=statement.ref if statement else "",
        statement_text=statement.text if statement else "",
        actions=tuple(_dependant(each.action) for each in concern.depending),
    )


def _within(ends_on: date | None, on: date) -> int:
    """Return the place of the quarter in which it ends; 0 once the day has passed."""
    if ends_on is None or ends_on < on:
        return 0
    ahead = quarters_ahead(on)
    ending = Quarter.containing(ends_on)
    return ahead.index(ending) + 1 if ending in ahead else 0


def _dependant(action: Any) -> SealedDependant:
    lead = action.lead_agency
    return SealedDependant(
        ref=action.ref,
        title=action.title,
        lead=lead.name if lead else "",
        lead_slug=lead.slug if lead else "",
        marking=action.marking,
    )
