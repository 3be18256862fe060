"""Priorities that nobody owns, and such as are owned and have no action (R15, R16)."""

from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from actions.models import Action
from assurance.selectors.delivery import STRONG, UNOWNED
from assurance.selectors.moments import Standpoint
from assurance.selectors.statuses import Statuses
from hcss.kernel import policy
from hcss.kernel.standing import Check, Finding, Grade, Moment
from priorities.models import Agreement, Priority

_MANAGE = "actions.manage_actions"


def _priorities(moment: Moment) -> QuerySet:
    current = Agreement.objects.current().values("pk")[:1]
    return Priority.objects.filter(agreement__in=current)


def _unowned(moment: Moment) -> QuerySet:
    to_develop = Q(ownership__grade__in=UNOWNED) | Q(ownership=None)
    return _priorities(moment).filter(to_develop)


def _strong(moment: Moment) -> QuerySet:
    return _priorities(moment).filter(ownership__grade__in=STRONG)


def _without_action(moment: Moment) -> QuerySet:
    noon = timezone.make_aware(datetime.combine(moment.on, time(12)))
    statuses = Statuses(Standpoint(as_at=noon), Agreement())
    agreed = Action.objects.filter(statuses.agreed(), priority=OuterRef("pk"))
    return _strong(moment).filter(~Exists(agreed))


def _in_order(rows: QuerySet, person: Any) -> QuerySet:
    proposed = Action.objects.visible_to(person).proposed().by_ref()
    return (
        rows.select_related("ownership")
        .prefetch_related(Prefetch("actions", proposed, to_attr="proposed_actions"))
        .order_by("number", "pk")
    )


def _as_it_is(rows: QuerySet) -> QuerySet:
    return rows


def _about(priority: Any, person: Any, why: str, words: str, url: str) -> Finding:
    mends = policy.allows(person, _MANAGE)
    return Finding(
        subject=f"P{priority.number} {priority.short_title}",
        why=why,
        url=priority.get_absolute_url(),
        mend=words if mends else "",
        mend_url=url if mends else "",
    )


def _propose(priority: Any) -> str:
    return f"{reverse('actions:action-propose')}?priority={priority.number}"


def _about_owner(priority: Any, person: Any, moment: Moment) -> Finding:
    ownership = getattr(priority, "ownership", None)
    grade = ownership.get_grade_display().lower() if ownership else "none recorded"
    why = f"Ownership: {grade}. Who is to own this priority?"
    words = "Propose an action that settles it"
    return _about(priority, person, why, words, _propose(priority))


def _about_nothing(priority: Any, person: Any, moment: Moment) -> Finding:
    proposed = priority.proposed_actions
    grade = priority.ownership.get_grade_display()
    if not proposed:
        why = f"{grade} ownership, and no action is proposed."
        return _about(priority, person, why, "Propose an action", _propose(priority))
    plural = "" if len(proposed) == 1 else "s"
    why = f"{grade} ownership, {len(proposed)} action{plural} proposed and none agreed."
    refs = urlencode([("ref", action.ref) for action in proposed])
    url = f"{reverse('actions:adopt-many')}?{refs}"
    return _about(priority, person, why, "Agree them", url)


CHECKS = (
    Check(
        code="owner-missing",
        grade=Grade.SERIOUS,
        label="Priorities whose ownership is to be developed",
        meaning="No owner is recorded, so nobody answers for the priority.",
        of="priorities",
        found=_unowned,
        among=_priorities,
        visible=_in_order,
        official=_as_it_is,
        finding=_about_owner,
    ),
    Check(
        code="owned-without-action",
        grade=Grade.IMPORTANT,
        label="Strong ownership, and no agreed action",
        meaning="Somebody owns the priority, and nothing is promised for it.",
        of="strongly owned priorities",
        found=_without_action,
        among=_strong,
        visible=_in_order,
        official=_as_it_is,
        finding=_about_nothing,
    ),
)
