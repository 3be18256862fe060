"""Who may read words that are marked OFFICIAL-SENSITIVE (R57)."""

from typing import TYPE_CHECKING

from actions.policy.actions import CLEARED
from hcss.kernel.policy import rule
from partnerships.choices import AGENCY_ROLES

if TYPE_CHECKING:
    from actions.models import ReturnLine
    from partnerships.models import User


@rule("actions.read_sensitive")
def may_read_sensitive(user: "User", line: "ReturnLine") -> bool:
    """Officers, chairs and assurers, and the agency whose words they are (R57)."""
    return is_cleared(user, agency_id=line.quarterly_return.agency_id)


def is_cleared(user: "User", *, agency_id: int) -> bool:
    """The same rule, for an agency of whose words only columns are in hand."""
    return user.holds(*CLEARED) or user.holds(*AGENCY_ROLES, agency_id=agency_id)
