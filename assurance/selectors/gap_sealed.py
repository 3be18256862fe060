"""The gap between the two judgements, as a seal has it."""

from collections.abc import Iterable
from dataclasses import fields

from django.utils import timezone

from actions.choices import Marking
from assurance.choices import WHOLE, Shown
from assurance.selectors.gap import gap_of
from assurance.selectors.gap_shapes import (
    AgencyWords,
    Judgement,
    JudgementGap,
    Rating,
    Scope,
)
from assurance.selectors.seal_shapes import Sealed, SealedAction, SealedOpinion
from priorities.models.agreement import OWNERSHIP

_WORDS = [each.name for each in fields(AgencyWords)]


def sealed_gap(sealed: Sealed, readable: Sealed) -> JudgementGap:
    """Return the gap of a sealed quarter. No query.

    ``readable`` is what the reader may read of it: figures are those of the whole,
    names and words only what is left there (R57).
    """
    named = {action.ref: action for action in readable.actions if action.status}
    ratings = [
        _rating(named.get(action.ref, action), is_named=action.ref in named)
        for action in sealed.actions
        if action.status
    ]
    return gap_of(
        ratings,
        _judgements(sealed.opinions),
        since={each.ref: each.since for each in sealed.gaps},
        levels=_levels(sealed),
    )


def _levels(sealed: Sealed) -> list[tuple[str, str]]:
    """Return the levels of the scale of assurance that was in force."""
    versions = [each for each in sealed.scales if each.name == "assurance"]
    newest = max(versions, key=lambda each: each.version, default=None)
    return [(each.label, each.tone) for each in newest.levels] if newest else []


def _rating(action: SealedAction, *, is_named: bool) -> Rating:
    line = action.line
    is_assessed = action.heading_code not in ("", OWNERSHIP)
    return Rating(
        ref=action.ref,
        title=action.title,
        priority_number=action.priority_number,
        heading_code=action.heading_code if is_assessed else "",
        heading_label=action.heading_label,
        agency=line.agency if line else action.lead,
        agency_slug=line.agency_slug if line else action.lead_slug,
        status=action.status,
        status_label=Shown(action.status).label,
        is_reported=line is not None,
        words=AgencyWords(**{name: getattr(line, name) for name in _WORDS})
        if line
        else AgencyWords(),
        said_by=line.signed_name if line else "",
        said_by_post=line.signed_post if line else "",
        said_on=timezone.localtime(line.sent_at).date() if line else None,
        is_hidden=line is not None and line.is_hidden,
        is_sensitive=action.marking == Marking.SENSITIVE,
        is_sensitive_line=line is not None and line.marking == Marking.SENSITIVE,
        is_named=is_named,
    )


def _judgements(opinions: Iterable[SealedOpinion]) -> dict[Scope, Judgement]:
    return {
        (each.priority_number, each.code or WHOLE): Judgement(
            number=each.number,
            level=each.level,
            level_label=each.level_label,
            tone=each.tone,
            reason=each.reason,
            giver=each.giver,
            given_by=each.given_by,
            given_by_post=each.given_by_post,
            given_on=each.given_on,
            is_out_of_date=each.is_out_of_date,
        )
        for each in opinions
    }
