"""Who may see and do what with reminders."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from hcss.kernel.policy import rule
from partnerships.choices import Role

if TYPE_CHECKING:
    from actions.models import Reminder
    from partnerships.models import User


def visible_reminders(user: "User") -> Q:
    """Officers see the whole ledger; anybody else their own, but for what is held."""
    return Q() if user.holds(Role.OFFICER) else Q(person=user.pk, held_at=None)


def visible_messages(user: "User") -> Q:
    """Officers see every message; anybody else what was written to them."""
    return Q() if user.holds(Role.OFFICER) else Q(person=user.pk)


@rule("actions.view_reminder")
def may_view_reminder(user: "User", reminder: "Reminder") -> bool:
    """The same rule as :func:`visible_reminders`, for one reminder in hand."""
    is_theirs = reminder.person_id == user.pk and reminder.held_at is None
    return user.holds(Role.OFFICER) or is_theirs


@rule("actions.choose_ways")
def may_choose_ways(user: "User", person: "User") -> bool:
    """Everybody chooses for themselves how they are told, and nobody else does."""
    return user.pk == person.pk and bool(user.standing)


@rule("actions.keep_calendar")
def may_keep_calendar(user: "User", person: "User") -> bool:
    """The address of a calendar is made and revoked by whose calendar it is."""
    return user.pk == person.pk and bool(user.standing)


@rule("actions.manage_reminders")
def may_manage_reminders(user: "User", subject: Any = None) -> bool:
    """Officers see who will be written to, and send again what failed."""
    return user.holds(Role.OFFICER)
