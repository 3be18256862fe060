"""The dates of actions: when each was first to be done, and when it is now.

For the picture of dates. From the database and from a seal alike; an action that has
been closed or is only proposed has no place in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from actions.choices import OPEN_LIVES
from actions.models import Action
from assurance.selectors.seal_shapes import Sealed
from assurance.selectors.statuses import Statuses
from partnerships.models import User


@dataclass(frozen=True, slots=True)
class DatedAction:
    """An action that is still to be done, with its dates as far as it has any."""

    ref: str
    title: str
    priority_number: int
    baseline_on: date | None
    forecast_on: date | None
    review_on: date | None
    is_continuing: bool


@dataclass(frozen=True, slots=True)
class ActionDates:
    """The actions still to be done; sensitive ones are counted where not named."""

    total: int
    actions: tuple[DatedAction, ...]

    @property
    def not_named(self) -> int:
        """How many are not for this reader."""
        return self.total - len(self.actions)


_FIELDS = (
    "ref",
    "title",
    "priority__number",
    "baseline_on",
    "forecast_on",
    "review_on",
    "is_continuing",
)


def live_dates(*, statuses: Statuses, person: User) -> ActionDates:
    """Return the dates as they are now, as far as ``person`` may see. Two queries."""
    due = Action.objects.filter(
        statuses.agreed(), agreement=statuses.agreement, life__in=OPEN_LIVES
    )
    named = due.visible_to(person).values_list(*_FIELDS)
    return ActionDates(due.count(), _in_order(DatedAction(*row) for row in named))


def sealed_dates(sealed: Sealed, readable: Sealed) -> ActionDates:
    """Return the dates of a sealed quarter, as far as they were made readable."""
    named = [each for each in readable.actions if each.life in OPEN_LIVES]
    return ActionDates(
        total=sum(each.life in OPEN_LIVES for each in sealed.actions),
        actions=_in_order(
            DatedAction(
                ref=each.ref,
                title=each.title,
                priority_number=each.priority_number,
                baseline_on=each.baseline_on,
                forecast_on=each.forecast_on,
                review_on=each.review_on,
                is_continuing=each.is_continuing,
            )
            for each in named
        ),
    )


def _in_order(actions: Iterable[DatedAction]) -> tuple[DatedAction, ...]:
    """Return them by priority, P1-99 before P1-100."""
    return tuple(
        sorted(actions, key=lambda it: (it.priority_number, len(it.ref), it.ref))
    )
