"""The words in which the rest of the site asks for actions and returns."""

from actions.querysets.actions import ActionQuerySet, DateChangeQuerySet
from actions.querysets.quarter import (
    PeriodQuerySet,
    QueryQuerySet,
    ReturnLineQuerySet,
    ReturnQuerySet,
)
from actions.querysets.reminders import ReminderQuerySet

__all__ = [
    "ActionQuerySet",
    "DateChangeQuerySet",
    "PeriodQuerySet",
    "QueryQuerySet",
    "ReminderQuerySet",
    "ReturnLineQuerySet",
    "ReturnQuerySet",
]
