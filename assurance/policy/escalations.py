"""Who may see escalations, say to whom they go, and answer them (R47)."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q

from actions.policy import CLEARED, visible_actions
from hcss.kernel.policy import rule
from partnerships.choices import AGENCY_ROLES, COUNTY_ROLES, Role

if TYPE_CHECKING:
    from assurance.models import Escalation
    from partnerships.models import User


def visible_escalations(user: "User") -> Q:
    """Return the filter for the escalations that ``user`` may see.

    Those of their agency, and those put to them there; whoever looks at the county
    sees all. One about a sensitive action is for those cleared, and for the agency
    itself (R57).
    """
    if not user.reads_content:
        return Q(pk__in=[])
    if user.holds(*CLEARED):
        return Q()
    theirs = Q(agency__in=user.agencies_as(*AGENCY_ROLES))
    theirs |= Q(to_person=user, agency__in=_employed_by(user))
    if not user.holds(*COUNTY_ROLES):
        return theirs
    return theirs | Q(action=None) | visible_actions(user, "action__")


@rule("assurance.name_addressee")
def may_name_addressee(user: "User", escalation: "Escalation") -> bool:
    """Officers say who is to answer."""
    return user.holds(Role.OFFICER)


@rule("assurance.answer_escalation")
def may_answer_escalation(user: "User", escalation: "Escalation") -> bool:
    """Who was asked, as long as they are of the agency; its approvers; an officer.

    An officer types what the agency said, and names who told them.
    """
    agency = escalation.agency_id
    if user.holds(Role.OFFICER) or user.holds(Role.APPROVER, agency_id=agency):
        return True
    speaks = user.holds(*AGENCY_ROLES, agency_id=agency) or agency in _employers(user)
    return user.reads_content and escalation.to_person_id == user.pk and speaks


def _employed_by(user: "User") -> Any:
    """Return the same two as a query inside another, which costs none of its own."""
    agencies = apps.get_model("partnerships", "Agency")._default_manager
    own = agencies.filter(people=user.pk)
    return agencies.filter(
        Q(pk=user.employer_id) | Q(pk__in=own.values("parent"))
    ).values("pk")


def _employers(user: "User") -> list[int]:
    """Return the agency that employs the person, and the one it is part of."""
    if user.employer is None:
        return []
    return [key for key in (user.employer_id, user.employer.parent_id) if key]
