"""What this app looks for all the time: opinions that lack, and who owns what."""

from assurance.selectors.standing_checks.opinions import CHECKS as OF_OPINIONS
from assurance.selectors.standing_checks.ownership import CHECKS as OF_OWNERSHIP

__all__ = ["CHECKS"]

CHECKS = (*OF_OWNERSHIP, *OF_OPINIONS)
