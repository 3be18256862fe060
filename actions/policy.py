"""Who may see and do what with actions, returns and reminders."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q

from actions.choices import RECEIVED, Marking, ReturnState
from hcss.kernel.policy import rule
from partnerships.choices import AGENCY_ROLES, COUNTY_ROLES, Role

if TYPE_CHECKING:
    from actions.models import Action, DateChange, Query, Reminder, Return, ReturnLine
    from partnerships.models import User

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
    """An officer who did not ask for it decides (R23)."""
    return user.holds(Role.OFFICER) and change.asked_by_id != user.pk


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
    """Only the agency's own contacts and approvers write in it (R35, R36)."""
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


def visible_reminders(user: "User") -> Q:
    """Officers see the whole ledger; anybody else what was sent to them."""
    return Q() if user.holds(Role.OFFICER) else Q(person=user.pk)


@rule("actions.view_reminder")
def may_view_reminder(user: "User", reminder: "Reminder") -> bool:
    """The same rule as :func:`visible_reminders`, for one reminder in hand."""
    return user.holds(Role.OFFICER) or reminder.person_id == user.pk


@rule("actions.manage_reminders")
def may_manage_reminders(user: "User", subject: Any = None) -> bool:
    """Officers see who will be written to, and send again what failed."""
    return user.holds(Role.OFFICER)
