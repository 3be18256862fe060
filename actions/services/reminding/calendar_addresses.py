"""The secret address under which a calendar reads what a person owes.

Reading it leaves no trace: nothing is written on a GET, so there is no "last read".
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from actions import events
from actions.models import CalendarAddress
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User


@dataclass(frozen=True)
class NewCalendarAddress:
    """An address just made. ``secret`` is shown once and kept nowhere."""

    address: CalendarAddress
    secret: str


def address_of(*, person: User) -> CalendarAddress | None:
    """Return the address in force of a person's calendar, if they have one."""
    found: CalendarAddress | None = CalendarAddress.objects.filter(
        person=person, revoked_at=None
    ).first()
    return found


def by_secret(*, secret: str) -> CalendarAddress | None:
    """Return the address in force with that secret, if its person is still here."""
    in_force = CalendarAddress.objects.filter(revoked_at=None, person__is_active=True)
    found = in_force.select_related("person").filter(digest=_digest(secret)).first()
    return found if found and found.person.standing else None


def url_of(*, secret: str) -> str:
    """Return the address that a calendar is given."""
    return f"{settings.SITE_URL}{reverse('actions:calendar-feed', args=[secret])}"


@transaction.atomic
def make_calendar_address(
    *, actor: User, person: User, now: datetime
) -> NewCalendarAddress:
    """Make a new address; the one before it, if any, is of no use from now on.

    Raises:
        NotPermitted: it is somebody else's calendar.
        Conflict: they made one at the same time in another window.
    """
    policy.require(actor, "actions.keep_calendar", person)
    before = address_of(person=person)
    if before:
        _revoke(actor, before, now)
    secret = token_urlsafe(32)
    made = CalendarAddress(person=person, digest=_digest(secret), made_at=now)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            "You have just made an address in another window.", code="made"
        ) from None
    audit.record(events.CALENDAR_ADDRESS_MADE, actor=actor, subject=made, now=now)
    return NewCalendarAddress(address=made, secret=secret)


@transaction.atomic
def revoke_calendar_address(*, actor: User, person: User, now: datetime) -> None:
    """Make the address of a person's calendar useless at once.

    Raises:
        NotPermitted: it is somebody else's calendar.
        Conflict: they have none, or no longer.
    """
    policy.require(actor, "actions.keep_calendar", person)
    address = address_of(person=person)
    if address is None:
        raise _gone()
    _revoke(actor, address, now)


def revoke_of_leaver(*, actor: User, person: User, now: datetime) -> None:
    """Make the address of somebody who has left useless, should they come back too."""
    if address := address_of(person=person):
        _revoke(actor, address, now)


def _revoke(actor: User, address: CalendarAddress, now: datetime) -> None:
    if not compare_and_set(address, expected={"revoked_at": None}, revoked_at=now):
        raise _gone()
    audit.record(events.CALENDAR_ADDRESS_REVOKED, actor=actor, subject=address, now=now)


def _gone() -> Conflict:
    return Conflict("Your calendar has no address any more.", code="revoked")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
