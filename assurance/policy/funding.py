"""Who may see and keep concerns about funding."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from hcss.kernel.policy import rule
from partnerships.choices import Role

if TYPE_CHECKING:
    from assurance.models import FundingConcern
    from partnerships.models import User


def visible_funding(user: "User") -> Q:
    """Return the filter for the concerns that ``user`` may see: all, or none.

    Which actions depend on one is told of those only that the person may see (R57).
    """
    return Q() if user.reads_content else Q(pk__in=[])


@rule("assurance.view_funding")
def may_view_funding(user: "User", concern: "FundingConcern") -> bool:
    """The same rule as :func:`visible_funding`, for one concern in hand."""
    return user.reads_content


@rule("assurance.manage_funding")
def may_manage_funding(user: "User", subject: Any = None) -> bool:
    """Officers record concerns about funding, and what depends on it."""
    return user.holds(Role.OFFICER)
