"""Whom a form about an action offers: people, by the agency that they speak for."""

from collections import defaultdict
from datetime import date

from partnerships.choices import AGENCY_ROLES
from partnerships.models import Appointment, User

Group = tuple[str, list[tuple[int, str]]]


def people_by_agency(*, on: date) -> list[Group]:
    """Return those who speak for each agency, and its other people.

    Two queries. Somebody who speaks for two agencies is offered under both.
    """
    groups: dict[str, dict[int, str]] = defaultdict(dict)
    appointed = (
        Appointment.objects.current(on=on)
        .filter(role__in=AGENCY_ROLES, person__is_active=True)
        .select_related("person", "agency")
    )
    for held in appointed:
        groups[str(held.agency)][held.person_id] = _label(held.person)
    employed = User.objects.active().exclude(employer=None).select_related("employer")
    for person in employed:
        groups[str(person.employer)][person.pk] = _label(person)
    return [
        (agency, sorted(people.items(), key=lambda each: each[1]))
        for agency, people in sorted(groups.items())
    ]


def _label(person: User) -> str:
    return f"{person.name}, {person.post_title}" if person.post_title else person.name
