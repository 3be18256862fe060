"""Who may see and do what with periods, returns, lines and questions."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from actions.choices import RECEIVED, ReturnState
from actions.policy.actions import may_view_action
from hcss.kernel.policy import rule
from partnerships.choices import AGENCY_ROLES, COUNTY_ROLES, Role

if TYPE_CHECKING:
    from actions.models import Query, Return, ReturnLine
    from partnerships.models import User


@rule("actions.manage_periods")
def may_manage_periods(user: "User", subject: Any = None) -> bool:
    """Officers plan, open and close periods."""
    return user.holds(Role.OFFICER)


@rule("actions.view_board")
def may_view_board(user: "User", subject: Any = None) -> bool:
    """The board of who has returned is for officers, chairs, assurers, readers."""
    return user.holds(*COUNTY_ROLES)


@rule("actions.view_own_returns")
def may_view_own_returns(user: "User", subject: Any = None) -> bool:
    """The contact's home is for those who write for an agency."""
    return user.holds(*AGENCY_ROLES)


def visible_returns(user: "User", path: str = "") -> Q:
    """Return the filter for the returns that ``user`` may see.

    An agency sees its own in every state and others' once accepted; officers,
    chairs, assurers and readers see all. What they may read of its words is
    ``actions.read_words``.
    """
    if not user.reads_content:
        return Q(pk__in=[])
    if user.holds(*COUNTY_ROLES):
        return Q()
    return Q(**{f"{path}agency__in": user.agencies_as(*AGENCY_ROLES)}) | Q(
        **{f"{path}state": ReturnState.ACCEPTED}
    )


@rule("actions.view_return")
def may_view_return(user: "User", quarterly_return: "Return") -> bool:
    """The same rule as :func:`visible_returns`, for one return in hand."""
    if not user.reads_content:
        return False
    return (
        user.holds(*COUNTY_ROLES)
        or user.holds(*AGENCY_ROLES, agency_id=quarterly_return.agency_id)
        or quarterly_return.state == ReturnState.ACCEPTED
    )


@rule("actions.read_words")
def may_read_words(user: "User", quarterly_return: "Return") -> bool:
    """Say whether the person may read what was sent in.

    Officers, chairs, assurers and readers once it has come in; other agencies
    once it is accepted; nobody but the agency reads a draft.
    """
    if user.holds(*AGENCY_ROLES, agency_id=quarterly_return.agency_id):
        return True
    if user.holds(*COUNTY_ROLES):
        return quarterly_return.state in RECEIVED
    return user.reads_content and quarterly_return.state == ReturnState.ACCEPTED


@rule("actions.write_return")
def may_write_return(user: "User", quarterly_return: "Return") -> bool:
    """Only those who speak for the agency write in it (R35, R36)."""
    return user.holds(*AGENCY_ROLES, agency_id=quarterly_return.agency_id)


@rule("actions.write_line")
def may_write_line(user: "User", line: "ReturnLine") -> bool:
    """The same as ``actions.write_return``, for a line in hand."""
    return may_write_return(user, line.quarterly_return)


@rule("actions.view_line")
def may_view_line(user: "User", line: "ReturnLine") -> bool:
    """A line is seen by whoever sees both its return and its action."""
    return may_view_return(user, line.quarterly_return) and may_view_action(
        user, line.action
    )


@rule("actions.check_return")
def may_check_return(user: "User", quarterly_return: "Return") -> bool:
    """An officer accepts or asks, unless they may write the return themselves.

    Who submits does not accept.
    """
    return user.holds(Role.OFFICER) and not may_write_return(user, quarterly_return)


@rule("actions.answer_query")
def may_answer_query(user: "User", query: "Query") -> bool:
    """The agency that was asked answers."""
    return may_write_return(user, query.quarterly_return)
