"""Who may see the scale of assurance, and who may publish a new version."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from hcss.kernel.policy import rule
from partnerships.choices import Role

if TYPE_CHECKING:
    from assurance.models import Scale
    from partnerships.models import User


def visible_scales(user: "User") -> Q:
    """Return the filter for the versions that ``user`` may see: all, or none."""
    return Q() if user.reads_content else Q(pk__in=[])


@rule("assurance.view_scale")
def may_view_scale(user: "User", scale: "Scale") -> bool:
    """The same rule as :func:`visible_scales`, for one version in hand."""
    return user.reads_content


@rule("assurance.publish_scale")
def may_publish_scale(user: "User", subject: Any = None) -> bool:
    """Officers publish what the group has decided."""
    return user.holds(Role.OFFICER)
