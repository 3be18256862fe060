"""The words in which the rest of the site asks for what assurance keeps."""

from assurance.querysets.escalations import EscalationQuerySet
from assurance.querysets.funding import FundingQuerySet
from assurance.querysets.meetings import (
    DecisionQuerySet,
    MeetingPaperQuerySet,
    MeetingQuerySet,
)
from assurance.querysets.opinions import OpinionQuerySet
from assurance.querysets.packs import PackQuerySet
from assurance.querysets.scales import ScaleQuerySet
from assurance.querysets.seals import SealQuerySet
from assurance.querysets.written_parts import WrittenPartQuerySet

__all__ = [
    "DecisionQuerySet",
    "EscalationQuerySet",
    "FundingQuerySet",
    "MeetingPaperQuerySet",
    "MeetingQuerySet",
    "OpinionQuerySet",
    "PackQuerySet",
    "ScaleQuerySet",
    "SealQuerySet",
    "WrittenPartQuerySet",
]
