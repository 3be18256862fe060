"""The words in which the rest of the site asks for actions and returns."""

from actions.querysets.actions import ActionQuerySet, DateChangeQuerySet
from actions.querysets.asks import AskQuerySet
from actions.querysets.delegation import (
    ContributorReportQuerySet,
    DelegationQuerySet,
    ProposalQuerySet,
)
from actions.querysets.digests import DigestQuerySet
from actions.querysets.evidence import EvidenceQuerySet
from actions.querysets.locks import AmendmentQuerySet, ExtensionQuerySet
from actions.querysets.quarter import (
    PeriodQuerySet,
    QueryQuerySet,
    ReturnLineQuerySet,
    ReturnQuerySet,
)
from actions.querysets.reminders import ReminderQuerySet
from actions.querysets.uploads import UploadQuerySet

__all__ = [
    "ActionQuerySet",
    "AmendmentQuerySet",
    "AskQuerySet",
    "ContributorReportQuerySet",
    "DateChangeQuerySet",
    "DelegationQuerySet",
    "DigestQuerySet",
    "EvidenceQuerySet",
    "ExtensionQuerySet",
    "PeriodQuerySet",
    "ProposalQuerySet",
    "QueryQuerySet",
    "ReminderQuerySet",
    "ReturnLineQuerySet",
    "ReturnQuerySet",
    "UploadQuerySet",
]
