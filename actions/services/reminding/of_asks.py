"""People are reminded of asks and of requests for a new date that wait for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from actions import policy
from actions.choices import DateChangeState
from actions.models import Ask, DateChange
from actions.services.reminding.people import People
from hcss.kernel.reminding import Recipient, Source
from hcss.kernel.standing import Moment
from hcss.kernel.templatetags.show import day
from partnerships.choices import AGENCY_ROLES, Role


def _ask_rows(_moment: Moment, reach: Mapping[str, date]) -> QuerySet[Ask]:
    """Keep the asks that nobody answered in time (R21)."""
    return Ask.objects.unanswered().filter(need_by__lte=reach.get("need", date.min))


def _ask_shown() -> QuerySet[Ask]:
    return Ask.objects.with_people()


def _ask_dates(ask: Ask) -> dict[str, date | None]:
    return {"need": ask.need_by}


def _ask_occasion(ask: Ask, _counted_from: str, _on: date) -> str:
    return f"ask:{ask.pk}"


def _ask_told(ask: Ask, _whom: str, people: People) -> list[Recipient]:
    return people.answering(ask)


def _ask_facts(ask: Ask, on: date) -> dict[str, str]:
    return {"about": _about_ask(ask), "date": day(on), "agency": str(ask.agency)}


def _about_ask(ask: Ask) -> str:
    return ask.action.name_in_mail


def _ask_over(ask: Ask, _moment: Moment) -> str:
    if ask.is_unanswered:
        return ""
    return "The ask has been answered, settled or put off."


def _asks_concerning(person: Any, _on: date) -> Q:
    """Return the filter for asks that the person may be told to answer."""
    asked = Q(of_agency__in=person.agencies_as(*AGENCY_ROLES))
    mine = Q() if person.holds(Role.OFFICER) else asked | Q(answerer=person)
    return mine & policy.visible_asks(person)


ASKS = Source(
    kind="ask",
    label="Asks",
    condition="Nobody has answered, settled or put off the ask.",
    model=Ask,
    dates={"need": "the day by which an answer is needed"},
    people={"answerers": "who is named to answer, else who speaks for those asked"},
    words={
        "about": "the action’s reference and title; of a sensitive one the reference",
        "date": "the day by which an answer is needed",
        "agency": "the agency that asks",
    },
    rows=_ask_rows,
    shown=_ask_shown,
    dates_of=_ask_dates,
    occasion_of=_ask_occasion,
    told=_ask_told,
    facts=_ask_facts,
    about=_about_ask,
    over=_ask_over,
    deadlines={"need": "needs an answer"},
    concerning=_asks_concerning,
)


# --- New dates (R23) --------------------------------------------------------------


def _change_rows(_moment: Moment, reach: Mapping[str, date]) -> QuerySet[DateChange]:
    """Keep the requests that wait; narrowed by the day only, which may be too many."""
    last = reach.get("asked", date.min)
    return DateChange.objects.waiting().filter(asked_at__date__lte=last)


def _change_shown() -> Any:
    return DateChange.objects.select_related("action__lead_agency", "asked_by")


def _change_dates(change: DateChange) -> dict[str, date | None]:
    return {"asked": timezone.localdate(change.asked_at)}


def _change_occasion(change: DateChange, _counted_from: str, _on: date) -> str:
    return f"change:{change.pk}"


def _change_told(change: DateChange, _whom: str, people: People) -> list[Recipient]:
    """Return the officers, without whoever asked for the date themselves."""
    officers = people.group_officers()
    return [each for each in officers if each.person.pk != change.asked_by_id]


def _change_facts(change: DateChange, on: date) -> dict[str, str]:
    return {
        "about": _about_change(change),
        "date": day(on),
        "agency": str(change.action.lead_agency or ""),
    }


def _about_change(change: DateChange) -> str:
    return change.action.name_in_mail


def _change_over(change: DateChange, _moment: Moment) -> str:
    waits = change.state == DateChangeState.WAITING
    return "" if waits else "The new date has been decided."


def _changes_concerning(person: Any, _on: date) -> Q:
    """Return the filter for requests of which the person may be told."""
    is_officer = person.holds(Role.OFFICER)
    return ~Q(asked_by=person) if is_officer else Q(pk__in=[])


CHANGES = Source(
    kind="change",
    label="Requests for a new date",
    condition="The request waits for a decision.",
    model=DateChange,
    dates={"asked": "the day on which a new date was asked for"},
    people={"officers": "the officers of the group"},
    words={
        "about": "the action’s reference and title; of a sensitive one the reference",
        "date": "the day on which a new date was asked for",
        "agency": "the agency that leads",
    },
    rows=_change_rows,
    shown=_change_shown,
    dates_of=_change_dates,
    occasion_of=_change_occasion,
    told=_change_told,
    facts=_change_facts,
    about=_about_change,
    over=_change_over,
    concerning=_changes_concerning,
)
