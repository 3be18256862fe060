"""The horizon as somebody may read it: live, or as at a seal (R46, R57)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from actions.models import Action
from assurance.choices import NOT_REPORTED, Shown
from assurance.models import FundingDependant, Seal
from assurance.selectors.funding import horizon, quarters_ahead
from assurance.selectors.funding_shapes import Dependent, Ending, Horizon, Stream
from assurance.selectors.moments import stand
from assurance.selectors.seal_reading import read, readable
from assurance.selectors.seal_shapes import Sealed, SealedDependant, SealedFunding
from assurance.selectors.statuses import Statuses
from partnerships.models import User
from priorities.models import Agreement

#: Of an action that is agreed by nobody yet.
_PROPOSED = ("proposed", "Proposed", "No lead is agreed.")
_UNHEARD = ("", "", "What its lead reported is not open to you yet.")
#: Its status, the word for it, and what its lead has said.
Standing = tuple[str, str, str]


@dataclass(frozen=True)
class _Readings:
    """How each action stands, for those that the reader may see, by reference."""

    standing: Mapping[str, Standing]
    seen: Collection[str]

    def of(self, action: SealedDependant) -> Dependent:
        status, label, heard = self.standing.get(action.ref, _UNHEARD)
        return Dependent(
            ref=action.ref,
            title=action.title,
            lead=action.lead,
            lead_slug=action.lead_slug,
            status=status,
            status_label=label,
            heard=heard,
            marking=action.marking,
        )


def live_horizon(*, person: User, now: datetime) -> Horizon:
    """Return the horizon as it is now. Seven queries, whatever there is."""
    on = timezone.localtime(now).date()
    return _arranged(horizon(on=on), _live(person, now), on)


def streams_of(
    funding: Iterable[SealedFunding], *, person: User, now: datetime
) -> tuple[Stream, ...]:
    """Return concerns with those of their dependants that ``person`` may see."""
    readings = _live(person, now)
    return tuple(_stream(each, readings) for each in funding)


def sealed_horizon(*, seal: Seal, person: User) -> Horizon:
    """Return the horizon that a seal holds, as far as ``person`` may read it."""
    whole = read(seal)
    on = timezone.localtime(whole.sealed_at).date()
    return _arranged(whole.funding, _sealed(readable(whole, person)), on)


def _arranged(
    funding: Iterable[SealedFunding], readings: _Readings, on: date
) -> Horizon:
    every = [(each, _stream(each, readings)) for each in funding]
    within = [each for each, _ in every if each.within]
    outside = [stream for each, stream in every if not each.within]
    quarters = tuple(
        _ending(str(quarter), [pair for pair in every if pair[0].within == place])
        for place, quarter in enumerate(quarters_ahead(on), start=1)
    )
    dated = [each for each in outside if each.ends_on is not None]
    return Horizon(
        on=on,
        quarters=quarters,
        ended=tuple(each for each in dated if each.ends_on and each.ends_on < on),
        unknown=tuple(each for each in outside if each.ends_on is None),
        later=tuple(each for each in dated if each.ends_on and each.ends_on >= on),
        streams_total=len(within),
        actions_total=_actions(within),
    )


def _ending(label: str, found: list[tuple[SealedFunding, Stream]]) -> Ending:
    streams = tuple(stream for _, stream in found)
    return Ending(label, streams, total=_actions(each for each, _ in found))


def _actions(funding: Iterable[SealedFunding]) -> int:
    """Count the actions that depend on any of them, each once."""
    return len({action.ref for each in funding for action in each.actions})


def _stream(funding: SealedFunding, readings: _Readings) -> Stream:
    return Stream(
        number=funding.number,
        stream=funding.stream,
        ends_on=funding.ends_on,
        quarter_label=funding.quarter_label,
        within=funding.within,
        note=funding.note,
        statement=funding.statement,
        statement_text=funding.statement_text,
        actions=tuple(
            readings.of(action)
            for action in funding.actions
            if action.ref in readings.seen
        ),
        total=len(funding.actions),
    )


def _live(person: User, now: datetime) -> _Readings:
    """Return how every action that depends on any funding stands. Five queries."""
    depending = Action.objects.filter(
        pk__in=FundingDependant.objects.values("action")
    ).order_by()
    visible = Action.objects.visible_to(person).filter(pk=OuterRef("pk"))
    known = depending.values_list("ref", Exists(visible))
    hidden = {ref for ref, is_seen in known if not is_seen}
    seen = {ref for ref, _ in known} - hidden
    statuses = _statuses(now)
    if statuses is None:
        return _Readings({}, seen)
    period = str(statuses.standpoint.period or "")
    lines = statuses.lines().filter(action__in=depending).visible_to(person)
    others = statuses.others().filter(pk__in=depending)
    proposed = depending.proposed().values_list("ref", flat=True)
    standing = dict.fromkeys(proposed, _PROPOSED)
    for ref, shown in lines.order_by().values_list("action__ref", "shown"):
        standing[ref] = _heard(shown, period)
    for ref, shown in others.values_list("ref", "shown"):
        standing[ref] = (shown, Shown(shown).label, "It owes no line this quarter.")
    return _Readings(standing, seen)


def _statuses(now: datetime) -> Statuses | None:
    agreement = Agreement.objects.current().first()
    return Statuses(stand(quarter=None, now=now), agreement) if agreement else None


def _heard(shown: str, period: str) -> Standing:
    if shown in NOT_REPORTED:
        return shown, Shown(shown).label, f"Its lead has said nothing for {period}."
    return shown, Shown(shown).label, f"Its lead reported for {period}."


def _sealed(sealed: Sealed) -> _Readings:
    """Return how each stood, from what the reader may read of the seal."""
    seen = {action.ref for each in sealed.funding for action in each.actions}
    standing: dict[str, Standing] = {}
    for action in sealed.actions:
        if action.ref in seen and (found := _stood(action, sealed.quarter_label)):
            standing[action.ref] = found
    return _Readings(standing, seen)


def _stood(action: Any, quarter: str) -> Standing | None:
    if action.life == "proposed":
        return _PROPOSED
    if not action.status:
        return None
    if action.line is None and action.status not in NOT_REPORTED:
        return action.status, action.status_label, "It owed no line that quarter."
    return (
        action.status,
        action.status_label,
        _heard(action.status, quarter)[2],
    )
