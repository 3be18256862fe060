"""Who may read which part of a paper, and who writes for it."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from actions.policy import CLEARED
from hcss.kernel.policy import rule
from partnerships.choices import Role

if TYPE_CHECKING:
    from assurance.models import WrittenPart
    from partnerships.models import User


@rule("assurance.read_closed_part")
def may_read_closed_part(user: "User", subject: Any = None) -> bool:
    """Those who may read what is OFFICIAL-SENSITIVE (R57)."""
    return user.holds(*CLEARED)


@rule("assurance.write_part")
def may_write_part(user: "User", subject: Any = None) -> bool:
    """Officers write for the paper, until the quarter is sealed."""
    return user.holds(Role.OFFICER)


def visible_written_parts(user: "User") -> Q:
    """Return the filter for the written parts that ``user`` may see before the seal.

    They are the officers' drafts; everybody else reads them in the paper.
    """
    return Q() if user.holds(Role.OFFICER) else Q(pk__in=[])


@rule("assurance.view_written_part")
def may_view_written_part(user: "User", part: "WrittenPart") -> bool:
    """The same rule as :func:`visible_written_parts`, for one part in hand."""
    return user.holds(Role.OFFICER)
