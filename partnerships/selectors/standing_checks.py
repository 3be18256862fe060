"""What this app looks for all the time: people who were asked in and never came."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hcss.kernel import policy
from hcss.kernel.standing import Check, Finding, Grade, Moment
from hcss.kernel.templatetags.show import day
from partnerships.models import Invitation


def _expired(moment: Moment) -> QuerySet:
    return Invitation.objects.standing("expired", at=moment.at)


def _unanswered(moment: Moment) -> QuerySet:
    return Invitation.objects.unanswered()


def _for_managers(rows: QuerySet, person: Any) -> QuerySet:
    """Keep them for those who invite: a name and an address are not for everybody."""
    if not policy.allows(person, "partnerships.manage_people"):
        return rows.none()
    return rows.select_related("agency", "partnership").order_by("expires_at", "pk")


def _as_it_is(rows: QuerySet) -> QuerySet:
    return rows


def _finding(invitation: Any, person: Any, moment: Moment) -> Finding:
    here = reverse("partnerships:invitations")
    return Finding(
        subject=f"{invitation.name}, {invitation.get_role_display().lower()}",
        why=f"The invitation ran out on {day(invitation.expires_at)}.",
        url=f"{here}?standing=expired",
        mend="Send it again",
        mend_url=f"{here}?standing=expired#invitation-{invitation.pk}",
    )


CHECKS = (
    Check(
        code="invitation-expired",
        grade=Grade.MINOR,
        label="Invitations that ran out",
        meaning=(
            "Somebody was asked in and did not come in time. They are told nothing "
            "until they are asked again."
        ),
        of="invitations that nobody has answered",
        found=_expired,
        among=_unanswered,
        visible=_for_managers,
        official=_as_it_is,
        finding=_finding,
    ),
)
