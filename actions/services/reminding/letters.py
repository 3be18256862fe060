"""What a message to a person says besides the sentences: its order, whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from actions.models import Digest
from actions.services.reminding.due import Due
from hcss.kernel import reminding
from partnerships.choices import Role
from partnerships.models import Appointment, User

#: More names would be a list that nobody reads.
_OFFICERS = 2


@dataclass(frozen=True)
class Group:
    """All of one kind of thing, the earliest date first."""

    label: str
    due: list[Due]


def context_of(digest: Digest, due: Sequence[Due]) -> dict[str, Any]:
    """Return what the templates of the message are given. One query."""
    return {
        "person": digest.person,
        "groups": groups_of(due),
        "number": len(due),
        "has_choice": any(not each.is_duty for each in due),
        "officers": _officers(digest),
        "site_url": settings.SITE_URL,
        "reminders_url": settings.SITE_URL + reverse("actions:my-reminders"),
        "ways_url": settings.SITE_URL + reverse("actions:my-ways"),
        "service_name": settings.SERVICE_NAME,
        "group_name": settings.GROUP_NAME,
    }


def groups_of(due: Sequence[Due]) -> list[Group]:
    """Return what is due by kind, in the order in which the kinds registered."""
    by_kind: dict[str, list[Due]] = {kind: [] for kind in reminding.sources()}
    for each in sorted(due, key=_by_date):
        by_kind[each.kind].append(each)
    return [
        Group(reminding.source_of(kind).label, mine)
        for kind, mine in by_kind.items()
        if mine
    ]


def _by_date(each: Due) -> tuple[date, str]:
    return (each.concerns_on or date.max, each.about)


def _officers(digest: Digest) -> list[User]:
    """Return whom to write to: who else has been officer of the group for longest."""
    on = timezone.localtime(digest.begun_at).date()
    held = (
        Appointment.objects.current(on=on)
        .filter(role=Role.OFFICER, person__is_active=True)
        .exclude(person=digest.person)
    )
    ordered = held.select_related("person").order_by("starts_on", "pk")
    return list({each.person: None for each in ordered})[:_OFFICERS]
