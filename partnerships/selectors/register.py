"""Who answers for whom, what was called what, and how a row stands now."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from partnerships.choices import Role
from partnerships.models import (
    Agency,
    AgencyName,
    Appointment,
    Membership,
    Partnership,
    Post,
    PostHolding,
    Succession,
    User,
    first_in_turn,
)
from partnerships.querysets import AgencyQuerySet

#: What an edit may change; its version is made of these.
EDITABLE: dict[type[models.Model], tuple[str, ...]] = {
    Agency: ("name", "kind", "short_name", "note", "ended_on", "needs_sign_off"),
    Partnership: ("name", "kind", "short_name", "host_agency_id", "note", "ended_on"),
    User: ("name", "email", "post_title", "employer_id", "is_active"),
}


def version_of(row: models.Model) -> str:
    """Return a short mark that changes whenever an editable value of ``row`` does.

    A form carries it, so that a save can tell whether somebody else was first.
    """
    values = [getattr(row, name) for name in EDITABLE[type(row)]]
    text = json.dumps(values, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def vacancies(*, on: date) -> AgencyQuerySet:
    """Return the agencies that can lead and have no contact on the day (R17)."""
    vacant = Agency.objects.able_to_lead().without_contact(on=on)
    return vacant.order_by("name")


def asked_for(agency_ids: Iterable[int], *, on: date) -> dict[int, list[Appointment]]:
    """Return who is asked for each agency on the day (R17). One query.

    Its contacts, or whoever stands in for them; an empty list if nobody can.
    """
    places: dict[int, list[Appointment]] = {key: [] for key in agency_ids}
    held = (
        Appointment.objects.current(on=on)
        .filter(agency__in=places, person__is_active=True)
        .select_related("person")
        .order_by("person__name", "pk")
    )
    for each in held:
        if each.agency_id:
            places[each.agency_id].append(each)
    return {key: first_in_turn(those) for key, those in places.items()}


def name_on(agency: Agency, *, on: date) -> str:
    """Return what the agency was called on the day (R51)."""
    return names_on([agency.pk], on=on).get(agency.pk, agency.name)


def names_on(agency_ids: Iterable[int], *, on: date) -> dict[int, str]:
    """Return the names of the agencies that were called something else on the day.

    An agency that is missing from the answer had the name it has today (R51).
    """
    earlier = AgencyName.objects.filter(
        Q(from_on=None) | Q(from_on__lte=on), agency__in=agency_ids, to_on__gte=on
    )
    return {each.agency_id: each.name for each in earlier.order_by("-to_on")}


def named_since(agency: Agency) -> date | None:
    """Return the day from which the agency has had its present name, if known."""
    return _day_after(list(agency.names.all()))


@dataclass(frozen=True)
class Held:
    """Appointments: those of today, and those that are over or to come."""

    now: list[Appointment]
    other: list[Appointment]


@dataclass(frozen=True)
class AgencyPage:
    """What an agency's page shows besides the agency."""

    names: list[AgencyName]
    named_since: date | None
    took_over_from: list[Succession]
    taken_over_by: list[Succession]
    held: Held
    is_vacant: bool
    #: Who is asked because the contact's place is vacant (R17).
    stand_ins: list[Appointment]
    is_without_approver: bool
    posts: list[Post]
    memberships: list[Membership]
    hosted: list[Partnership]


def agency_page(agency: Agency, *, on: date) -> AgencyPage:
    """Return the names, people, posts and boards of an agency, now and before."""
    held = _held(agency.appointments, on=on)
    active = [each for each in held.now if each.person.is_active]
    contacts = [each for each in active if each.role == Role.CONTACT]
    approvers = [each for each in active if each.role == Role.APPROVER]
    names = list(agency.names.order_by("to_on"))
    return AgencyPage(
        names=names,
        named_since=_day_after(names),
        took_over_from=list(
            agency.successions_to.select_related("predecessor").order_by("took_over_on")
        ),
        taken_over_by=list(
            agency.successions_from.select_related("successor").order_by("took_over_on")
        ),
        held=held,
        is_vacant=not contacts and not agency.why_it_cannot_lead,
        stand_ins=[] if contacts else first_in_turn(active),
        is_without_approver=agency.needs_sign_off and not approvers,
        posts=list(agency.posts.with_holder(on=on).order_by("title")),
        memberships=list(
            agency.memberships.select_related("partnership").order_by(
                "partnership__name", "starts_on"
            )
        ),
        hosted=list(agency.hosted.order_by("name")),
    )


@dataclass(frozen=True)
class PartnershipPage:
    """What a partnership's page shows besides the partnership."""

    held: Held
    chairs: list[Appointment]
    members: list[Membership]
    former_members: list[Membership]
    posts: list[Post]


def partnership_page(partnership: Partnership, *, on: date) -> PartnershipPage:
    """Return the chair, members and posts of a partnership, now and before."""
    held = _held(partnership.appointments, on=on)
    seats = list(
        partnership.memberships.select_related("agency").order_by("agency__name", "pk")
    )
    current = [each for each in seats if each.ends_on is None or each.ends_on > on]
    return PartnershipPage(
        held=held,
        chairs=[each for each in held.now if each.role == Role.CHAIR],
        members=current,
        former_members=[each for each in seats if each not in current],
        posts=list(partnership.posts.with_holder(on=on).order_by("title")),
    )


@dataclass(frozen=True)
class PersonPage:
    """What a person's page shows besides the person."""

    held: Held
    posts: list[PostHolding]


def person_page(person: User, *, on: date) -> PersonPage:
    """Return what somebody holds and has held."""
    return PersonPage(
        held=_held(person.appointments, on=on),
        posts=list(
            person.post_holdings.select_related(
                "post__agency", "post__partnership"
            ).order_by("-starts_on")
        ),
    )


def _held(appointments: models.Manager[Appointment], *, on: date) -> Held:
    everything = list(
        appointments.select_related("person", "agency", "partnership").order_by(
            "role", "person__name", "-starts_on"
        )
    )
    now = [
        each
        for each in everything
        if each.starts_on <= on and (each.ends_on is None or each.ends_on > on)
    ]
    return Held(now=now, other=[each for each in everything if each not in now])


def _day_after(names: list[AgencyName]) -> date | None:
    ends = [each.to_on for each in names if each.to_on]
    return max(ends) + timedelta(days=1) if ends else None
