"""What a monitor may know of the invitations: how much mail is owed."""

from datetime import datetime

from hcss.kernel.gauges import Gauge
from partnerships.models import Invitation


def _unsent(now: datetime) -> float:
    invitations: int = Invitation.objects.usable(at=now).unsent().count()
    return invitations


GAUGES = (
    Gauge(
        "hcss_invitations_unsent",
        "Invitations whose mail is still owed.",
        _unsent,
    ),
)
