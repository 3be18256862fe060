"""What this app looks for all the time: contradictions and gaps in what is promised."""

from actions.selectors.standing_checks.actions import CHECKS as OF_ACTIONS
from actions.selectors.standing_checks.lines import CHECKS as OF_LINES
from actions.selectors.standing_checks.people import CHECKS as OF_PEOPLE
from actions.selectors.standing_checks.waiting import CHECKS as OF_WAITING

__all__ = ["CHECKS"]

CHECKS = (*OF_LINES, *OF_ACTIONS, *OF_PEOPLE, *OF_WAITING)
