"""Appointments: who is trusted to do what, where, from when until when (R62)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.personal_data import guard
from hcss.kernel.transitions import compare_and_set
from partnerships import events
from partnerships.choices import AGENCY_ROLES, Role
from partnerships.models import Agency, Appointment, Partnership, User
from partnerships.services.changes import one_winner, refuse_strange_day


@one_winner()
@transaction.atomic
def appoint_person(
    *,
    actor: User,
    person: User,
    role: str,
    starts_on: date,
    now: datetime,
    agency: Agency | None = None,
    partnership: Partnership | None = None,
) -> Appointment:
    """Appoint somebody who has an account to a role, at its place, from a day.

    Raises:
        NotPermitted: ``actor`` does not manage people, or is an administrator
            appointing themselves.
        ValidationError: the person has left, the role needs a place or another
            one, or they have the appointment already.
    """
    policy.require(actor, "partnerships.appoint_person", person)
    refuse_strange_day(field="starts_on", day=starts_on)
    if not person.is_active:
        raise ValidationError(f"{person.name} has left: bring them back first.")
    refuse_wrong_place(role=role, agency=agency, partnership=partnership)
    appointment = Appointment(
        person=person,
        role=role,
        agency=agency,
        partnership=partnership,
        starts_on=starts_on,
    )
    appointment.full_clean()
    appointment.save()
    audit.record(
        events.PERSON_APPOINTED,
        actor=actor,
        subject=person,
        now=now,
        changes={"appointment": [None, str(appointment)]},
        why=f"from {starts_on:%-d %B %Y}",
    )
    return appointment


@transaction.atomic
def end_appointment(
    *,
    actor: User,
    appointment: Appointment,
    ends_on: date,
    now: datetime,
    why: str = "",
    is_confirmed: bool = False,
) -> Appointment:
    """Set the first day on which the person no longer has the role (R62).

    Raises:
        NotPermitted: ``actor`` does not manage people.
        ValidationError: nobody would be left as an officer, or the day is before
            the appointment began.
        Conflict: it has ended already.
    """
    policy.require(actor, "partnerships.manage_people", appointment.person)
    refuse_strange_day(field="ends_on", day=ends_on)
    guard(
        actor=actor,
        subject=appointment.person,
        texts={"why": why},
        is_confirmed=is_confirmed,
        now=now,
    )
    if appointment.role == Role.OFFICER:
        refuse_to_lose_the_last_officer(besides=[appointment], on=ends_on)
    if appointment.ends_on or not compare_and_set(
        appointment, expected={"ends_on": None}, ends_on=ends_on
    ):
        raise Conflict("This appointment has ended already.", code="ended")
    _record_ended(actor=actor, appointment=appointment, now=now, why=why)
    return appointment


@transaction.atomic
def end_every_appointment(
    *, actor: User, person: User, on: date, now: datetime
) -> None:
    """End what a leaver holds, and what they were about to hold (R62).

    Raises:
        NotPermitted: ``actor`` does not manage people.
        ValidationError: nobody would be left as an officer.
    """
    policy.require(actor, "partnerships.manage_people", person)
    held = list(person.appointments.not_over(on=on))
    officers = [each for each in held if each.role == Role.OFFICER]
    if officers:
        refuse_to_lose_the_last_officer(besides=officers, on=on)
    for appointment in held:
        appointment.ends_on = max(on, appointment.starts_on)
        appointment.full_clean()
        appointment.save(update_fields=["ends_on"])
        _record_ended(actor=actor, appointment=appointment, now=now, why="")


def refuse_wrong_place(
    *, role: str, agency: Agency | None, partnership: Partnership | None
) -> None:
    """Refuse a role at a place where it means nothing, or none where it needs one.

    Raises:
        ValidationError: in the words of the constraints, or of R11.
    """
    if partnership and partnership.ended_on:
        raise ValidationError({"partnership": f"{partnership.name} has ended."})
    if role in AGENCY_ROLES:
        _refuse_agency(agency, partnership)
    elif role == Role.CHAIR:
        _refuse_chair(agency, partnership)
    elif agency and partnership:
        raise ValidationError("Choose an agency or a partnership, and not both.")


def refuse_to_lose_the_last_officer(*, besides: list[Appointment], on: date) -> None:
    """Refuse to end ``besides`` if that leaves the service without an officer.

    The rows are locked, so that two officers cannot end each other at once.

    Raises:
        ValidationError: they are the last ones.
    """
    officers = Appointment.objects.select_for_update().filter(role=Role.OFFICER)
    ending = {each.pk for each in besides}
    for other in officers.order_by("pk").select_related("person"):
        stays = other.ends_on is None and other.starts_on <= on
        if other.pk not in ending and stays and other.person.is_active:
            return
    raise ValidationError(
        "This is the last officer: appoint another one first.", code="last_officer"
    )


def _refuse_agency(agency: Agency | None, partnership: Partnership | None) -> None:
    if not agency:
        raise ValidationError({"agency": "Say for which agency."})
    if partnership:
        raise ValidationError({"partnership": "This role is held at an agency."})
    if reason := agency.why_it_cannot_lead:
        raise ValidationError({"agency": f"No returns are asked of it. {reason}."})


def _refuse_chair(agency: Agency | None, partnership: Partnership | None) -> None:
    if agency:
        raise ValidationError({"agency": "A chair chairs a partnership."})
    if not partnership:
        raise ValidationError(
            {"partnership": "Say which partnership this person chairs."}
        )


def _record_ended(
    *, actor: User, appointment: Appointment, now: datetime, why: str
) -> None:
    changes = {
        "appointment": [str(appointment), None],
        "ends_on": [None, f"{appointment.ends_on:%Y-%m-%d}"],
    }
    audit.record(
        events.APPOINTMENT_ENDED,
        actor=actor,
        subject=appointment.person,
        now=now,
        why=why,
        changes=changes,
    )
