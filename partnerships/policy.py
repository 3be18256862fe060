"""Who may see and do what with agencies, boards, posts and people."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from hcss.kernel.policy import rule
from partnerships.choices import Role

if TYPE_CHECKING:
    from partnerships.models import User


def is_appointed(user: "User", subject: Any = None) -> bool:
    """Say whether the person has any appointment today: else they see nothing."""
    return bool(user.standing)


def visible_people(user: "User") -> Q:
    """Return the filter for the people that ``user`` may see.

    Officers and administrators see all; anyone else sees those who are active,
    because a partnership lives by knowing whom to ring.
    """
    if user.holds(Role.OFFICER, Role.ADMINISTRATOR):
        return Q()
    return Q(is_active=True) if is_appointed(user) else Q(pk=user.pk)


rule("partnerships.view_register")(is_appointed)


@rule("partnerships.read_content")
def may_read_content(user: "User", subject: Any = None) -> bool:
    """Everybody appointed but administrators reads actions, returns and opinions."""
    return user.reads_content


@rule("partnerships.view_person")
def may_view_person(user: "User", person: "User") -> bool:
    """The same rule as :func:`visible_people`, for one person in hand."""
    if user.holds(Role.OFFICER, Role.ADMINISTRATOR):
        return True
    return person.is_active if is_appointed(user) else person.pk == user.pk


@rule("partnerships.manage_register")
def may_manage_register(user: "User", subject: Any = None) -> bool:
    """Officers keep agencies, boards, posts and their history."""
    return user.holds(Role.OFFICER)


@rule("partnerships.manage_people")
def may_manage_people(user: "User", subject: Any = None) -> bool:
    """Officers and administrators invite, appoint and end people."""
    return user.holds(Role.OFFICER, Role.ADMINISTRATOR)


@rule("partnerships.appoint_person")
def may_appoint_person(user: "User", person: "User | None" = None) -> bool:
    """Those who manage people appoint them; an administrator never themselves.

    Otherwise whoever keeps the accounts could let themselves into the content.
    """
    if user.holds(Role.OFFICER):
        return True
    return user.holds(Role.ADMINISTRATOR) and person != user


@rule("partnerships.change_address")
def may_change_address(user: "User", person: "User | None" = None) -> bool:
    """Officers change anybody's address, administrators those of administrators.

    Whoever has the address can have a new password sent to it. An administrator
    changes it only for people who hold no other role, now or to come: otherwise
    whoever keeps the accounts could let themselves into the content.
    """
    if user.holds(Role.OFFICER):
        return True
    if not user.holds(Role.ADMINISTRATOR):
        return False
    return person is None or _only_administers(person)


def _only_administers(person: "User") -> bool:
    held = person.appointments.not_over(on=timezone.localdate())
    return set(held.values_list("role", flat=True)) == {Role.ADMINISTRATOR}


@rule("partnerships.keep_tokens")
def may_keep_tokens(user: "User", subject: Any = None) -> bool:
    """Whoever may read here may let a program of theirs read too."""
    return is_appointed(user)
