"""Who may pass a line on, write for it, and contribute to a joint action (R37)."""

from typing import TYPE_CHECKING

from django.db.models import Q

from actions.choices import Marking
from actions.policy.actions import CLEARED, may_view_action, visible_actions
from actions.policy.returns import may_view_return, may_write_line, visible_returns
from hcss.kernel.policy import rule
from partnerships.choices import AGENCY_ROLES

if TYPE_CHECKING:
    from actions.models import ContributorReport, Delegation, Proposal, ReturnLine
    from partnerships.models import User


@rule("actions.view_mine")
def may_view_mine(user: "User", subject: object = None) -> bool:
    """Those who write for an agency, and those to whom a line was passed."""
    return user.holds(*AGENCY_ROLES) or user.delegations.exists()


@rule("actions.pass_on_line")
def may_pass_on_line(user: "User", line: "ReturnLine") -> bool:
    """Whoever may write on the line may pass it on, and take it back."""
    return may_write_line(user, line)


def visible_delegations(user: "User") -> Q:
    """Return the filter for the lines passed on that ``user`` may see.

    The agency's own people see all of theirs; anybody else what was passed to them.
    """
    agencies = user.agencies_as(*AGENCY_ROLES)
    return Q(to_person=user.pk) | Q(line__quarterly_return__agency__in=agencies)


@rule("actions.view_delegation")
def may_view_delegation(user: "User", delegation: "Delegation") -> bool:
    """The same rule as :func:`visible_delegations`, for one in hand."""
    return delegation.to_person_id == user.pk or may_write_line(user, delegation.line)


@rule("actions.take_back_line")
def may_take_back_line(user: "User", delegation: "Delegation") -> bool:
    """Any of those who write for the agency."""
    return may_write_line(user, delegation.line)


@rule("actions.propose_line")
def may_propose_line(user: "User", delegation: "Delegation") -> bool:
    """Only the person to whom the line was passed proposes words for it."""
    return delegation.to_person_id == user.pk


@rule("actions.decide_proposal")
def may_decide_proposal(user: "User", proposal: "Proposal") -> bool:
    """The owner of the line takes the words over, or does not (R36)."""
    return may_write_line(user, proposal.delegation.line)


@rule("actions.report_contribution")
def may_report_contribution(user: "User", line: "ReturnLine") -> bool:
    """The people of an agency that contributes to the action; they never rate it."""
    agencies = user.agencies_as(*AGENCY_ROLES)
    return line.action.contributions.filter(agency__in=agencies).exists()


def visible_contributions(user: "User") -> Q:
    """Return the filter for what contributors wrote, as far as ``user`` may read it.

    The contributor and the lead agency; whoever looks at the county; other agencies
    once the return is accepted. What is sensitive only the two agencies and those
    who are cleared (R57).
    """
    if not user.reads_content:
        return Q(pk__in=[])
    if user.holds(*CLEARED):
        return Q()
    agencies = user.agencies_as(*AGENCY_ROLES)
    theirs = Q(agency__in=agencies) | Q(line__quarterly_return__agency__in=agencies)
    return theirs | (
        ~Q(marking=Marking.SENSITIVE)
        & visible_returns(user, "line__quarterly_return__")
        & visible_actions(user, "line__action__")
    )


@rule("actions.view_contribution")
def may_view_contribution(user: "User", report: "ContributorReport") -> bool:
    """The same rule as :func:`visible_contributions`, for one in hand."""
    if not user.reads_content:
        return False
    if user.holds(*CLEARED):
        return True
    both = {report.agency_id, report.line.quarterly_return.agency_id}
    if both & set(user.agencies_as(*AGENCY_ROLES)):
        return True
    return (
        report.marking != Marking.SENSITIVE
        and may_view_return(user, report.line.quarterly_return)
        and may_view_action(user, report.line.action)
    )
