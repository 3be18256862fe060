"""Who signs a return for an agency, who may send it for signature, who types for it."""

from typing import TYPE_CHECKING

from django.db.models import Q

from actions.choices import ReturnState
from actions.policy.returns import may_write_return
from hcss.kernel.policy import rule
from partnerships.choices import AGENCY_ROLES, Role

if TYPE_CHECKING:
    from actions.models import Return, ReturnLine, SignOff
    from partnerships.models import User


def visible_sign_offs(user: "User") -> Q:
    """Return the filter for the rounds of sign-off that ``user`` may see.

    What an agency's people say to each other before a return goes is theirs.
    """
    if not user.reads_content:
        return Q(pk__in=[])
    return Q(quarterly_return__agency__in=user.agencies_as(*AGENCY_ROLES))


@rule("actions.view_sign_off")
def may_view_sign_off(user: "User", sign_off: "SignOff") -> bool:
    """The same rule as :func:`visible_sign_offs`, for one round in hand."""
    return may_write_return(user, sign_off.quarterly_return)


@rule("actions.sign_return")
def may_sign_return(user: "User", quarterly_return: "Return") -> bool:
    """An approver of the agency; whoever speaks for it where no sign-off is needed.

    What waits for sign-off is signed by an approver, whoever needs what since.
    """
    agency = quarterly_return.agency
    if user.holds(Role.APPROVER, agency_id=agency.pk):
        return True
    if agency.needs_sign_off or quarterly_return.state == ReturnState.AWAITING:
        return False
    return may_write_return(user, quarterly_return)


@rule("actions.send_for_sign_off")
def may_send_for_sign_off(user: "User", quarterly_return: "Return") -> bool:
    """The agency's people, where the agency needs sign-off."""
    agency = quarterly_return.agency
    return agency.needs_sign_off and may_write_return(user, quarterly_return)


@rule("actions.send_back")
def may_send_back(user: "User", quarterly_return: "Return") -> bool:
    """An approver of the agency."""
    return user.holds(Role.APPROVER, agency_id=quarterly_return.agency_id)


@rule("actions.write_for")
def may_write_for(user: "User", quarterly_return: "Return") -> bool:
    """An officer types what an agency said, but never for their own (R35, R36)."""
    return user.holds(Role.OFFICER) and not may_write_return(user, quarterly_return)


@rule("actions.read_draft")
def may_read_draft(user: "User", line: "ReturnLine") -> bool:
    """A draft is read by its agency; officers read what officers typed for it."""
    if may_write_return(user, line.quarterly_return):
        return True
    return line.written_for_by_id is not None and user.holds(Role.OFFICER)
