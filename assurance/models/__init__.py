from assurance.models.escalations import Escalation
from assurance.models.funding import FundingConcern, FundingDependant
from assurance.models.meetings import Decision, Meeting, MeetingPaper
from assurance.models.opinions import Opinion
from assurance.models.scales import Scale, ScaleLevel
from assurance.models.seals import Pack, Seal, WrittenPart

__all__ = [
    "Decision",
    "Escalation",
    "FundingConcern",
    "FundingDependant",
    "Meeting",
    "MeetingPaper",
    "Opinion",
    "Pack",
    "Scale",
    "ScaleLevel",
    "Seal",
    "WrittenPart",
]
