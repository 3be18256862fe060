"""What the checks of this app have in common."""

from typing import Any

from django.db.models import Q, QuerySet

from actions.choices import Marking
from actions.models import Action
from actions.policy import CLEARED
from hcss.kernel import policy
from hcss.kernel.standing import Moment
from partnerships.choices import AGENCY_ROLES

#: A form's words and address; both empty for whom the server does not allow.
Way = dict[str, str]
NO_WAY: Way = {"mend": "", "mend_url": ""}


def way(person: Any, rule: str, subject: Any, *, words: str, url: str) -> Way:
    """Return the way to a form, if the server lets the person through."""
    if not policy.allows(person, rule, subject):
        return NO_WAY
    return {"mend": words, "mend_url": url}


def as_it_is(rows: QuerySet) -> QuerySet:
    """Return what holds nothing that could be sensitive."""
    return rows


def reported(moment: Moment) -> QuerySet:
    """Return the actions on which a line is owed each quarter."""
    return Action.objects.reported()


def seen_actions(rows: Any, person: Any) -> QuerySet:
    """Return the actions that the person may see, with whom to ask (R57)."""
    found: QuerySet = rows.visible_to(person).with_people().by_ref()
    return found


def official_actions(rows: Any) -> QuerySet:
    """Return those that are in exports."""
    found: QuerySet = rows.official()
    return found


def seen_lines(rows: Any, person: Any) -> QuerySet:
    """Return the lines whose rating the person may see, in order (R57)."""
    found: QuerySet = rows.visible_to(person).with_action()
    return found.order_by("action__priority__number", "action__ref", "pk")


def read_lines(rows: Any, person: Any) -> QuerySet:
    """Return the lines whose words the person may read: a finding speaks of them."""
    seen = seen_lines(rows, person)
    if person.holds(*CLEARED):
        return seen
    own = Q(quarterly_return__agency__in=person.agencies_as(*AGENCY_ROLES))
    return seen.filter(
        own | Q(reported__marking=Marking.OFFICIAL, action__marking=Marking.OFFICIAL)
    )


def official_lines(rows: QuerySet) -> QuerySet:
    """Return those of which nothing is sensitive."""
    return rows.filter(action__marking=Marking.OFFICIAL).exclude(
        reported__marking=Marking.SENSITIVE
    )
