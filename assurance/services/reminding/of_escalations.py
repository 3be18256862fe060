"""A named person is reminded of what was escalated to them (R47)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from actions.services.reminding.people import People
from assurance import policy
from assurance.models import Escalation
from hcss.kernel.reminding import Recipient, Source
from hcss.kernel.standing import Moment
from hcss.kernel.templatetags.show import day
from partnerships.choices import Role


def _rows(_moment: Moment, reach: Mapping[str, date]) -> QuerySet[Escalation]:
    return Escalation.objects.open().filter(
        Q(reply_by__lte=reach.get("reply_by", date.min))
        | Q(raised_at__date__lte=reach.get("raised", date.min))
    )


def _shown() -> QuerySet[Escalation]:
    return Escalation.objects.with_people()


def _dates(escalation: Escalation) -> dict[str, date | None]:
    return {
        "raised": timezone.localdate(escalation.raised_at),
        "reply_by": escalation.reply_by,
    }


def _occasion(escalation: Escalation, _counted_from: str, _on: date) -> str:
    return f"escalation:{escalation.pk}"


def _told(escalation: Escalation, whom: str, people: People) -> list[Recipient]:
    """Return who is to answer; until somebody is named the officers, who name them."""
    if whom == "officers":
        return people.group_officers()
    named = people.named(escalation.to_person_id, "named to answer the escalation")
    return named or people.group_officers()


def _facts(escalation: Escalation, _on: date) -> dict[str, str]:
    return {"about": _about(escalation), "reply_by": day(escalation.reply_by)}


def _about(escalation: Escalation) -> str:
    """Name it by its kind, and the action's reference or the agency (R57)."""
    return str(escalation)


def _concerning(person: Any, _on: date) -> Q:
    """Return the filter for escalations of which the person may be told."""
    mine = Q() if person.holds(Role.OFFICER) else Q(to_person=person)
    return mine & policy.visible_escalations(person)


def _over(_escalation: Escalation, _moment: Moment) -> str:
    return "It has been answered."


SOURCE = Source(
    kind="escalation",
    label="Escalations",
    condition="The escalation has not been answered.",
    model=Escalation,
    dates={
        "raised": "the day on which it was escalated",
        "reply_by": "the day by which a reply is due",
    },
    people={
        "answerer": "who is named to answer, else the officers",
        "officers": "the officers of the group",
    },
    words={
        "about": "what was escalated, and the action’s reference or the agency",
        "reply_by": "the day by which a reply is due",
    },
    rows=_rows,
    shown=_shown,
    dates_of=_dates,
    occasion_of=_occasion,
    told=_told,
    facts=_facts,
    about=_about,
    over=_over,
    deadlines={"reply_by": "is to be answered"},
    concerning=_concerning,
)
