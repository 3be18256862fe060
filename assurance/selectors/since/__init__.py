"""Since we last met: every difference between two seals, and nothing else.

Worked out of the two seals alone, so that it can be read again for ever; any earlier
seal with any later one. What did not change is nowhere.
"""

from assurance.selectors.since.compare import differences
from assurance.selectors.since.kinds import KINDS, Kind
from assurance.selectors.since.shapes import Difference
from assurance.selectors.since.shown import KindGroup, Since, since

__all__ = [
    "KINDS",
    "Difference",
    "Kind",
    "KindGroup",
    "Since",
    "differences",
    "since",
]
