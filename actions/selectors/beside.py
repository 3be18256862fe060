"""What others have to do with a line, for the person who writes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.models import Ask, ContributorReport, ReturnLine
from actions.return_choices import ProposalState
from actions.selectors.contributions import contributions_beside
from actions.selectors.delegation import Passed, passed_on
from partnerships.models import User


@dataclass(frozen=True)
class Beside:
    """Asks that are not settled, contributions, and to whom the line was passed."""

    asks: list[Ask]
    contributions: list[ContributorReport]
    passed: list[Passed]

    @property
    def proposals(self) -> list[Any]:
        """The words that wait to be taken over."""
        written = [each.proposal for each in self.passed if each.proposal]
        return [each for each in written if each.state == ProposalState.WAITING]

    @property
    def with_others(self) -> list[Passed]:
        """Those who may still write."""
        return [each for each in self.passed if each.is_open]


def beside(line: ReturnLine, *, reader: User, now: datetime) -> Beside:
    """Return what others asked, said and wrote about a line. Three queries."""
    asks = Ask.objects.visible_to(reader).unsettled().filter(action=line.action)
    mine = asks.filter(agency=line.quarterly_return.agency_id)
    return Beside(
        asks=list(mine.with_people().order_by("need_by", "pk")),
        contributions=contributions_beside([line], reader=reader).get(line.pk, []),
        passed=passed_on(line, at=now),
    )
