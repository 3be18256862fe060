"""Correcting what is known of an action."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypedDict

from django.db import transaction
from django.utils import timezone

from actions import events
from actions.choices import OPEN_LIVES, ActionLife, Marking
from actions.models import Action
from actions.services import answering
from actions.services.answering import Answering
from actions.services.changes import (
    change_action,
    fit_texts,
    overtaken,
    set_contributors,
)
from actions.services.faults import Faults
from hcss.kernel import policy
from hcss.kernel.personal_data import guard
from partnerships.models import Agency, Partnership, Post, User

_NOT_OVER = (ActionLife.PROPOSED, *OPEN_LIVES)
#: What may change while nothing but the Agreement's words is known.
_OF_A_PROPOSAL = ("title", "marking")
_TEXTS = ("title", "success_criterion")
_WHO = (
    "lead_agency",
    "overseen_by",
    "contact",
    "contact_post",
    "deputy",
    "contributors",
)


class Edit(TypedDict, total=False):
    """What an officer may correct. What is left out stays as it is."""

    title: str
    lead_agency: Agency | None
    contact: User | None
    contact_post: Post | None
    deputy: User | None
    success_criterion: str
    contributors: Sequence[Agency]
    overseen_by: Partnership | None
    marking: str


@transaction.atomic
def edit_action(
    *,
    actor: User,
    action: Action,
    version: int,
    changes: Edit,
    now: datetime,
    why: str = "",
    is_confirmed: bool = False,
) -> Action:
    """Correct what is known of an action; dates and life have their own ways.

    ``version`` is what the officer was looking at. A proposed action has only
    its title and marking to correct (R7). Nothing is written if nothing differs.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: a value cannot be, or a new lead without a reason.
        Conflict: it is over, or somebody changed it since; says who and when.
    """
    policy.require(actor, "actions.manage_actions", action)
    if action.life not in _NOT_OVER or action.version != version:
        raise overtaken(action, advice="Look at it again, then save.")
    different = _different(action, changes)
    _check_edit(action, different, why=why, on=timezone.localtime(now).date())
    if not different:
        return action
    guard(
        actor=actor,
        subject=action,
        texts={"why": why}
        | {name: different[name] for name in _TEXTS if name in different},
        before={name: getattr(action, name) for name in _TEXTS},
        is_confirmed=is_confirmed,
        now=now,
    )
    also = {}
    if "contributors" in different:
        agencies = different.pop("contributors")
        also = set_contributors(action=action, agencies=agencies)
    change_action(
        actor=actor,
        action=action,
        verb=events.ACTION_EDITED,
        allowed=_NOT_OVER,
        now=now,
        why=why.strip(),
        also=also,
        **different,
    )
    return action


def _different(action: Action, changes: Edit) -> dict[str, Any]:
    """Return those of ``changes`` that change something, words tidied."""
    sent: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in changes.items()
    }
    different = {
        name: value
        for name, value in sent.items()
        if name != "contributors" and getattr(action, name) != value
    }
    if "contributors" in sent and set(sent["contributors"]) != set(
        action.contributors.all()
    ):
        different["contributors"] = sent["contributors"]
    return different


def _check_edit(
    action: Action, different: dict[str, Any], *, why: str, on: date
) -> None:
    faults = Faults()
    if "title" in different:
        faults.need_line(
            "title", different["title"], "Say in a few words what is to be done."
        )
    if different.get("marking", Marking.OFFICIAL) not in Marking.values:
        faults.add("marking", "Choose one of the markings.")
    if action.life == ActionLife.PROPOSED:
        for name in different.keys() - set(_OF_A_PROPOSAL):
            faults.add(name, "This is for later: the action is not agreed yet.")
    else:
        _check_agreed(faults, action, different, why=why, on=on)
    faults.stop()


def _check_agreed(
    faults: Faults, action: Action, different: dict[str, Any], *, why: str, on: date
) -> None:
    if not different.get("success_criterion", "unchanged"):
        faults.add(
            "success_criterion", "Say by what the group will know that it is done."
        )
    fit_texts(faults, success_criterion=different.get("success_criterion"))
    faults.fit_line("why", why)
    who = _afterwards(action, different)
    if "lead_agency" in different:
        faults.need("why", why.strip(), "Name the decision that moved it to this lead.")
        answering.check_everybody(faults, who, on=on)
    else:
        _check_parts(faults, who, different, on=on)


def _check_parts(
    faults: Faults, who: Answering, different: dict[str, Any], *, on: date
) -> None:
    """Look only at what changes: a contact who has left blocks no other correction."""
    answering.check_board_has_contact(faults, who)
    answering.check_deputy_differs(faults, who)
    if "overseen_by" in different:
        answering.check_boards(faults, who, on=on)
    if "contributors" in different:
        answering.check_contributors(faults, who)
    if different.keys() & {"contact", "contact_post"}:
        answering.check_contact(faults, who, on=on)
    if "deputy" in different:
        answering.check_deputy(faults, who, on=on)


def _afterwards(action: Action, different: dict[str, Any]) -> Answering:
    """Return everybody who will have a part in the action."""
    present = {name: getattr(action, name) for name in _WHO} | {
        "contributors": list(action.contributors.all()),
        "lead_partnership": action.lead_partnership,
    }
    changed = {name: different[name] for name in _WHO if name in different}
    return Answering(**present | changed)
