"""Actions, the quarter's returns and all about them, and the ledger of reminders."""

from actions.models.actions import Action
from actions.models.asks import Ask, AskReply
from actions.models.changes import Contribution, DateChange
from actions.models.delegation import ContributorReport, Delegation, Proposal
from actions.models.digests import Digest
from actions.models.evidence import Evidence, EvidenceUse
from actions.models.lines import ReportedLine, ReturnLine
from actions.models.locks import Amendment, Extension
from actions.models.periods import Period
from actions.models.queries import OfficerNote, Query
from actions.models.reminders import (
    CalendarAddress,
    Reminder,
    ReminderPreference,
    StageChange,
)
from actions.models.returns import Return, Submission
from actions.models.sign_off import SignOff
from actions.models.uploads import Upload

__all__ = [
    "Action",
    "Amendment",
    "Ask",
    "AskReply",
    "CalendarAddress",
    "Contribution",
    "ContributorReport",
    "DateChange",
    "Delegation",
    "Digest",
    "Evidence",
    "EvidenceUse",
    "Extension",
    "OfficerNote",
    "Period",
    "Proposal",
    "Query",
    "Reminder",
    "ReminderPreference",
    "ReportedLine",
    "Return",
    "ReturnLine",
    "SignOff",
    "StageChange",
    "Submission",
    "Upload",
]
