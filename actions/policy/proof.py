"""Who may read the receipt of a sending-in."""

from typing import TYPE_CHECKING

from django.db.models import F, Q

from actions.choices import ReturnState
from actions.policy.returns import may_read_words
from hcss.kernel.policy import rule
from partnerships.choices import AGENCY_ROLES, COUNTY_ROLES

if TYPE_CHECKING:
    from actions.models import Submission
    from partnerships.models import User


def visible_receipts(user: "User") -> Q:
    """Return the filter for the sendings-in of which ``user`` may have proof."""
    if not user.reads_content:
        return Q(pk__in=[])
    if user.holds(*COUNTY_ROLES):
        return Q()
    agencies = user.agencies_as(*AGENCY_ROLES)
    return Q(quarterly_return__agency__in=agencies) | Q(
        quarterly_return__state=ReturnState.ACCEPTED,
        version=F("quarterly_return__version"),
    )


@rule("actions.read_receipt")
def may_read_receipt(user: "User", submission: "Submission") -> bool:
    """Whoever may read the return reads its latest receipt; who follows it, every one.

    Other agencies are shown what was accepted, not what went before it (R36).
    """
    quarterly_return = submission.quarterly_return
    if not may_read_words(user, quarterly_return):
        return False
    follows = user.holds(*COUNTY_ROLES) or user.holds(
        *AGENCY_ROLES, agency_id=quarterly_return.agency_id
    )
    return follows or submission.version == quarterly_return.version
