"""When an ask that nobody answers rises, and of whom a name in a report speaks."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from actions.models import Action, Ask, AskReply
from hcss.kernel import working_days
from partnerships.choices import AGENCY_ROLES, Role
from partnerships.models import Agency, Appointment, User

#: So many working days after an answer was needed, the ask rises to the chair.
PATIENCE = 2


def rises_on(need_by: date) -> date:
    """Return the day from which an ask that has no answer is shown to the chair."""
    return working_days.after(need_by, PATIENCE)


def risen_before(on: date) -> date:
    """Return the day such that what was needed before it has risen by ``on``.

    The same rule as :func:`rises_on`, for a filter in SQL.
    """
    last = on if working_days.is_working_day(on) else working_days.after(on, -1)
    return working_days.after(last, 1 - PATIENCE)


def risen(*, on: date) -> Any:
    """Return the asks that have no answer and have risen, the oldest need first."""
    waiting = Ask.objects.unanswered().needed_before(risen_before(on))
    return waiting.with_people().order_by("need_by", "pk")


def days_late(ask: Ask, *, on: date) -> int:
    """Return by how many days the answer is late; 0 if it is not or has come."""
    return max((on - ask.need_by).days, 0) if ask.is_unanswered else 0


def conversation(ask: Ask) -> QuerySet[AskReply]:
    """Return what was said about it, in order."""
    return ask.replies.select_related("written_by").order_by("written_at", "pk")


def asks_about(action: Action, *, reader: User) -> Any:
    """Return what was asked for to get an action done, newest first."""
    visible = Ask.objects.visible_to(reader).filter(action=action)
    return visible.with_people().order_by("-raised_at", "-pk")


def agency_named(words: str) -> Agency | None:
    """Return the agency that is called so today, by its full or its short name.

    None if there is none or more than one: then it is asked of the group.
    """
    name = " ".join(words.split())
    called = Q(name__iexact=name) | Q(short_name__iexact=name)
    found = list(Agency.objects.current().filter(called)[:2]) if name else []
    return found[0] if len(found) == 1 else None


def able_to_answer(agency: Agency | None, *, on: date) -> QuerySet[User]:
    """Return who may be named to answer: of that agency, or for the group."""
    if agency is None:
        people = User.objects.holding(Role.OFFICER, Role.CHAIR, on=on)
    else:
        held = Appointment.objects.current(on=on).filter(agency=agency)
        speaking = held.filter(role__in=AGENCY_ROLES).values("person")
        people = User.objects.active().filter(pk__in=speaking)
    found: QuerySet[User] = people.order_by("name", "pk")
    return found
