"""People are reminded of returns that have not come in (domain 4.2)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from actions import policy
from actions.choices import UNDER_WAY, ReturnState
from actions.models import Period, Return
from actions.services.reminding.people import People
from hcss.kernel.reminding import Recipient, Source
from hcss.kernel.standing import Moment
from hcss.kernel.templatetags.show import moment as moment_in_words
from partnerships.choices import AGENCY_ROLES, Role


def _rows(moment: Moment, _reach: Mapping[str, date]) -> QuerySet[Return]:
    """Keep what has not come in, while its period or its extra time runs."""
    running = Period.objects.open().filter(closes_at__gt=moment.at)
    under_way = Q(state__in=UNDER_WAY, period__in=running)
    given_time = Q(
        state__in=(*UNDER_WAY, ReturnState.NO_RETURN), extended_until__gte=moment.at
    )
    return Return.objects.filter(under_way | given_time)


def _shown() -> QuerySet[Return]:
    return Return.objects.with_agency()


def deadline_of(quarterly_return: Return) -> datetime:
    """Return until when it is in time: the period's hour, or the agency's own."""
    due_at, extended = quarterly_return.period.due_at, quarterly_return.extended_until
    return max(due_at, extended) if extended else due_at


def _dates(quarterly_return: Return) -> dict[str, date | None]:
    period = quarterly_return.period
    return {
        "opens": timezone.localdate(period.opened_at or period.opens_at),
        "due": timezone.localdate(deadline_of(quarterly_return)),
    }


def _occasion(quarterly_return: Return, counted_from: str, on: date) -> str:
    """Name the return, and its deadline: another one is an occasion of its own."""
    opened = f"return:{quarterly_return.pk}"
    return f"{opened}:{on}" if counted_from == "due" else opened


def _told(quarterly_return: Return, whom: str, people: People) -> list[Recipient]:
    agency = quarterly_return.agency
    if whom == "contacts":
        return people.contacts(agency)
    if whom == "chairs":
        return people.group_chairs()
    roles = {"approvers": Role.APPROVER, "deputies": Role.DEPUTY, "member": Role.MEMBER}
    return people.serving_as(roles[whom], agency)


def _facts(quarterly_return: Return, _on: date) -> dict[str, str]:
    return {
        "about": _about(quarterly_return),
        "deadline": moment_in_words(deadline_of(quarterly_return)),
        "agency": quarterly_return.agency_name,
        "quarter": str(quarterly_return.period),
    }


def _about(quarterly_return: Return) -> str:
    return f"{quarterly_return.period} return of {quarterly_return.agency_name}"


def _over(quarterly_return: Return, moment: Moment) -> str:
    if quarterly_return.is_received:
        return "The return has come in."
    extended = quarterly_return.extended_until
    if extended and moment.at <= extended:
        return ""
    period = quarterly_return.period
    runs = period.is_open and moment.at < period.closes_at
    return "" if runs else "The period has closed."


def _concerning(person: Any, _on: date) -> Q:
    """Return the filter for returns of which the person may be told."""
    if person.holds(Role.CHAIR):
        return policy.visible_returns(person)
    return Q(agency__in=person.agencies_as(*AGENCY_ROLES))


def _history(quarterly_return: Return) -> list[Model]:
    return [quarterly_return, quarterly_return.period]


SOURCE = Source(
    kind="return",
    label="Returns",
    condition=(
        "The period is open, or the agency was given more time, and its return has "
        "not come in."
    ),
    model=Return,
    dates={"opens": "the day on which the period opens", "due": "the deadline"},
    people={
        "contacts": "the agency’s contacts, or who is told in their place",
        "deputies": "the agency’s deputy contacts",
        "approvers": "the agency’s approvers",
        "member": "the agency’s member of the group",
        "chairs": "the chair of the group",
    },
    words={
        "about": "the quarter, and whose return it is",
        "deadline": "day and hour of the deadline",
        "agency": "the agency",
        "quarter": "the quarter",
    },
    rows=_rows,
    shown=_shown,
    dates_of=_dates,
    occasion_of=_occasion,
    told=_told,
    facts=_facts,
    about=_about,
    over=_over,
    deadlines={"due": "is due"},
    ends_at=deadline_of,
    concerning=_concerning,
    history_of=_history,
)
