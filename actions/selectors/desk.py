"""The officer's desk: what is to be done, in the order in which it is needed (4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Window

from actions.choices import RECEIVED, REPORTED_LIVES, DeliveryStatus, PeriodState
from actions.models import Action, DateChange, Period, Reminder, Return, ReturnLine
from actions.selectors.comparison import unchanged
from actions.selectors.windows import london_day
from partnerships.models import User
from partnerships.selectors import contacts_of, vacancies

#: How many rows of one kind the desk shows before it names the rest by number.
SHOWN = 15
#: What is not said of an action whose date has passed (R18, R19).
_NOT_OF_OVERDUE = (
    DeliveryStatus.ON_TRACK,
    DeliveryStatus.AT_RISK,
    DeliveryStatus.NOT_STARTED,
    DeliveryStatus.NOTHING_DUE,
)


@dataclass(frozen=True)
class Pile:
    """The first rows of one kind of work, and how many there are."""

    rows: Sequence[Any]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True)
class Chase:
    """A return that has not come in, and whom to ring."""

    quarterly_return: Return
    contacts: list[User]


@dataclass(frozen=True)
class Desk:
    """Everything that waits for an officer."""

    periods: list[Period]
    never_opened: list[Period]
    chases: Pile
    to_check: Pile
    contradictions: Pile
    unchanged: Pile
    proposed_count: int
    undated: Pile
    without_contact: Pile
    date_changes: Pile
    failed_reminder_count: int
    vacancies: Pile


def desk(*, now: datetime) -> Desk:
    """Return the desk as it stands now. A fixed number of queries."""
    on = london_day(now)
    return Desk(
        periods=list(Period.objects.open().order_by("due_at")),
        never_opened=list(
            Period.objects.filter(
                state=PeriodState.PLANNED, closes_at__lte=now
            ).order_by("starts_on")
        ),
        chases=_chases(on),
        to_check=_pile(
            Return.objects.to_check().with_agency().order_by("submitted_at", "pk")
        ),
        contradictions=_pile(contradicted_lines(on=on)),
        unchanged=_pile(unchanged(_latest_lines().with_action())),
        proposed_count=Action.objects.proposed().count(),
        undated=_pile(_actions().undated()),
        without_contact=_pile(_actions().without_contact()),
        date_changes=_pile(
            DateChange.objects.waiting()
            .select_related("action", "asked_by")
            .order_by("asked_at", "pk")
        ),
        failed_reminder_count=Reminder.objects.failed().count(),
        vacancies=_vacancies(on),
    )


def contradicted_lines(*, on: date) -> Any:
    """Return lines of the latest period whose rating the calendar denies (R19).

    The rating stays as the agency gave it; this is shown beside it.
    """
    return (
        _latest_lines()
        .filter(
            reported__status__in=_NOT_OF_OVERDUE,
            action__life__in=REPORTED_LIVES,
            action__forecast_on__lt=on,
        )
        .with_action()
    )


def _latest_lines() -> Any:
    latest = Period.objects.begun().values("pk")[:1]
    return ReturnLine.objects.filter(
        quarterly_return__period__in=latest,
        quarterly_return__state__in=RECEIVED,
        reported__isnull=False,
    ).order_by("action__ref", "pk")


def _actions() -> Any:
    return Action.objects.select_related("lead_agency").order_by("ref", "pk")


def _pile(rows: Any) -> Pile:
    """Return the first rows and how many there are, in one query."""
    first = list(rows.annotate(of_how_many=Window(Count("pk")))[:SHOWN])
    return Pile(rows=first, total=first[0].of_how_many if first else 0)


def _chases(on: date) -> Pile:
    outstanding = (
        Return.objects.outstanding()
        .filter(period__state=PeriodState.OPEN)
        .with_agency()
        .order_by("period__due_at", "agency_name", "pk")
    )
    pile = _pile(outstanding)
    contacts = contacts_of([each.agency_id for each in pile.rows], on=on)
    return Pile(
        rows=[Chase(each, contacts[each.agency_id]) for each in pile.rows],
        total=pile.total,
    )


def _vacancies(on: date) -> Pile:
    """Return lead agencies that nobody speaks for."""
    leading = Action.objects.reported().values("lead_agency")
    return _pile(vacancies(on=on).filter(pk__in=leading))
