"""The last opinion on every scope, and what every scale meant at the time."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Choices

from assurance.choices import (
    DIRECTION_MEANINGS,
    SHOWN_MEANINGS,
    STATE_MEANINGS,
    CellState,
    Confidence,
    Direction,
    Line,
    Shown,
)
from assurance.models import Opinion
from assurance.selectors.opinions import Opinions, opinions_at
from assurance.selectors.scales import Scales
from assurance.selectors.seal_contents.sealing import Sealing
from assurance.selectors.seal_shapes import SealedLevel, SealedOpinion, SealedScale
from priorities.models import Heading, Priority


def sealed_opinions(sealing: Sealing) -> tuple[tuple[SealedOpinion, ...], Scales]:
    """Return the last opinion on each scope, with the scales. Four queries."""
    found = opinions_at(agreement=sealing.agreement, standpoint=sealing.standpoint)
    headings = Heading.objects.filter(agreement=sealing.agreement).in_bulk()
    priorities = Priority.objects.filter(agreement=sealing.agreement).in_bulk()
    for (priority, heading), opinion in found.now.items():
        opinion.priority = priorities[priority]
        opinion.heading = headings[heading] if heading else None
    ordered = sorted(found.now.values(), key=_place)
    return tuple(_opinion(each, found) for each in ordered), found.scales


def _place(opinion: Opinion) -> tuple[int, int]:
    """By priority; the whole of it comes before its headings."""
    return opinion.priority.number, opinion.heading.order if opinion.heading else -1


def _opinion(opinion: Opinion, opinions: Opinions) -> SealedOpinion:
    level = opinions.scales.level_of(opinion)
    return SealedOpinion(
        number=opinion.pk,
        priority_number=opinion.priority.number,
        code=opinion.code,
        scope=opinion.scope,
        scale_version=opinion.scale_id,
        level=opinion.level,
        level_label=level.label,
        definition=level.definition,
        tone=level.tone,
        confidence=opinion.confidence,
        confidence_label=Confidence(opinion.confidence).label,
        line=opinion.line,
        giver=opinion.giver_label,
        is_self_assessment=opinion.is_self_assessment,
        evidence=opinion.evidence,
        evidence_sources=opinion.evidence_sources,
        evidence_on=opinion.evidence_on,
        reason=opinion.reason,
        interests=opinion.interests,
        why_better=opinion.why_better,
        warning=opinion.warning,
        given_by=opinion.given_by_name,
        given_by_post=opinion.given_by_post,
        given_on=opinion.given_on,
        expires_on=opinion.expires_on,
        is_out_of_date=opinion.is_out_of_date(on=opinions.standpoint.on),
    )


def sealed_scales(
    scales: Scales, opinions: tuple[SealedOpinion, ...]
) -> tuple[SealedScale, ...]:
    """Return every scale with its words and meanings. No query.

    The scale of assurance in force, and the earlier versions that an opinion is on.
    """
    used = {each.scale_version for each in opinions} | {scales.in_force}
    return (
        *(_assurance(scales, version) for version in sorted(used, reverse=True)),
        _words("delivery", Shown, SHOWN_MEANINGS),
        _words("direction", Direction, DIRECTION_MEANINGS),
        _explained("confidence", Confidence),
        _explained("line", Line),
        _words("state", CellState, STATE_MEANINGS),
    )


def _assurance(scales: Scales, version: int) -> SealedScale:
    levels = scales.of_version(version)
    return SealedScale(
        name="assurance",
        version=version,
        levels=tuple(
            SealedLevel(each.code, each.label, each.definition, each.tone)
            for each in levels
        ),
    )


def _words(
    name: str, choices: type[Choices], meanings: Mapping[Any, str]
) -> SealedScale:
    levels = (
        SealedLevel(str(value), str(label), meanings.get(value, ""), tone="")
        for value, label in choices.choices
    )
    return SealedScale(name=name, version=1, levels=tuple(levels))


def _explained(name: str, choices: type[Choices]) -> SealedScale:
    """Of "High: several current sources" the first word is the label."""
    parted = [(value, str(label).partition(": ")) for value, label in choices.choices]
    return SealedScale(
        name=name,
        version=1,
        levels=tuple(
            SealedLevel(str(value), label, f"{meaning.capitalize()}.", tone="")
            for value, (label, _, meaning) in parted
        ),
    )
