"""People are reminded of the yearly review of priorities and of the agreement's own.

Neither has a date in the Agreement. A priority is reviewed a year after the last
opinion on the whole of it, the first time a year after the agreement came into force;
the agreement before it ends (domain 4.3).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Coalesce

from actions.services.reminding.people import People
from assurance.models import Opinion
from hcss.kernel.reminding import Recipient, Source
from hcss.kernel.standing import Moment
from hcss.kernel.templatetags.show import day
from partnerships.choices import Role
from priorities.models import Agreement, Priority

#: Not longer than a year, so that a filter by it leaves nothing out.
_A_YEAR = timedelta(days=365)


def _told(_thing: object, whom: str, people: People) -> list[Recipient]:
    return people.group_chairs() if whom == "chairs" else people.group_officers()


#: Opinions on the whole of a priority since the reminder of it about which is asked.
_REVIEWED_SINCE = Opinion.objects.filter(
    priority=OuterRef("pk"),
    heading=None,
    given_at__gte=OuterRef(OuterRef("planned_at")),
)


def _concerning(person: Any, _on: date) -> Q:
    """Return the filter: officers and chairs are told of all, nobody else of any."""
    return Q() if person.holds(Role.OFFICER, Role.CHAIR) else Q(pk__in=[])


def _with_last_review(priorities: Any) -> Any:
    """Annotate the day of the last opinion on the whole, or of coming into force."""
    last = Max("opinions__given_on", filter=Q(opinions__heading=None))
    return priorities.annotate(
        reviewed_on=Coalesce(last, F("agreement__starts_on"))
    ).filter(reviewed_on__isnull=False)


def _priority_rows(_moment: Moment, reach: Mapping[str, date]) -> Any:
    current = Agreement.objects.current().values("pk")[:1]
    since = max(reach.get("review", date.min), date.min + _A_YEAR) - _A_YEAR
    listed = _with_last_review(Priority.objects.filter(agreement__in=current))
    return listed.filter(reviewed_on__lte=since)


def _priority_shown() -> Any:
    return _with_last_review(Priority.objects.select_related("agreement"))


def _priority_dates(priority: Any) -> dict[str, date | None]:
    return {"review": _a_year_after(priority.reviewed_on)}


def _a_year_after(on: date) -> date:
    """Return the same day of the next year; of 29 February the last of February."""
    last = on.replace(day=28) if (on.month, on.day) == (2, 29) else on
    return last.replace(year=on.year + 1)


def _priority_occasion(priority: Priority, _counted_from: str, on: date) -> str:
    return f"priority:{priority.pk}:{on}"


def _about_priority(priority: Priority) -> str:
    return f"Priority {priority.number}, {priority.short_title}"


def _priority_facts(priority: Priority, on: date) -> dict[str, str]:
    return {"about": _about_priority(priority), "date": day(on)}


def _priority_over(_priority: Priority, _moment: Moment) -> str:
    return "An opinion on the whole of it has been given."


_PEOPLE = {"officers": "the officers of the group", "chairs": "the chair of the group"}

PRIORITIES = Source(
    kind="priority",
    label="Priorities",
    condition="No opinion on the whole priority has been given since.",
    model=Priority,
    dates={"review": "a year after the last opinion on the whole of it"},
    people=_PEOPLE,
    words={
        "about": "the priority",
        "date": "the day by which it is to be reviewed",
    },
    rows=_priority_rows,
    shown=_priority_shown,
    dates_of=_priority_dates,
    occasion_of=_priority_occasion,
    told=_told,
    facts=_priority_facts,
    about=_about_priority,
    over=_priority_over,
    deadlines={"review": "is to be reviewed"},
    concerning=_concerning,
    # Once it has been reviewed the reminder of the year before has done its work.
    still=~Q(Exists(_REVIEWED_SINCE)),
)


# --- The agreement ------------------------------------------------------------------


def _agreement_rows(_moment: Moment, reach: Mapping[str, date]) -> Any:
    current = Agreement.objects.current().values("pk")[:1]
    ending = Agreement.objects.filter(pk__in=current)
    return ending.filter(ends_on__lte=reach.get("ends", date.min))


def _agreement_shown() -> Any:
    return Agreement.objects.all()


def _agreement_dates(agreement: Agreement) -> dict[str, date | None]:
    return {"ends": agreement.ends_on}


def _agreement_occasion(agreement: Agreement, _counted_from: str, on: date) -> str:
    return f"agreement:{agreement.pk}:{on}"


def _agreement_facts(agreement: Agreement, on: date) -> dict[str, str]:
    return {"about": agreement.title, "date": day(on)}


def _about_agreement(agreement: Agreement) -> str:
    return agreement.title


def _agreement_over(_agreement: Agreement, _moment: Moment) -> str:
    return "Another agreement has taken its place."


AGREEMENTS = Source(
    kind="agreement",
    label="The agreement",
    condition="It is the agreement in force, and it has an end.",
    model=Agreement,
    dates={"ends": "the day on which it ends"},
    people=_PEOPLE,
    words={"about": "the agreement’s title", "date": "the day on which it ends"},
    rows=_agreement_rows,
    shown=_agreement_shown,
    dates_of=_agreement_dates,
    occasion_of=_agreement_occasion,
    told=_told,
    facts=_agreement_facts,
    about=_about_agreement,
    over=_agreement_over,
    deadlines={"ends": "ends"},
    concerning=_concerning,
    still=Q(ends_on=OuterRef("concerns_on")),
)
