"""People are reminded of actions: their dates, and that nobody answers for them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from actions import policy
from actions.choices import REPORTED_LIVES
from actions.models import Action
from actions.selectors.windows import LONDON
from actions.services.reminding.people import People
from hcss.kernel.models import AuditEvent
from hcss.kernel.reminding import Recipient, Source
from hcss.kernel.standing import Moment
from hcss.kernel.templatetags.show import day
from partnerships.choices import AGENCY_ROLES, Role
from partnerships.models import PostHolding


def _about(action: Action) -> str:
    return action.name_in_mail


def _shown() -> QuerySet[Action]:
    return Action.objects.select_related("lead_agency")


def _over(action: Action, _moment: Moment) -> str:
    life = action.get_life_display().lower()
    return "" if action.life in REPORTED_LIVES else f"The action is {life}."


def _rows(moment: Moment, reach: Mapping[str, date]) -> QuerySet[Action]:
    """Keep the actions whose date, or lack of one, calls for a reminder."""
    undated = Q(forecast_on=None, review_on=None)
    return Action.objects.reported().filter(
        Q(forecast_on__lte=reach.get("due", date.min))
        | Q(forecast_on=None, review_on__lte=reach.get("review", date.min))
        | undated & Q(agreed_on__lte=reach.get("agreed", date.min))
    )


def _dates(action: Action) -> dict[str, date | None]:
    """Return the one date that counts: forecast, else review, else agreement."""
    if action.forecast_on:
        return {"due": action.forecast_on}
    if action.review_on:
        return {"review": action.review_on}
    return {"agreed": action.agreed_on}


def _occasion(action: Action, _counted_from: str, on: date) -> str:
    return f"action:{action.pk}:{on}"


def _told(action: Action, whom: str, people: People) -> list[Recipient]:
    if whom == "officers":
        return people.group_officers()
    return people.answering_for(action)


def _facts(action: Action, on: date) -> dict[str, str]:
    return {
        "about": action.name_in_mail,
        "date": day(on),
        "agency": str(action.lead_agency or ""),
    }


def _concerning(person: Any, on: date) -> Q:
    """Return the filter for actions of which the person may be told."""
    held = PostHolding.objects.current(on=on).filter(person=person)
    named = Q(contact=person) | Q(deputy=person)
    mine = (
        Q(lead_agency__in=person.agencies_as(*AGENCY_ROLES))
        | named & Q(lead_agency=person.employer_id)
        | Q(contact_post__in=held.values("post"))
    )
    of_group = Q() if person.holds(Role.OFFICER) else mine
    return of_group & policy.visible_actions(person)


#: A reminder of an action is of its date, or of its lack of one.
_SAME_DATE = (
    Q(forecast_on=OuterRef("concerns_on"))
    | Q(forecast_on=None, review_on=OuterRef("concerns_on"))
    | Q(forecast_on=None, review_on=None)
)

_WORDS = {
    "about": "the action’s reference and title; of a sensitive one the reference",
    "date": "the date that is counted from",
    "agency": "the agency that leads",
}
_PEOPLE = {
    "answerers": "the contact; if that place is vacant who is told instead",
    "officers": "the officers of the group",
}

ACTIONS = Source(
    kind="action",
    label="Actions",
    condition="The action is agreed or active, and the date still stands.",
    model=Action,
    dates={
        "due": "the forecast date",
        "review": "the review date of a continuing action",
        "agreed": "the day on which it was agreed, if it has no date",
    },
    people=_PEOPLE,
    words=_WORDS,
    rows=_rows,
    shown=_shown,
    dates_of=_dates,
    occasion_of=_occasion,
    told=_told,
    facts=_facts,
    about=_about,
    over=_over,
    deadlines={"due": "is due", "review": "is to be reviewed"},
    concerning=_concerning,
    still=_SAME_DATE,
)


# --- Nobody answers for it (R17) ----------------------------------------------------


_AT_THE_LEAD = Q(contact__appointments__agency=F("lead_agency"))


def _with_vacancy(actions: Any) -> Any:
    """Annotate since when nobody is the contact: who was left, or none ever was.

    Of a contact who was taken off the history says when: each time is an occasion.
    """
    moved = AuditEvent.objects.filter(
        subject_type=Action._meta.label,
        subject_id=OuterRef("pk"),
        changes__has_any_keys=["contact", "contact_post"],
    ).order_by("-happened_at", "-pk")
    return actions.annotate(
        vacant_on=Coalesce(
            Max("contact__appointments__ends_on", filter=_AT_THE_LEAD),
            Max("contact__appointments__ends_on"),
            Max(
                "contact_post__holdings__person__appointments__ends_on",
                filter=Q(contact_post__holdings__ends_on=None),
            ),
            Max("contact_post__holdings__ends_on"),
            TruncDate(Subquery(moved.values("happened_at")[:1]), tzinfo=LONDON),
            F("agreed_on"),
        )
    ).filter(vacant_on__isnull=False)


def _vacant_rows(moment: Moment, reach: Mapping[str, date]) -> Any:
    vacant = Action.objects.without_contact(on=moment.on)
    last = reach.get("vacant", date.min)
    return _with_vacancy(vacant).filter(vacant_on__lte=last)


def _vacant_shown() -> Any:
    return _with_vacancy(_shown())


def _vacant_dates(action: Any) -> dict[str, date | None]:
    return {"vacant": action.vacant_on}


def _filled(action: Action, moment: Moment) -> str:
    return _over(action, moment) or "The contact’s place has been filled."


def _vacant_occasion(action: Action, _counted_from: str, on: date) -> str:
    return f"vacancy:{action.pk}:{on}"


VACANCIES = Source(
    kind="vacancy",
    label="Actions whose contact’s place is vacant",
    condition="The action is agreed or active, and nobody is its contact.",
    model=Action,
    dates={"vacant": "the day on which the contact’s place became vacant"},
    people=_PEOPLE,
    words=_WORDS,
    rows=_vacant_rows,
    shown=_vacant_shown,
    dates_of=_vacant_dates,
    occasion_of=_vacant_occasion,
    told=_told,
    facts=_facts,
    about=_about,
    over=_filled,
    concerning=_concerning,
)
