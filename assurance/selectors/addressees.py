"""Who answers for an agency when something is put to it (R47)."""

from datetime import date

from django.db.models import Q, QuerySet

from assurance.meeting_choices import EscalationState
from assurance.models import Escalation
from partnerships.choices import AGENCY_ROLES, Role
from partnerships.models import Agency, Appointment, User


def addressee_of(agency: Agency, *, on: date) -> User | None:
    """Return whom an escalation to the agency names; None if nobody is in office.

    Its approver, else its member of the group, else its contact or their deputy. Of
    several the one who has been it longest: the same person every time.
    """
    held = Appointment.objects.current(on=on).filter(
        agency=agency, person__is_active=True
    )
    for role in (Role.APPROVER, Role.MEMBER, Role.CONTACT, Role.DEPUTY):
        first = held.filter(role=role).select_related("person")
        if appointment := first.order_by("starts_on", "pk").first():
            return appointment.person
    return None


def able_to_be_asked(agency: Agency, *, on: date) -> QuerySet[User]:
    """Return who may be named: who speaks for the agency, or works for it."""
    held = Appointment.objects.current(on=on).filter(agency=agency)
    speaking = held.filter(role__in=AGENCY_ROLES).values("person")
    works = Q(employer=agency) | Q(employer__parent=agency)
    people = User.objects.active().filter(Q(pk__in=speaking) | works)
    found: QuerySet[User] = people.order_by("name", "pk")
    return found


def speaks_for(person: User, escalation: Escalation) -> bool:
    """Say whether the person was asked, or speaks for the agency that was."""
    is_asked = escalation.to_person_id == person.pk
    return is_asked or person.holds(*AGENCY_ROLES, agency_id=escalation.agency_id)


def days_late(escalation: Escalation, *, on: date) -> int:
    """Return by how many days the reply is late; 0 if it is not, or has come."""
    is_open = escalation.state == EscalationState.OPEN
    return max((on - escalation.reply_by).days, 0) if is_open else 0
