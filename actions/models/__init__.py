"""Actions, the quarter's returns, and the ledger of reminders."""

from actions.models.actions import Action
from actions.models.changes import Contribution, DateChange
from actions.models.periods import Period
from actions.models.queries import OfficerNote, Query
from actions.models.reminders import Reminder
from actions.models.returns import (
    ReportedLine,
    Return,
    ReturnLine,
    Submission,
)

__all__ = [
    "Action",
    "Contribution",
    "DateChange",
    "OfficerNote",
    "Period",
    "Query",
    "Reminder",
    "ReportedLine",
    "Return",
    "ReturnLine",
    "Submission",
]
