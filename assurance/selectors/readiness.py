"""What is not ready when a quarter is about to be sealed: told, never a bar."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from actions.choices import CHECKABLE, RECEIVED
from actions.models import Amendment, Period, Query, Return, ReturnLine
from actions.selectors.windows import london_day
from assurance.models import Meeting, Opinion, WrittenPart
from priorities.models import Agreement


@dataclass(frozen=True, slots=True)
class Unready:
    """Something that the seal would freeze as it is; ``number`` of ``total``.

    ``total`` is None of what is counted from nothing.
    """

    code: str
    label: str
    number: int
    total: int | None


def unready(*, period: Period, now: datetime) -> tuple[Unready, ...]:
    """Return what is not ready, in the order in which it is put right.

    What is in order is left out. Eight queries, however many rows there are.
    """
    found = (
        *_of_returns(period, now),
        _unconfirmed(period),
        _queries(period),
        _amendments(period),
        *_of_the_meeting(period),
        _opinions(now=now, on=london_day(now)),
    )
    return tuple(each for each in found if each.number)


def _of_returns(period: Period, now: datetime) -> tuple[Unready, ...]:
    outstanding = ~Q(state__in=RECEIVED)
    counted = Return.objects.filter(period=period).aggregate(
        all=Count("pk"),
        undecided=Count("pk", filter=Q(state__in=CHECKABLE)),
        running=Count("pk", filter=outstanding & Q(extended_until__gte=now)),
    )
    total = counted["all"]
    return (
        Unready("undecided", "Returns not decided", counted["undecided"], total),
        Unready(
            "running", "Returns with more time to come in", counted["running"], total
        ),
    )


def _unconfirmed(period: Period) -> Unready:
    lines = ReturnLine.objects.filter(quarterly_return__period=period)
    label = "Lines that an officer typed and the agency has not confirmed"
    return Unready("unconfirmed", label, lines.unconfirmed().count(), lines.count())


def _queries(period: Period) -> Unready:
    asked = Query.objects.filter(quarterly_return__period=period)
    number = asked.open().count()
    return Unready("queries", "Questions without an answer", number, None)


def _amendments(period: Period) -> Unready:
    """Those of this quarter, and of earlier ones: agreed to they are in the seal."""
    proposed = Amendment.objects.proposed().filter(
        quarterly_return__period__starts_on__lte=period.starts_on
    )
    label = "Amendments waiting for a decision"
    return Unready("amendments", label, proposed.count(), None)


def _of_the_meeting(period: Period) -> tuple[Unready, ...]:
    group = Agreement.objects.current().values("group")[:1]
    is_planned = Meeting.objects.filter(period=period, group__in=group).exists()
    is_written = WrittenPart.objects.filter(period=period).exclude(text="").exists()
    return (
        Unready(
            "meeting",
            "No meeting is planned for the quarter",
            int(not is_planned),
            None,
        ),
        Unready(
            "written", "Nothing is written for the paper", int(not is_written), None
        ),
    )


def _opinions(*, now: datetime, on: date) -> Unready:
    current = Agreement.objects.current().values("pk")[:1]
    given = Opinion.objects.filter(priority__agreement__in=current)
    expiries = [
        each.expires_on for each in given.given_by_moment(now).latest_per_scope()
    ]
    expired = sum(1 for day in expiries if day <= on)
    return Unready("opinions", "Opinions out of date", expired, len(expiries))
