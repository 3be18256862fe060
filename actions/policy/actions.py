"""Who may see and do what with actions and their dates."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q

from actions.choices import Marking
from hcss.kernel.policy import rule
from partnerships.choices import AGENCY_ROLES, Role

if TYPE_CHECKING:
    from actions.models import Action, DateChange
    from partnerships.models import Partnership, User

#: Who may read what is marked OFFICIAL-SENSITIVE besides the agencies in it (R57).
CLEARED = (Role.OFFICER, Role.CHAIR, Role.ASSURER)


def visible_actions(user: "User", path: str = "") -> Q:
    """Return the filter for the actions that ``user`` may see.

    Everybody who reads content sees OFFICIAL actions; a sensitive one is for
    officers, chairs, assurers and the agencies that lead or contribute (R57).
    """
    if not user.reads_content:
        return Q(pk__in=[])
    if user.holds(*CLEARED):
        return Q()
    agencies = user.agencies_as(*AGENCY_ROLES)
    return (
        ~Q(**{f"{path}marking": Marking.SENSITIVE})
        | Q(**{f"{path}lead_agency__in": agencies})
        | Q(**{f"{path}pk__in": _contributed(agencies)})
    )


def _contributed(agencies: list[int]) -> Any:
    contributions = apps.get_model("actions", "Contribution").objects
    return contributions.filter(agency__in=agencies).values("action")


@rule("actions.view_action")
def may_view_action(user: "User", action: "Action") -> bool:
    """The same rule as :func:`visible_actions`, for one action in hand."""
    if not user.reads_content:
        return False
    if user.holds(*CLEARED) or not action.is_sensitive:
        return True
    agencies = user.agencies_as(*AGENCY_ROLES)
    return (
        action.lead_agency_id in agencies
        or action.contributions.filter(agency__in=agencies).exists()
    )


@rule("actions.manage_actions")
def may_manage_actions(user: "User", subject: Any = None) -> bool:
    """Officers propose, agree, edit, hold, verify and close actions."""
    return user.holds(Role.OFFICER)


@rule("actions.take_on_decided")
def may_take_on_decided(user: "User", group: "Partnership") -> bool:
    """Officers, and who chairs the group that decided it (R62): for that alone."""
    chairs = user.holds(Role.CHAIR, partnership_id=group.pk)
    return user.holds(Role.OFFICER) or chairs


@rule("actions.verify_action")
def may_verify_action(user: "User", action: "Action") -> bool:
    """An officer verifies, but never what their own hand may report (R20)."""
    return user.holds(Role.OFFICER) and not (
        action.lead_agency_id is not None
        and user.holds(*AGENCY_ROLES, agency_id=action.lead_agency_id)
    )


@rule("actions.ask_for_date")
def may_ask_for_date(user: "User", action: "Action") -> bool:
    """The lead agency's people ask for a new date; so may an officer (R23)."""
    if user.holds(Role.OFFICER):
        return True
    lead = action.lead_agency_id
    return lead is not None and user.holds(*AGENCY_ROLES, agency_id=lead)


@rule("actions.decide_date")
def may_decide_date(user: "User", change: "DateChange") -> bool:
    """An officer decides who neither asked for it nor writes for the agency (R23)."""
    lead = change.action.lead_agency_id
    is_of_lead = lead is not None and user.holds(*AGENCY_ROLES, agency_id=lead)
    asked = change.asked_by_id == user.pk
    return user.holds(Role.OFFICER) and not asked and not is_of_lead
