"""The officer's desk: what is to be done, in the order in which it is needed (4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Window

from actions.choices import RECEIVED, DeliveryStatus, PeriodState, ReturnState
from actions.models import (
    Action,
    Amendment,
    DateChange,
    Extension,
    Period,
    Query,
    Reminder,
    Return,
    ReturnLine,
)
from actions.selectors.asks import risen
from actions.selectors.comparison import unchanged
from actions.selectors.quarter import returns_with_counts, unconfirmed_count
from actions.selectors.whom_to_ring import WhomToRing, whom_to_ring
from actions.selectors.windows import london_day
from partnerships.selectors import vacancies

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
    whom: WhomToRing
    #: Lines that an officer typed and the agency has not confirmed (R35).
    unconfirmed: int = 0


@dataclass(frozen=True)
class Back:
    """A return that went back with questions: how many wait, since when."""

    quarterly_return: Return
    open_queries: int
    accepted_lines: int
    sent_lines: int
    since: datetime
    whom: WhomToRing


@dataclass(frozen=True)
class Desk:
    """Everything that waits for an officer."""

    periods: list[Period]
    never_opened: list[Period]
    #: The newest quarter that has closed, while its position is not frozen.
    to_seal: list[Period]
    chases: Pile
    to_check: Pile
    with_agency: Pile
    contradictions: Pile
    unchanged: Pile
    proposed_count: int
    undated: Pile
    without_contact: Pile
    date_changes: Pile
    time_asked: Pile
    time_running: Pile
    amendments: Pile
    late_asks: Pile
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
        to_seal=list(Period.objects.to_seal()[:1]),
        chases=_chases(on),
        to_check=_pile(
            returns_with_counts(Return.objects.to_check().with_agency()).order_by(
                "submitted_at", "pk"
            )
        ),
        with_agency=_with_agency(on),
        contradictions=_pile(contradicted_lines(on=on)),
        unchanged=_pile(unchanged(latest_lines().with_action())),
        proposed_count=Action.objects.proposed().count(),
        undated=_pile(_actions().undated()),
        without_contact=_pile(_actions().without_contact(on=on)),
        date_changes=_pile(
            DateChange.objects.waiting()
            .select_related("action", "asked_by")
            .order_by("asked_at", "pk")
        ),
        time_asked=_pile(
            Extension.objects.to_decide().with_return().order_by("asked_at", "pk")
        ),
        time_running=_pile(
            Return.objects.outstanding()
            .with_time(at=now)
            .with_agency()
            .order_by("extended_until", "pk")
        ),
        amendments=_pile(
            Amendment.objects.proposed().with_line().order_by("proposed_at", "pk")
        ),
        late_asks=_pile(risen(on=on)),
        failed_reminder_count=Reminder.objects.failed().count(),
        vacancies=_vacancies(on),
    )


def contradicted_lines(*, on: date) -> Any:
    """Return the latest lines sent in whose rating the calendar denies (R19).

    The rating stays as the agency gave it; this is shown beside it.
    """
    return (
        latest_lines()
        .filter(reported__status__in=_NOT_OF_OVERDUE, action__forecast_on__lt=on)
        .with_action()
    )


def latest_lines() -> Any:
    """Return what each lead agency last sent in on each action it still leads."""
    sent_in = ReturnLine.objects.filter(
        quarterly_return__state__in=RECEIVED, reported__isnull=False
    )
    starts_on = "quarterly_return__period__starts_on"
    later = sent_in.filter(
        action=OuterRef("action"),
        quarterly_return__agency=OuterRef("quarterly_return__agency"),
        **{f"{starts_on}__gt": OuterRef(starts_on)},
    )
    return sent_in.owed().exclude(Exists(later)).order_by("action__ref", "pk")


def _actions() -> Any:
    return Action.objects.select_related("lead_agency").order_by("ref", "pk")


def _pile(rows: Any) -> Pile:
    """Return the first rows and how many there are, in one query."""
    first = list(rows.annotate(of_how_many=Window(Count("pk")))[:SHOWN])
    return Pile(rows=first, total=first[0].of_how_many if first else 0)


def _chases(on: date) -> Pile:
    """Return what has not come in: after the close too, until the next opens."""
    latest = Period.objects.begun().values("pk")[:1]
    pile = _pile(
        Return.objects.outstanding()
        .filter(Q(period__state=PeriodState.OPEN) | Q(period__in=latest))
        .with_agency()
        .annotate(unconfirmed_count=unconfirmed_count())
        .order_by("period__due_at", "agency_name", "pk")
    )
    whom = whom_to_ring([each.agency_id for each in pile.rows], on=on)
    rows = [
        Chase(each, whom[each.agency_id], each.unconfirmed_count or 0)
        for each in pile.rows
    ]
    return Pile(rows=rows, total=pile.total)


def _with_agency(on: date) -> Pile:
    """Return what went back for clarification, the longest first (R33)."""
    asked = Query.objects.filter(
        quarterly_return=OuterRef("pk"), version=OuterRef("version")
    ).order_by("asked_at")
    returned = Return.objects.filter(state=ReturnState.QUERIED).with_agency()
    pile = _pile(
        returns_with_counts(returned)
        .annotate(since=Subquery(asked.values("asked_at")[:1]))
        .order_by("since", "pk")
    )
    whom = whom_to_ring([each.agency_id for each in pile.rows], on=on)
    rows = [
        Back(
            quarterly_return=each,
            open_queries=each.open_query_count or 0,
            accepted_lines=each.accepted_line_count or 0,
            sent_lines=each.sent_line_count or 0,
            since=each.since,
            whom=whom[each.agency_id],
        )
        for each in pile.rows
    ]
    return Pile(rows=rows, total=pile.total)


def _vacancies(on: date) -> Pile:
    """Return lead agencies that have no contact, with who stands in (R17)."""
    leading = Action.objects.reported().values("lead_agency")
    return _pile(vacancies(on=on).filter(pk__in=leading).with_people(on=on))
