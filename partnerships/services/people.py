"""People: edited, ended when they leave, brought back, never deleted (R62)."""

from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from knox.models import AuthToken

from hcss.kernel import audit, occasions, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.personal_data import guard
from hcss.kernel.transitions import compare_and_set
from partnerships import events
from partnerships.choices import Role
from partnerships.models import Appointment, Invitation, User
from partnerships.selectors import version_of
from partnerships.services.appointments import end_every_appointment
from partnerships.services.changes import edit, one_winner
from partnerships.services.posts import give_up_posts

_EDITABLE = {"name", "post_title", "employer"}


@transaction.atomic
def edit_person(
    *, actor: User, person: User, now: datetime, seen: str = "", **changes: Any
) -> User:
    """Change the name, the post's title or the employer.

    Raises:
        NotPermitted: ``actor`` does not manage people.
        ValidationError: a value is refused.
        Conflict: somebody else changed it first; both values are named.
    """
    policy.require(actor, "partnerships.manage_people", person)
    if unknown := set(changes) - _EDITABLE:
        raise TypeError(f"an edit does not change {', '.join(sorted(unknown))}")
    edit(
        actor=actor,
        row=person,
        seen=seen,
        verb=events.PERSON_EDITED,
        now=now,
        changes=changes,
    )
    return person


@one_winner()
@transaction.atomic
def change_address(
    *, actor: User, person: User, email: str, now: datetime, seen: str = ""
) -> User:
    """Mend the address with which somebody signs in and to which their mail goes.

    The password stays, and so does what they have open. A link for a new password
    that went to the old address is of no use any more; nor is the old address.

    Raises:
        NotPermitted: ``actor`` may not change this person's address.
        ValidationError: it is no address, is theirs already, or is that of another
            account or of an invitation that nobody has answered.
        Conflict: somebody else changed it first.
    """
    policy.require(actor, "partnerships.change_address", person)
    stored, email = User.objects.get(pk=person.pk), email.strip().lower()
    _refuse_address(stored, email)
    is_stale = bool(seen) and seen != version_of(stored)
    if is_stale or not compare_and_set(
        stored, expected={"email": person.email}, email=email
    ):
        raise Conflict(
            "Somebody else changed this person while you had it open. "
            f"Their address is now “{stored.email}”.",
            code="changed",
        )
    old, person.email = person.email, email
    # Signing in looks there too, and makes the row anew when it needs one.
    EmailAddress.objects.filter(Q(user=person) | Q(email__iexact=email)).delete()
    audit.record(
        events.ADDRESS_CHANGED,
        actor=actor,
        subject=person,
        now=now,
        changes={"email": [_masked(old), _masked(email)]},
    )
    occasions.announce(occasions.ADDRESS_CHANGED, person=person, now=now)
    return person


@transaction.atomic
def end_person(
    *,
    actor: User,
    person: User,
    on: date,
    now: datetime,
    why: str = "",
    is_confirmed: bool = False,
) -> User:
    """Write down that somebody has left: access ends at once, their work stays (R62).

    Their appointments and posts end that day, their sessions and API tokens with
    this transaction.

    Raises:
        NotPermitted: ``actor`` does not manage people.
        ValidationError: this is the last officer.
        Conflict: they have left already.
    """
    policy.require(actor, "partnerships.manage_people", person)
    guard(
        actor=actor,
        subject=person,
        texts={"why": why},
        is_confirmed=is_confirmed,
        now=now,
    )
    end_every_appointment(actor=actor, person=person, on=on, now=now)
    give_up_posts(actor=actor, person=person, on=on, now=now)
    if not compare_and_set(person, expected={"is_active": True}, is_active=False):
        raise Conflict(f"{person.name} has left already.", code="left")
    AuthToken.objects.filter(user=person).delete()
    audit.record(
        events.PERSON_LEFT,
        actor=actor,
        subject=person,
        now=now,
        why=why,
        changes={"is_active": [True, False]},
    )
    occasions.announce(occasions.PERSON_LEFT, actor=actor, person=person, now=now)
    return person


@transaction.atomic
def bring_person_back(*, actor: User, person: User, now: datetime) -> User:
    """Let somebody who left sign in again. What they held does not come back.

    Raises:
        NotPermitted: ``actor`` may not appoint them.
        Conflict: they have not left.
    """
    policy.require(actor, "partnerships.appoint_person", person)
    if not compare_and_set(person, expected={"is_active": False}, is_active=True):
        raise Conflict(f"{person.name} has not left.", code="here")
    audit.record(
        events.PERSON_CAME_BACK,
        actor=actor,
        subject=person,
        now=now,
        changes={"is_active": [False, True]},
    )
    return person


@one_winner()
@transaction.atomic
def add_first_officer(*, name: str, email: str, on: date, now: datetime) -> User:
    """Make the first officer of a new installation, who then invites the others.

    They have no password yet: they ask for one on the sign-in page. Nobody acts,
    because there is nobody yet.

    Raises:
        ValidationError: there is an officer, the address has an account, or it is
            not an address.
    """
    if User.objects.holding(Role.OFFICER, on=on).exists():
        raise ValidationError("There is an officer already: ask them to invite you.")
    officer = User(name=name, email=email.lower())
    officer.set_unusable_password()
    officer.full_clean()
    officer.save()
    Appointment.objects.create(person=officer, role=Role.OFFICER, starts_on=on)
    audit.record(events.PERSON_ADDED, actor=None, subject=officer, now=now)
    return officer


def _refuse_address(person: User, email: str) -> None:
    """Refuse what is no address, or one by which somebody else is known.

    Raises:
        ValidationError: at ``email``.
    """
    try:
        User._meta.get_field("email").clean(email, None)
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from None
    if email == person.email:
        raise ValidationError({"email": "This is their address already."})
    other = User.objects.filter(email__iexact=email).exclude(pk=person.pk).first()
    if other:
        raise ValidationError({"email": f"{other.name} has this address."})
    invited = Invitation.objects.unanswered().filter(email__iexact=email).first()
    if invited:
        when = f"{invited.invited_at:%-d %B %Y}"
        raise ValidationError(
            {
                "email": f"{invited.name} was invited at this address on {when}: "
                "withdraw that invitation first."
            }
        )


def _masked(email: str) -> str:
    """Return an address as the history keeps it, which nobody can ever change."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}"
