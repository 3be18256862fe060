"""Partnerships and who sits on them: made, edited, joined and left (R53)."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.personal_data import guard
from hcss.kernel.transitions import compare_and_set
from partnerships import events
from partnerships.models import Agency, Membership, Partnership, User
from partnerships.services.changes import (
    edit,
    free_slug,
    one_winner,
    refuse_strange_day,
)

_EDITABLE = {"name", "kind", "short_name", "host_agency", "note", "ended_on"}


@one_winner()
@transaction.atomic
def create_partnership(
    *,
    actor: User,
    name: str,
    kind: str,
    now: datetime,
    short_name: str = "",
    host_agency: Agency | None = None,
    note: str = "",
    is_confirmed: bool = False,
) -> Partnership:
    """Put a board, partnership, network, panel, group or forum on the register.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: there is one of this name, or the kind is unknown.
    """
    policy.require(actor, "partnerships.manage_register")
    if Partnership.objects.filter(name__iexact=name).exists():
        raise ValidationError({"name": f"{name} is on the register already."})
    partnership = Partnership(
        name=name,
        slug=free_slug(model=Partnership, name=name),
        kind=kind,
        short_name=short_name,
        host_agency=host_agency,
        note=note,
    )
    partnership.full_clean()
    partnership.save()
    guard(
        actor=actor,
        subject=partnership,
        texts={"note": note},
        is_confirmed=is_confirmed,
        now=now,
    )
    audit.record(events.PARTNERSHIP_CREATED, actor=actor, subject=partnership, now=now)
    return partnership


@one_winner()
@transaction.atomic
def edit_partnership(
    *,
    actor: User,
    partnership: Partnership,
    now: datetime,
    seen: str = "",
    is_confirmed: bool = False,
    **changes: Any,
) -> Partnership:
    """Change the name, kind, short name, host, note or the day it ended.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: a value is refused.
        Conflict: somebody else changed it first; both values are named.
    """
    policy.require(actor, "partnerships.manage_register", partnership)
    if unknown := set(changes) - _EDITABLE:
        raise TypeError(f"an edit does not change {', '.join(sorted(unknown))}")
    refuse_strange_day(field="ended_on", day=changes.get("ended_on"))
    guard(
        actor=actor,
        subject=partnership,
        texts={"note": changes.get("note", "")},
        before={"note": partnership.note},
        is_confirmed=is_confirmed,
        now=now,
    )
    edit(
        actor=actor,
        row=partnership,
        seen=seen,
        verb=events.PARTNERSHIP_EDITED,
        now=now,
        changes=changes,
    )
    return partnership


@one_winner()
@transaction.atomic
def add_member(
    *,
    actor: User,
    partnership: Partnership,
    agency: Agency,
    now: datetime,
    starts_on: date | None = None,
) -> Membership:
    """Write down that an agency sits on the partnership, from a day if it is known.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: it sits there already, or one of the two has ended.
    """
    policy.require(actor, "partnerships.manage_register", partnership)
    refuse_strange_day(field="starts_on", day=starts_on)
    if agency.ended_on:
        raise ValidationError({"agency": agency.why_it_cannot_lead})
    if partnership.ended_on:
        raise ValidationError(f"{partnership.name} has ended: nobody joins it.")
    membership = Membership(partnership=partnership, agency=agency, starts_on=starts_on)
    membership.full_clean()
    membership.save()
    audit.record(
        events.MEMBER_ADDED,
        actor=actor,
        subject=partnership,
        now=now,
        changes={"member": [None, agency.name]},
    )
    return membership


@transaction.atomic
def end_membership(
    *, actor: User, membership: Membership, ends_on: date, now: datetime
) -> Membership:
    """Write down the day on which an agency left; that it sat there stays.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: the day is before the membership began.
        Conflict: it has ended already.
    """
    policy.require(actor, "partnerships.manage_register", membership.partnership)
    refuse_strange_day(field="ends_on", day=ends_on)
    if membership.ends_on or not compare_and_set(
        membership, expected={"ends_on": None}, ends_on=ends_on
    ):
        raise Conflict("This membership has ended already.", code="ended")
    audit.record(
        events.MEMBERSHIP_ENDED,
        actor=actor,
        subject=membership.partnership,
        now=now,
        changes={"member": [membership.agency.name, None]},
        why=f"from {ends_on:%-d %B %Y}",
    )
    return membership
