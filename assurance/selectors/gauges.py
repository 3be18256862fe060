"""What a monitor may know of the papers: how many wait to be made."""

from datetime import datetime

from assurance.models import Pack
from hcss.kernel.gauges import Gauge


def _waiting(now: datetime) -> float:
    packs: int = Pack.objects.under_way().count()
    return packs


GAUGES = (
    Gauge(
        "hcss_packs_waiting",
        "Papers that were asked for and are not made yet.",
        _waiting,
    ),
)
