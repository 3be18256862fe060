"""Who may see and keep meetings, their papers and what they decide."""

from typing import TYPE_CHECKING

from django.db.models import Q

from actions.choices import Marking
from actions.policy import CLEARED
from hcss.kernel.policy import rule
from partnerships.choices import Role

if TYPE_CHECKING:
    from assurance.models import Meeting
    from partnerships.models import User


def visible_meetings(user: "User") -> Q:
    """Return the filter for the meetings that ``user`` may see: all, or none."""
    return Q() if user.reads_content else Q(pk__in=[])


def visible_papers(user: "User") -> Q:
    """Return the filter for papers; the sensitive are for those cleared (R57)."""
    if not user.reads_content:
        return Q(pk__in=[])
    return Q() if user.holds(*CLEARED) else ~Q(marking=Marking.SENSITIVE)


def visible_decisions(user: "User") -> Q:
    """Return the filter for the decisions that ``user`` may read.

    A sensitive one, or one about a sensitive action, is for officers, chairs and
    assurers (R57).
    """
    if not user.reads_content:
        return Q(pk__in=[])
    if user.holds(*CLEARED):
        return Q()
    official = ~Q(marking=Marking.SENSITIVE)
    for action in ("action", "follow_up"):
        is_official = ~Q(**{f"{action}__marking": Marking.SENSITIVE})
        official &= Q(**{action: None}) | is_official
    return official


@rule("assurance.manage_meetings")
def may_manage_meetings(user: "User", meeting: "Meeting | None" = None) -> bool:
    """Officers plan meetings and add their papers."""
    return user.holds(Role.OFFICER)


@rule("assurance.record_decision")
def may_record_decision(user: "User", meeting: "Meeting | None" = None) -> bool:
    """Officers, and whoever chairs the group that met (R62)."""
    group = None if meeting is None else meeting.group_id
    return user.holds(Role.OFFICER) or user.holds(Role.CHAIR, partnership_id=group)
