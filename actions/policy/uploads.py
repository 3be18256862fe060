"""Who may see the spreadsheets that came back."""

from typing import TYPE_CHECKING

from django.db.models import Q

from actions.policy.returns import may_write_return
from hcss.kernel.policy import rule
from partnerships.choices import AGENCY_ROLES

if TYPE_CHECKING:
    from actions.models import Upload
    from partnerships.models import User


def visible_uploads(user: "User") -> Q:
    """Return the filter for the uploads that ``user`` may see.

    They are drafts, so that nobody but the agency sees them, whatever has become of
    the return since.
    """
    if not user.reads_content:
        return Q(pk__in=[])
    return Q(quarterly_return__agency__in=user.agencies_as(*AGENCY_ROLES))


@rule("actions.view_upload")
def may_view_upload(user: "User", upload: "Upload") -> bool:
    """The same rule as :func:`visible_uploads`, for one upload in hand."""
    return may_write_return(user, upload.quarterly_return)


@rule("actions.decide_upload")
def may_decide_upload(user: "User", upload: "Upload") -> bool:
    """Whoever writes in the return saves an upload or sets it aside."""
    return may_write_return(user, upload.quarterly_return)
