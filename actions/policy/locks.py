"""Who may give more time, and who may propose and decide amendments."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q

from actions.policy.actions import visible_actions
from actions.policy.returns import may_write_return, visible_returns
from actions.return_choices import AmendmentState
from hcss.kernel.policy import rule
from partnerships.choices import AGENCY_ROLES, COUNTY_ROLES, Role

if TYPE_CHECKING:
    from actions.models import Amendment, Extension, Return, ReturnLine
    from partnerships.models import User


def visible_extensions(user: "User") -> Q:
    """Return the filter for the extensions that ``user`` may see.

    Whoever looks at the county, and the agency whose return it is.
    """
    if not user.reads_content:
        return Q(pk__in=[])
    if user.holds(*COUNTY_ROLES):
        return Q()
    return Q(quarterly_return__agency__in=user.agencies_as(*AGENCY_ROLES))


@rule("actions.grant_time")
def may_grant_time(user: "User", quarterly_return: "Return") -> bool:
    """An officer gives more time, but never to a return that they may write."""
    return user.holds(Role.OFFICER) and not may_write_return(user, quarterly_return)


@rule("actions.decide_extension")
def may_decide_extension(user: "User", extension: "Extension") -> bool:
    """The same, and never on what they asked for themselves."""
    return extension.asked_by_id != user.pk and may_grant_time(
        user, extension.quarterly_return
    )


def visible_amendments(user: "User") -> Q:
    """Return the filter for the amendments that ``user`` may see.

    Whoever looks at the county and the agency itself see all; other agencies what
    was approved in returns that they may read; nobody those of an action that is
    hidden from them (R57).
    """
    theirs = Q(quarterly_return__agency__in=user.agencies_as(*AGENCY_ROLES))
    approved = Q(state=AmendmentState.APPROVED)
    seen = visible_returns(user, "quarterly_return__")
    narrowed = Q() if user.holds(*COUNTY_ROLES) else theirs | approved
    return seen & narrowed & visible_actions(user, "line__action__")


@rule("actions.view_amendment")
def may_view_amendment(user: "User", amendment: "Amendment") -> bool:
    """The same rule as :func:`visible_amendments`, for one amendment in hand."""
    amendments = apps.get_model("actions", "Amendment")._default_manager
    return bool(amendments.filter(visible_amendments(user), pk=amendment.pk).exists())


@rule("actions.amend_returns")
def may_amend_returns(user: "User", subject: Any = None) -> bool:
    """Amendments are for those who write for an agency, and for officers."""
    return user.holds(Role.OFFICER, *AGENCY_ROLES)


@rule("actions.propose_amendment")
def may_propose_amendment(user: "User", line: "ReturnLine") -> bool:
    """The agency whose line it is proposes, and so does an officer (R33)."""
    return user.holds(Role.OFFICER) or may_write_return(user, line.quarterly_return)


@rule("actions.decide_amendment")
def may_decide_amendment(user: "User", amendment: "Amendment") -> bool:
    """The other side decides, and never the person who proposed it (R33, R35)."""
    if amendment.proposed_by_id == user.pk:
        return False
    is_agency = may_write_return(user, amendment.quarterly_return)
    if amendment.by_agency:
        return user.holds(Role.OFFICER) and not is_agency
    return is_agency
