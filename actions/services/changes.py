"""What the services for actions share: changing one only as it was seen."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from actions import events
from actions.choices import ActionLife, DateChangeState
from actions.models import Action, Contribution, DateChange
from actions.services.faults import Faults
from hcss.kernel import audit, personal_data
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import Agency, User

#: The longest text that one box takes, on a page and in the API.
LONGEST_TEXT = 10_000
TEXT_TOO_LONG = f"Keep this to {LONGEST_TEXT:,} characters."


def change_action(
    *,
    actor: User,
    action: Action,
    verb: str,
    allowed: tuple[ActionLife, ...],
    now: datetime,
    why: str = "",
    also: audit.Changes | None = None,
    **changes: Any,
) -> None:
    """Change ``action`` if it is in an ``allowed`` life and still as it was read.

    Writes down what differs, with ``also`` what is kept outside its row.

    Raises:
        ValidationError: the action as changed breaks one of its constraints.
        Conflict: its life does not allow it, or somebody was first; says who.
    """
    require_life(action, allowed)
    different = audit.difference(action, changes) | (also or {})
    saved = compare_and_set(
        action,
        expected={"life": action.life, "version": action.version},
        version=action.version + 1,
        **changes,
    )
    if not saved:
        raise overtaken(action)
    audit.record(verb, actor=actor, subject=action, now=now, why=why, changes=different)


def require_life(action: Action, allowed: tuple[ActionLife, ...]) -> None:
    """Raise the conflict if the life of ``action`` does not allow what is asked."""
    if action.life not in allowed:
        raise overtaken(action)


def overtaken(action: Action, *, advice: str = "") -> Conflict:
    """Return the conflict that says how the action stands now, by whom and when."""
    life = Action.objects.values_list("life", flat=True).get(pk=action.pk)
    words = f"{action.ref} is {ActionLife(life).label.lower()} now."
    if last := audit.history(action).first():
        who = last.actor_name or "The system"
        words = f"{who} changed this on {moment(last.happened_at)}. {words}"
    return Conflict(f"{words} {advice}".strip(), code="changed")


def set_contributors(*, action: Action, agencies: Iterable[Agency]) -> audit.Changes:
    """Make ``agencies`` those that contribute; return what differs, by name."""
    wanted = {agency.pk: agency.name for agency in agencies}
    present = dict(action.contributions.values_list("agency", "agency__name"))
    if wanted.keys() == present.keys():
        return {}
    action.contributions.exclude(agency__in=wanted).delete()
    Contribution.objects.bulk_create(
        Contribution(action=action, agency_id=pk) for pk in wanted if pk not in present
    )
    return {"contributors": [_names(present), _names(wanted)]}


def fit_texts(faults: Faults, **texts: str | None) -> None:
    """Note each text that is longer than one box takes."""
    for field, text in texts.items():
        if text and len(text) > LONGEST_TEXT:
            faults.add(field, TEXT_TOO_LONG)


def keep_words(
    *,
    actor: User,
    action: Action,
    now: datetime,
    is_confirmed: bool,
    **texts: str | None,
) -> None:
    """Refuse texts that may be about people, or record who confirmed them (R55)."""
    personal_data.guard(
        actor=actor,
        subject=action,
        texts={field: text or "" for field, text in texts.items()},
        is_confirmed=is_confirmed,
        now=now,
    )


def end_waiting_request(*, actor: User, action: Action, now: datetime) -> None:
    """Refuse the request for a new date that waits, if any: its action is over.

    Who asks does not decide (R23): of their own request nobody is named.
    """
    change = action.date_changes.waiting().first()
    if change is None:
        return
    words = f"Overtaken: the action is {ActionLife(action.life).label.lower()}."
    saved = compare_and_set(
        change,
        expected={"state": DateChangeState.WAITING},
        state=DateChangeState.REFUSED,
        decided_by=None if change.asked_by_id == actor.pk else actor,
        decided_at=now,
        comment=words,
    )
    if saved:
        verb = events.DATE_CHANGE_REFUSED
        record_date_change(verb=verb, change=change, actor=actor, now=now, why=words)


def record_date_change(
    *, verb: str, change: DateChange, actor: User, now: datetime, why: str
) -> None:
    """Write it into the history of the action, where people look for it."""
    audit.record(
        verb,
        actor=actor,
        subject=change.action,
        now=now,
        why=why,
        changes={
            "date_asked_for": [change.old_on.isoformat(), change.new_on.isoformat()]
        },
    )


def _names(agencies: dict[int, str]) -> str:
    return ", ".join(sorted(agencies.values()))
