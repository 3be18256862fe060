"""Nobody to ask: agencies without a contact or approver, and owners never seen."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from actions.choices import REPORTED_LIVES
from actions.models import Action
from actions.selectors.standing_checks import shared
from actions.selectors.standing_checks.shared import way
from hcss.kernel import policy
from hcss.kernel.standing import Check, Finding, Grade, Moment
from partnerships.choices import AGENCY_ROLES, Role
from partnerships.models import Agency, Appointment, PostHolding, User
from partnerships.selectors import vacancies


def _leading() -> QuerySet:
    """Return the agencies that owe a return each quarter."""
    return Action.objects.reported().values("lead_agency")


def _agencies(moment: Moment) -> QuerySet:
    return Agency.objects.filter(pk__in=_leading())


def _vacant(moment: Moment) -> QuerySet:
    found: QuerySet = vacancies(on=moment.on).filter(pk__in=_leading())
    return found


def _signing(moment: Moment) -> QuerySet:
    return _agencies(moment).filter(needs_sign_off=True)


def _unsigned(moment: Moment) -> QuerySet:
    held = Appointment.objects.current(on=moment.on)
    approvers = held.filter(role=Role.APPROVER, person__is_active=True)
    return _signing(moment).exclude(pk__in=approvers.values("agency"))


def _by_name(rows: QuerySet, person: Any) -> QuerySet:
    return rows.order_by("name", "pk")


def _answering(moment: Moment) -> QuerySet:
    """Return who answers for actions or returns: its agency's people, post holders."""
    actions = Action.objects.reported()
    speaking = Appointment.objects.current(on=moment.on).filter(
        role__in=AGENCY_ROLES, agency__in=_leading()
    )
    holders = PostHolding.objects.current(on=moment.on).filter(
        post__in=actions.filter(contact=None).values("contact_post")
    )
    answers = (
        Q(pk__in=actions.values("contact"))
        | Q(pk__in=speaking.values("person"))
        | Q(pk__in=holders.values("person"))
    )
    found: QuerySet = User.objects.active().filter(answers)
    return found


def _phantoms(moment: Moment) -> QuerySet:
    answering: Any = _answering(moment)
    found: QuerySet = answering.never_signed_in()
    return found


def _for_managers(rows: QuerySet, person: Any) -> QuerySet:
    """Keep them for those who manage people: who signs in is not for everybody."""
    if not policy.allows(person, "partnerships.manage_people"):
        return rows.none()
    led = Count(
        "actions_as_contact",
        filter=Q(actions_as_contact__life__in=REPORTED_LIVES),
        distinct=True,
    )
    named = rows.select_related("employer").annotate(contact_of=led)
    found: QuerySet = named.order_by("name", "pk")
    return found


def _invite(person: Any, agency: Any, role: Role, words: str) -> shared.Way:
    where = f"?role={role}" + (f"&agency={agency.pk}" if agency else "")
    url = reverse("partnerships:invite") + where
    rule = "partnerships.manage_people"
    return way(person, rule, agency, words=words, url=url)


def _about_vacancy(agency: Any, person: Any, moment: Moment) -> Finding:
    return Finding(
        subject=agency.name,
        why="It owes a return each quarter, and has no contact.",
        url=agency.get_absolute_url(),
        **_invite(person, agency, Role.CONTACT, "Invite a contact"),
    )


def _about_unsigned(agency: Any, person: Any, moment: Moment) -> Finding:
    return Finding(
        subject=agency.name,
        why="Its returns go only with an approver’s signature, and it has none.",
        url=agency.get_absolute_url(),
        **_invite(person, agency, Role.APPROVER, "Invite an approver"),
    )


def _about_phantom(owner: Any, person: Any, moment: Moment) -> Finding:
    count = owner.contact_of
    plural = "" if count == 1 else "s"
    where = owner.employer or "an agency"
    said = f"Contact of {count} action{plural}" if count else f"Speaks for {where}"
    return Finding(
        subject=str(owner),
        why=f"{said}, and has never signed in.",
        url=owner.get_absolute_url(),
        **_invite(
            person, owner.employer, Role.CONTACT, "Invite somebody in their place"
        ),
    )


CHECKS = (
    Check(
        code="agency-no-contact",
        grade=Grade.SERIOUS,
        label="Agencies that owe returns and have no contact",
        meaning=(
            "Reminders go to the deputy, else to the agency’s member of the group, "
            "else to its approver; where there is none, nobody is reminded."
        ),
        of="agencies that owe returns",
        found=_vacant,
        among=_agencies,
        visible=_by_name,
        official=shared.as_it_is,
        finding=_about_vacancy,
    ),
    Check(
        code="agency-no-approver",
        grade=Grade.SERIOUS,
        label="Agencies that sign off their returns and have no approver",
        meaning="Whatever they write, nobody can send it in.",
        of="agencies that owe returns and sign them off",
        found=_unsigned,
        among=_signing,
        visible=_by_name,
        official=shared.as_it_is,
        finding=_about_unsigned,
    ),
    Check(
        code="phantom-owner",
        grade=Grade.IMPORTANT,
        label="People who answer for something and have never signed in",
        meaning=(
            "Somebody who speaks for an agency, or holds a post, with actions or "
            "returns to answer for, and who may not know it."
        ),
        of="people who answer for actions or returns",
        found=_phantoms,
        among=_answering,
        visible=_for_managers,
        official=shared.as_it_is,
        finding=_about_phantom,
    ),
)
