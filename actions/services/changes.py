"""What the services for actions share: changing one only as it was seen."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from actions.choices import ActionLife
from actions.models import Action, Contribution
from hcss.kernel import audit
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import Agency, User


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


def _names(agencies: dict[int, str]) -> str:
    return ", ".join(sorted(agencies.values()))
