"""Who may see and make seals."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from hcss.kernel.policy import rule
from partnerships.choices import Role

if TYPE_CHECKING:
    from assurance.models import Seal
    from partnerships.models import User


def visible_seals(user: "User") -> Q:
    """Return the filter for the seals that ``user`` may see: all, or none.

    What of a seal's content the person may read is worked out as it is read (R57).
    """
    return Q() if user.reads_content else Q(pk__in=[])


@rule("assurance.view_seal")
def may_view_seal(user: "User", seal: "Seal") -> bool:
    """The same rule as :func:`visible_seals`, for one seal in hand."""
    return user.reads_content


@rule("assurance.seal_period")
def may_seal_period(user: "User", subject: Any = None) -> bool:
    """Officers freeze the position of a quarter."""
    return user.holds(Role.OFFICER)
