"""Who may see and give opinions."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from hcss.kernel.policy import rule
from partnerships.choices import Role

if TYPE_CHECKING:
    from assurance.models import Opinion
    from partnerships.models import User


@rule("assurance.view_assurance")
def may_view_assurance(user: "User", subject: Any = None) -> bool:
    """Everybody appointed but administrators may read the position."""
    return user.reads_content


def visible_opinions(user: "User") -> Q:
    """Return the filter for the opinions that ``user`` may see: all, or none."""
    return Q() if user.reads_content else Q(pk__in=[])


@rule("assurance.view_opinion")
def may_view_opinion(user: "User", opinion: "Opinion") -> bool:
    """The same rule as :func:`visible_opinions`, for one opinion in hand."""
    return user.reads_content


@rule("assurance.give_opinion")
def may_give_opinion(user: "User", subject: Any = None) -> bool:
    """Officers, chairs and assurers give opinions (R39, R62)."""
    return user.holds(Role.OFFICER, Role.CHAIR, Role.ASSURER)
