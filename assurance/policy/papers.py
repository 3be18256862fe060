"""Who may have papers made, and who may read which."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from actions.policy import CLEARED
from assurance.meeting_choices import Part
from hcss.kernel.policy import rule
from partnerships.choices import Role

if TYPE_CHECKING:
    from assurance.models import Pack
    from partnerships.models import User


@rule("assurance.make_packs")
def may_make_packs(user: "User", subject: Any = None) -> bool:
    """Officers have the paper made, and chairs may."""
    return user.holds(Role.OFFICER, Role.CHAIR)


def visible_packs(user: "User") -> Q:
    """Return the filter for the packs that ``user`` may read (R57).

    The open part is for everybody who reads content, the closed part for those who
    may read what is OFFICIAL-SENSITIVE.
    """
    if not user.reads_content:
        return Q(pk__in=[])
    return Q() if user.holds(*CLEARED) else Q(part=Part.OPEN)


@rule("assurance.view_pack")
def may_view_pack(user: "User", pack: "Pack") -> bool:
    """The same rule as :func:`visible_packs`, for one pack in hand."""
    is_open = pack.part == Part.OPEN
    return user.reads_content and (is_open or user.holds(*CLEARED))
