"""Who may see asks, answer them and settle them."""

from typing import TYPE_CHECKING

from django.db.models import Q

from actions.choices import Marking
from actions.policy.actions import CLEARED, may_view_action, visible_actions
from hcss.kernel.policy import rule
from partnerships.choices import AGENCY_ROLES, COUNTY_ROLES, Role

if TYPE_CHECKING:
    from actions.models import Ask, ReturnLine
    from partnerships.models import User


def visible_asks(user: "User") -> Q:
    """Return the filter for the asks that ``user`` may see.

    The agency that asks, the one that is asked, and whoever looks at the county;
    a sensitive one only those who are cleared and the two agencies (R57).
    """
    if not user.reads_content:
        return Q(pk__in=[])
    if user.holds(*CLEARED):
        return Q()
    agencies = user.agencies_as(*AGENCY_ROLES)
    theirs = Q(agency__in=agencies) | Q(of_agency__in=agencies)
    if not user.holds(*COUNTY_ROLES):
        return theirs
    return theirs | (~Q(marking=Marking.SENSITIVE) & visible_actions(user, "action__"))


@rule("actions.view_ask")
def may_view_ask(user: "User", ask: "Ask") -> bool:
    """The same rule as :func:`visible_asks`, for one ask in hand."""
    if not user.reads_content:
        return False
    if user.holds(*CLEARED):
        return True
    if {ask.agency_id, ask.of_agency_id} & set(user.agencies_as(*AGENCY_ROLES)):
        return True
    is_open = ask.marking != Marking.SENSITIVE and user.holds(*COUNTY_ROLES)
    return is_open and may_view_action(user, ask.action)


@rule("actions.raise_ask")
def may_raise_ask(user: "User", line: "ReturnLine") -> bool:
    """The people of the agency whose line it is."""
    agency = line.quarterly_return.agency_id
    return user.holds(*AGENCY_ROLES, agency_id=agency)


@rule("actions.answer_ask")
def may_answer_ask(user: "User", ask: "Ask") -> bool:
    """The agency that is asked; for the group an officer, or the chair named."""
    if ask.of_agency_id is not None:
        return user.holds(*AGENCY_ROLES, agency_id=ask.of_agency_id)
    is_named = ask.answerer_id == user.pk
    return user.holds(Role.OFFICER) or (is_named and user.holds(Role.CHAIR))


@rule("actions.settle_ask")
def may_settle_ask(user: "User", ask: "Ask") -> bool:
    """Only the agency that asked says that it is settled, or not enough.

    Somebody who speaks for both agencies does not: who was asked never closes it.
    """
    asked = user.holds(*AGENCY_ROLES, agency_id=ask.agency_id)
    return asked and not may_answer_ask(user, ask)


@rule("actions.overrule_ask")
def may_overrule_ask(user: "User", ask: "Ask") -> bool:
    """A chair closes it over the asker's head, unless it was asked of that chair."""
    return user.holds(Role.CHAIR) and not may_answer_ask(user, ask)


@rule("actions.name_answerer")
def may_name_answerer(user: "User", ask: "Ask") -> bool:
    """Officers name who answers."""
    return user.holds(Role.OFFICER)
