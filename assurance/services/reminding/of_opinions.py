"""People are reminded of opinions that are about to be out of date (R42)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from actions.services.reminding.people import People
from assurance import policy
from assurance.models import Opinion
from hcss.kernel.reminding import Recipient, Source
from hcss.kernel.standing import Moment
from hcss.kernel.templatetags.show import day
from partnerships.choices import Role
from priorities.models import Agreement


def _rows(_moment: Moment, reach: Mapping[str, date]) -> QuerySet[Opinion]:
    """Keep the last opinion on each scope of the agreement in force."""
    later = Opinion.objects.filter(
        Q(given_at__gt=OuterRef("given_at"))
        | Q(given_at=OuterRef("given_at"), pk__gt=OuterRef("pk")),
        priority=OuterRef("priority"),
    )
    on_heading = later.filter(heading=OuterRef("heading"))
    on_whole = later.filter(heading=None)
    current = Agreement.objects.current().values("pk")[:1]
    return Opinion.objects.filter(
        Q(heading__isnull=False) & ~Exists(on_heading)
        | Q(heading=None) & ~Exists(on_whole),
        priority__agreement__in=current,
        expires_on__lte=reach.get("expires", date.min),
    )


def _shown() -> QuerySet[Opinion]:
    return Opinion.objects.with_scope()


def _dates(opinion: Opinion) -> dict[str, date | None]:
    return {"expires": opinion.expires_on}


def _occasion(opinion: Opinion, _counted_from: str, _on: date) -> str:
    return f"opinion:{opinion.pk}"


def _told(opinion: Opinion, whom: str, people: People) -> list[Recipient]:
    if whom == "officers":
        return people.group_officers()
    giver = people.named(opinion.given_by_id, "gave the opinion")
    return giver or people.group_officers()


def _facts(opinion: Opinion, on: date) -> dict[str, str]:
    return {"about": _about(opinion), "date": day(on)}


def _about(opinion: Opinion) -> str:
    return f"Opinion on priority {opinion.priority.number}, {opinion.scope}"


def _concerning(person: Any, _on: date) -> Q:
    """Return the filter for opinions of which the person may be told."""
    mine = Q() if person.holds(Role.OFFICER) else Q(given_by=person)
    return mine & policy.visible_opinions(person)


def _over(_opinion: Opinion, _moment: Moment) -> str:
    return "A later opinion has been given."


SOURCE = Source(
    kind="opinion",
    label="Opinions",
    condition="The opinion stands: no newer one has been given.",
    model=Opinion,
    dates={"expires": "the day from which it is out of date"},
    people={
        "giver": "who gave the opinion; if they have left, the officers",
        "officers": "the officers of the group",
    },
    words={
        "about": "the priority and the heading",
        "date": "the day from which it is out of date",
    },
    rows=_rows,
    shown=_shown,
    dates_of=_dates,
    occasion_of=_occasion,
    told=_told,
    facts=_facts,
    about=_about,
    over=_over,
    deadlines={"expires": "is out of date"},
    concerning=_concerning,
)
