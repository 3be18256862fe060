"""People are reminded of agencies that owe returns and have no contact (R17)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Max, Min, Q
from django.db.models.functions import Coalesce

from actions.choices import REPORTED_LIVES
from actions.models import Action
from actions.services.reminding.people import People
from hcss.kernel.reminding import Recipient, Source
from hcss.kernel.standing import Moment
from hcss.kernel.templatetags.show import day
from partnerships.choices import Role
from partnerships.models import Agency
from partnerships.selectors import vacancies


def _since(agencies: Any) -> Any:
    """Annotate since when: the last contact left, or the first action was agreed."""
    left = Max("appointments__ends_on", filter=Q(appointments__role=Role.CONTACT))
    led = Q(actions_led__life__in=REPORTED_LIVES)
    first = Min("actions_led__agreed_on", filter=led)
    return agencies.annotate(vacant_on=Coalesce(left, first))


def _rows(moment: Moment, reach: Mapping[str, date]) -> Any:
    leading = Action.objects.reported().values("lead_agency")
    vacant = vacancies(on=moment.on).filter(pk__in=leading)
    return _since(vacant).filter(vacant_on__lte=reach.get("vacant", date.min))


def _shown() -> Any:
    return _since(Agency.objects.all())


def _dates(agency: Any) -> dict[str, date | None]:
    return {"vacant": agency.vacant_on}


def _occasion(agency: Agency, _counted_from: str, on: date) -> str:
    return f"agency:{agency.pk}:{on}"


def _told(agency: Agency, whom: str, people: People) -> list[Recipient]:
    if whom == "officers":
        return people.group_officers()
    return people.serving_as(Role.MEMBER, agency)


def _facts(agency: Agency, on: date) -> dict[str, str]:
    return {"about": str(agency), "date": day(on)}


def _concerning(person: Any, _on: date) -> Q:
    """Return the filter for agencies whose vacancies the person may be told of."""
    if person.holds(Role.OFFICER):
        return Q()
    return Q(pk__in=person.agencies_as(Role.MEMBER))


def _over(_agency: Agency, _moment: Moment) -> str:
    return "It has a contact again, or owes no returns."


SOURCE = Source(
    kind="agency",
    label="Agencies without a contact",
    condition="The agency leads actions that are reported on, and has no contact.",
    model=Agency,
    dates={"vacant": "the day on which the last contact left"},
    people={
        "officers": "the officers of the group",
        "member": "the agency’s member of the group",
    },
    words={"about": "the agency", "date": "the day on which the last contact left"},
    rows=_rows,
    shown=_shown,
    dates_of=_dates,
    occasion_of=_occasion,
    told=_told,
    facts=_facts,
    about=str,
    over=_over,
    concerning=_concerning,
)
