"""A seal's parts put together."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from actions.models import Period
from assurance.selectors.dashboard import position
from assurance.selectors.escalations import sealed_escalations
from assurance.selectors.gap_live import sealed_gaps
from assurance.selectors.history_figures import history_figures
from assurance.selectors.matters import matters_arising
from assurance.selectors.seal_contents.actions import sealed_actions
from assurance.selectors.seal_contents.amendments import sealed_amendments
from assurance.selectors.seal_contents.changes import sealed_asks, sealed_date_changes
from assurance.selectors.seal_contents.figures import (
    sealed_checks,
    sealed_funding,
    sealed_priorities,
)
from assurance.selectors.seal_contents.group import sealed_meeting, sealed_words
from assurance.selectors.seal_contents.lines import lines_by_action, repeated
from assurance.selectors.seal_contents.opinions import sealed_opinions, sealed_scales
from assurance.selectors.seal_contents.returns import sealed_returns
from assurance.selectors.seal_contents.sealing import (
    Sealing,
    begin,
    by_ref,
    everybodys_reader,
)
from assurance.selectors.seal_shapes import FORMAT, Sealed, SealedCheck
from partnerships.models import User

Checks = Callable[[datetime], tuple[SealedCheck, ...]]


def contents(
    *, period: Period, actor: User, now: datetime, checks: Checks = sealed_checks
) -> Sealed:
    """Return everything that the seal of ``period`` holds, sealed by ``actor``.

    A fixed number of queries. What is OFFICIAL-SENSITIVE is there with its marking,
    to be taken out when it is read (R57).

    Raises:
        Period.DoesNotExist: the period has not begun.
        Agreement.DoesNotExist: no agreement is loaded.
    """
    sealing = begin(period=period, now=now)
    return Sealed(
        **_head(sealing, actor),
        **_reported(sealing),
        **_judged(sealing),
        meeting=sealed_meeting(sealing),
        priorities=sealed_priorities(sealing),
        date_changes=sealed_date_changes(sealing),
        asks=sealed_asks(sealing),
        amendments=sealed_amendments(sealing),
        checks=checks(now),
        funding=sealed_funding(sealing),
        written=sealed_words(sealing),
        **_from_the_group(sealing),
    )


def _head(sealing: Sealing, actor: User) -> dict[str, Any]:
    agreement, before = sealing.agreement, sealing.previous
    return {
        "format": FORMAT,
        "quarter": sealing.period.slug,
        "quarter_label": str(sealing.period),
        "group": agreement.group.name if agreement.group else "",
        "agreement": agreement.title,
        "agreement_slug": agreement.slug,
        "agreement_period": agreement.period_label,
        "sealed_at": sealing.now,
        "sealed_by": actor.name,
        "sealed_by_post": actor.post_title,
        "previous": before.period.slug if before else "",
        "previous_label": str(before.period) if before else "",
    }


def _reported(sealing: Sealing) -> dict[str, Any]:
    """Return what was sent in, and the figures of it."""
    same = repeated(sealing)
    whole = position(
        quarter=sealing.period.quarter,
        person=everybodys_reader(),
        now=sealing.now,
        names_all=True,
    )
    history = history_figures(
        standpoint=sealing.standpoint, agreement=sealing.agreement
    )
    return {
        "position": whole,
        "actions": sealed_actions(sealing, lines_by_action(sealing, same)),
        "returns": sealed_returns(sealing, whole, same),
        "history": history,
    }


def _judged(sealing: Sealing) -> dict[str, Any]:
    opinions, scales = sealed_opinions(sealing)
    gaps = sealed_gaps(statuses=sealing.statuses)
    return {
        "opinions": opinions,
        "scales": sealed_scales(scales, opinions),
        "gaps": tuple(sorted(gaps, key=lambda it: by_ref(it.ref))),
    }


def _from_the_group(sealing: Sealing) -> dict[str, Any]:
    standpoint = sealing.standpoint
    matters = matters_arising(standpoint=standpoint, agreement=sealing.agreement)
    since = sealing.previous.sealed_at if sealing.previous else None
    escalations = sealed_escalations(standpoint=standpoint, since=since)
    return {
        "matters_arising": tuple(sorted(matters, key=lambda it: it.number)),
        "escalations": tuple(
            sorted(
                escalations,
                key=lambda it: (it.reply_by, it.kind, it.agency, it.ref, it.raised_on),
            )
        ),
    }
