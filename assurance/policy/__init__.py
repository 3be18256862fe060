"""Who may see and do what with opinions, seals, meetings and packs."""

from assurance.policy.escalations import visible_escalations
from assurance.policy.funding import visible_funding
from assurance.policy.meetings import (
    visible_decisions,
    visible_meetings,
    visible_papers,
)
from assurance.policy.opinions import visible_opinions
from assurance.policy.packs import visible_written_parts
from assurance.policy.scales import visible_scales
from assurance.policy.seals import visible_seals

__all__ = [
    "visible_decisions",
    "visible_escalations",
    "visible_funding",
    "visible_meetings",
    "visible_opinions",
    "visible_papers",
    "visible_scales",
    "visible_seals",
    "visible_written_parts",
]
