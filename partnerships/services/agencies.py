"""Agencies: made, edited, renamed and succeeded, never deleted (R51, R53)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.personal_data import guard
from hcss.kernel.transitions import compare_and_set
from partnerships import events
from partnerships.models import Agency, AgencyName, Succession, User
from partnerships.selectors import named_since
from partnerships.services.changes import (
    edit,
    free_slug,
    one_winner,
    refuse_strange_day,
)


@one_winner()
@transaction.atomic
def create_agency(
    *,
    actor: User,
    name: str,
    kind: str,
    now: datetime,
    short_name: str = "",
    parent: Agency | None = None,
    note: str = "",
    is_confirmed: bool = False,
) -> Agency:
    """Put an agency on the register.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: an agency has, or had, this name; or the kind is unknown.
    """
    policy.require(actor, "partnerships.manage_register")
    _refuse_second_of_a_name(name, besides=None)
    agency = Agency(
        name=name,
        slug=free_slug(model=Agency, name=name),
        kind=kind,
        short_name=short_name,
        parent=parent,
        note=note,
    )
    agency.full_clean()
    agency.save()
    guard(
        actor=actor,
        subject=agency,
        texts={"note": note},
        is_confirmed=is_confirmed,
        now=now,
    )
    audit.record(events.AGENCY_CREATED, actor=actor, subject=agency, now=now)
    return agency


@transaction.atomic
def edit_agency(
    *,
    actor: User,
    agency: Agency,
    now: datetime,
    seen: str = "",
    is_confirmed: bool = False,
    **changes: Any,
) -> Agency:
    """Change kind, short name, note, or who signs. Names change by renaming.

    ``seen`` is the version that was looked at (``selectors.version_of``).

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: a value is refused.
        Conflict: somebody else changed it first; both values are named.
    """
    policy.require(actor, "partnerships.manage_register", agency)
    _refuse_other_fields(changes, "kind", "short_name", "note", "needs_sign_off")
    guard(
        actor=actor,
        subject=agency,
        texts={"note": changes.get("note", "")},
        before={"note": agency.note},
        is_confirmed=is_confirmed,
        now=now,
    )
    edit(
        actor=actor,
        row=agency,
        seen=seen,
        verb=events.AGENCY_EDITED,
        now=now,
        changes=changes,
    )
    return agency


@one_winner()
@transaction.atomic
def rename_agency(
    *,
    actor: User,
    agency: Agency,
    name: str,
    from_on: date,
    on: date,
    now: datetime,
    seen: str = "",
) -> Agency:
    """Give the agency a new name from a day; the old one keeps its time (R51).

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: the agency has ended, the name is taken or the same, the
            day is to come or before the present name began.
        Conflict: somebody else changed it first.
    """
    policy.require(actor, "partnerships.manage_register", agency)
    refuse_strange_day(field="from_on", day=from_on)
    began = named_since(agency)
    _refuse_renaming(agency, name, from_on, began, on)
    old = AgencyName(
        agency=agency,
        name=agency.name,
        from_on=began,
        to_on=from_on - timedelta(days=1),
    )
    old.full_clean()
    edit(
        actor=actor,
        row=agency,
        seen=seen,
        verb=events.AGENCY_RENAMED,
        now=now,
        changes={"name": name},
        why=f"from {from_on:%-d %B %Y}",
    )
    old.save()
    return agency


@one_winner()
@transaction.atomic
def correct_agency_name(
    *, actor: User, agency: Agency, name: str, now: datetime, seen: str = ""
) -> Agency:
    """Put right a name that was written wrongly: it never was the agency's name.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: another agency has, or had, this name.
        Conflict: somebody else changed it first.
    """
    policy.require(actor, "partnerships.manage_register", agency)
    _refuse_second_of_a_name(name, besides=agency)
    edit(
        actor=actor,
        row=agency,
        seen=seen,
        verb=events.AGENCY_NAME_CORRECTED,
        now=now,
        changes={"name": name},
    )
    return agency


@one_winner()
@transaction.atomic
def record_succession(
    *,
    actor: User,
    predecessor: Agency,
    successor: Agency,
    took_over_on: date,
    on: date,
    now: datetime,
    note: str = "",
    is_confirmed: bool = False,
) -> Succession:
    """Write down that one agency took over from another, which ends that day (R51).

    A body may have several successors, on the same day. The two stay two agencies,
    each with its own past (R52).

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: the day is to come or is not the one on which the agency
            ended; it would succeed itself; the succession is recorded already.
    """
    policy.require(actor, "partnerships.manage_register", predecessor)
    refuse_strange_day(field="took_over_on", day=took_over_on)
    _refuse_succession(predecessor, successor, took_over_on, on)
    guard(
        actor=actor,
        subject=predecessor,
        texts={"note": note},
        is_confirmed=is_confirmed,
        now=now,
    )
    succession = Succession(
        predecessor=predecessor,
        successor=successor,
        took_over_on=took_over_on,
        note=note,
    )
    succession.full_clean()
    succession.save()
    ended_before = predecessor.ended_on
    if not compare_and_set(
        predecessor, expected={"ended_on": ended_before}, ended_on=took_over_on
    ):
        raise Conflict("Somebody else ended this agency meanwhile.", code="changed")
    audit.record(
        events.AGENCY_SUCCEEDED,
        actor=actor,
        subject=predecessor,
        now=now,
        why=note,
        changes={
            "successor": [None, successor.name],
            "ended_on": [
                ended_before.isoformat() if ended_before else None,
                took_over_on.isoformat(),
            ],
        },
    )
    return succession


def _refuse_other_fields(changes: dict[str, Any], *allowed: str) -> None:
    if unknown := set(changes) - set(allowed):
        raise TypeError(f"an edit does not change {', '.join(sorted(unknown))}")


def _refuse_second_of_a_name(name: str, *, besides: Agency | None) -> None:
    """Refuse a name that another agency has or had: one body, one row (R51, R52)."""
    others = Agency.objects.exclude(pk=besides.pk) if besides else Agency.objects.all()
    other = others.filter(Q(name__iexact=name) | Q(names__name__iexact=name)).first()
    if other is None:
        return
    words = f"{other.name} is on the register already."
    if other.name.lower() != name.lower():
        words = f"{name} is an earlier name of {other.name}, which is on the register."
    raise ValidationError({"name": words})


def _refuse_renaming(
    agency: Agency, name: str, from_on: date, began: date | None, on: date
) -> None:
    if agency.ended_on:
        raise ValidationError(f"{agency.name} no longer exists: its name stays.")
    if name == agency.name:
        raise ValidationError({"name": "This is its name already."})
    if from_on > on:
        raise ValidationError(
            {"from_on": "Record a new name on or after the day it is used from."}
        )
    if began and from_on <= began:
        since = f"{began:%-d %B %Y}"
        raise ValidationError(
            {"from_on": f"The present name is used since {since}: give a later day."}
        )
    _refuse_second_of_a_name(name, besides=agency)


def _refuse_succession(
    predecessor: Agency, successor: Agency, took_over_on: date, on: date
) -> None:
    if took_over_on > on:
        raise ValidationError(
            {"took_over_on": "Record a succession on or after its day."}
        )
    if predecessor.ended_on and predecessor.ended_on != took_over_on:
        ended = f"{predecessor.ended_on:%-d %B %Y}"
        raise ValidationError(
            {"took_over_on": f"{predecessor.name} ended on {ended}: give that day."}
        )
    if successor.ended_on and successor.ended_on <= took_over_on:
        raise ValidationError(
            {"successor": f"{successor.name} had ended by then: choose another."}
        )
    if Succession.objects.filter(predecessor=successor, successor=predecessor).exists():
        raise ValidationError(
            {"successor": f"{predecessor.name} took over from {successor.name}."}
        )
