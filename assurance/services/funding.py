"""Keeping concerns about funding: the stream, its end, and what depends on it.

Loading an agreement records none (R7): an officer does, from what the Agreement says
or from what has been learnt since.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from actions.models import Action
from actions.selectors.windows import london_day
from actions.services.faults import Faults
from assurance import events
from assurance.models import FundingConcern, FundingDependant
from hcss.kernel import audit, personal_data, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import day
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User
from priorities.choices import RegisterCategory
from priorities.models import RegisterEntry, Statement

_MANAGE = "assurance.manage_funding"
_TEXTS = ("stream", "note")


@dataclass(frozen=True, kw_only=True)
class FundingFacts:
    """A stream of funding; ``ends_on`` is its last day, None if nobody knows."""

    stream: str
    ends_on: date | None = None
    note: str = ""
    entry: RegisterEntry | None = None
    statement: Statement | None = None


@transaction.atomic
def record_concern(
    *,
    actor: User,
    facts: FundingFacts,
    now: datetime,
    actions: Collection[Action] = (),
    is_confirmed: bool = False,
) -> FundingConcern:
    """Record a stream of funding that may end, and the actions that depend on it.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: no stream, a text too long, a day that cannot be, an entry
            of the register that is no funding, or personal data (R55).
    """
    policy.require(actor, _MANAGE)
    facts = _tidy(facts)
    _check(facts).stop()
    concern = FundingConcern(**_values(facts), recorded_by=actor, recorded_at=now)
    concern.full_clean()
    concern.save()
    _guard(actor, concern, facts, {}, is_confirmed=is_confirmed, now=now)
    audit.record(events.FUNDING_RECORDED, actor=actor, subject=concern, now=now)
    _link(actor, concern, {each.pk: each for each in actions}.values(), now)
    return concern


@transaction.atomic
def edit_concern(
    *,
    actor: User,
    concern: FundingConcern,
    facts: FundingFacts,
    version: int,
    now: datetime,
    is_confirmed: bool = False,
) -> FundingConcern:
    """Correct what is known of a stream; nothing is written if nothing differs.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: as :func:`record_concern`.
        Conflict: it is settled, or somebody changed it since ``version``.
    """
    policy.require(actor, _MANAGE, concern)
    facts = _tidy(facts)
    _check(facts).stop()
    values = _values(facts)
    different = audit.difference(concern, values)
    before = {name: getattr(concern, name) for name in _TEXTS}
    if not different and concern.version == version and concern.settled_on is None:
        return concern
    _change(concern, version=version, **values)
    _guard(actor, concern, facts, before, is_confirmed=is_confirmed, now=now)
    audit.record(
        events.FUNDING_EDITED,
        actor=actor,
        subject=concern,
        now=now,
        changes=different,
    )
    return concern


@transaction.atomic
def settle_concern(
    *,
    actor: User,
    concern: FundingConcern,
    why: str,
    version: int,
    now: datetime,
    is_confirmed: bool = False,
) -> FundingConcern:
    """Say why it is no longer a worry: renewed, replaced, or no longer needed.

    It leaves the horizon and stays on record, with the actions that depended on it.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: no reason, or personal data (R55).
        Conflict: it is settled, or somebody changed it since ``version``.
    """
    policy.require(actor, _MANAGE, concern)
    why = why.strip()
    faults = Faults()
    faults.need_words("why", why, "Say what settled it.")
    faults.stop()
    _change(concern, version=version, settled_on=london_day(now), settled_why=why)
    personal_data.guard(
        actor=actor,
        subject=concern,
        texts={"why": why},
        is_confirmed=is_confirmed,
        now=now,
    )
    audit.record(events.FUNDING_SETTLED, actor=actor, subject=concern, now=now, why=why)
    return concern


@transaction.atomic
def choose_actions(
    *,
    actor: User,
    concern: FundingConcern,
    actions: Collection[Action],
    version: int,
    now: datetime,
) -> FundingConcern:
    """Say which actions depend on the stream: these, and no others.

    Each that is added or taken away is an event of its own. Nothing is written if
    nothing differs.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        Conflict: it is settled, or somebody changed it since ``version``.
    """
    policy.require(actor, _MANAGE, concern)
    linked = {each.pk: each for each in concern.actions.all()}
    chosen = {each.pk: each for each in actions}
    added = [each for pk, each in chosen.items() if pk not in linked]
    removed = [each for pk, each in linked.items() if pk not in chosen]
    if not added and not removed and concern.version == version:
        return concern
    _change(concern, version=version)
    _link(actor, concern, added, now)
    _unlink(actor, concern, removed, now)
    return concern


# --- One winner ---------------------------------------------------------------------


def _change(concern: FundingConcern, *, version: int, **changes: Any) -> None:
    """Change the concern if it is open and as it was read; else raise Conflict."""
    expected = {"version": version, "settled_on": None}
    if compare_and_set(concern, expected=expected, version=version + 1, **changes):
        return
    fresh = FundingConcern.objects.get(pk=concern.pk)
    if fresh.settled_on is not None:
        raise Conflict(
            f"This was settled on {day(fresh.settled_on)}: {fresh.settled_why}",
            code="settled",
        )
    raise Conflict(
        "Somebody else has just changed this: look again, then save.", code="changed"
    )


def _link(
    actor: User, concern: FundingConcern, actions: Collection[Action], now: datetime
) -> None:
    for action in actions:
        FundingDependant.objects.create(concern=concern, action=action)
    _record(events.FUNDING_ACTION_LINKED, actor, concern, actions, now)


def _unlink(
    actor: User, concern: FundingConcern, actions: Collection[Action], now: datetime
) -> None:
    FundingDependant.objects.filter(concern=concern, action__in=actions).delete()
    _record(events.FUNDING_ACTION_UNLINKED, actor, concern, actions, now)


def _record(
    verb: str,
    actor: User,
    concern: FundingConcern,
    actions: Collection[Action],
    now: datetime,
) -> None:
    """Write an event per action, which names it by its reference alone (R57)."""
    is_linked = verb == events.FUNDING_ACTION_LINKED
    for action in actions:
        changed = ["", action.ref] if is_linked else [action.ref, ""]
        audit.record(
            verb, actor=actor, subject=concern, now=now, changes={"action": changed}
        )


# --- What is wrong ------------------------------------------------------------------


def _tidy(facts: FundingFacts) -> FundingFacts:
    return replace(facts, stream=facts.stream.strip(), note=facts.note.strip())


def _values(facts: FundingFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in FundingFacts.__dataclass_fields__}


def _check(facts: FundingFacts) -> Faults:
    faults = Faults()
    faults.need_line("stream", facts.stream, "Name the stream of funding.")
    faults.need_words("note", facts.note)
    faults.refuse_strange(ends_on=facts.ends_on)
    if facts.entry and facts.entry.category != RegisterCategory.FUNDING:
        faults.add("entry", f"{facts.entry} is not a funding stream of the register.")
    return faults


def _guard(
    actor: User,
    concern: FundingConcern,
    facts: FundingFacts,
    before: dict[str, str],
    *,
    is_confirmed: bool,
    now: datetime,
) -> None:
    personal_data.guard(
        actor=actor,
        subject=concern,
        texts={name: getattr(facts, name) for name in _TEXTS},
        before=before,
        is_confirmed=is_confirmed,
        now=now,
    )
