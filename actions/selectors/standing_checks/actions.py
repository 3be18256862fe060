"""Gaps in what was agreed: no lead, no date, no contact, a review that is due."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from actions.choices import Marking
from actions.models import Action
from actions.selectors.standing_checks import shared
from actions.selectors.standing_checks.shared import way
from hcss.kernel.standing import Check, Finding, Grade, Moment
from hcss.kernel.templatetags.show import day
from priorities.models import Agreement, Fragment

_OF = "actions that are reported on"


def _commitments(moment: Moment) -> QuerySet:
    """Return what the current agreement promises: no opportunity (R9)."""
    current = Agreement.objects.current().values("pk")[:1]
    return Fragment.objects.commitments().filter(agreement__in=current)


def _not_agreed(moment: Moment) -> QuerySet:
    """Return the commitments of which an action is only proposed."""
    proposed = Action.objects.proposed().values("fragments")
    return _commitments(moment).filter(pk__in=proposed)


def _seen_commitments(rows: QuerySet, person: Any) -> QuerySet:
    actions = Action.objects.visible_to(person).proposed().by_ref()
    seen = rows.filter(pk__in=actions.order_by().values("fragments"))
    return seen.prefetch_related(
        Prefetch("actions", queryset=actions, to_attr="proposed_actions")
    ).order_by("order", "pk")


def _official_commitments(rows: QuerySet) -> QuerySet:
    hidden = Action.objects.proposed().filter(marking=Marking.SENSITIVE)
    return rows.exclude(pk__in=hidden.values("fragments"))


def _about_commitment(fragment: Any, person: Any, moment: Moment) -> Finding:
    action = fragment.proposed_actions[0]
    ways = way(
        person,
        "actions.manage_actions",
        action,
        words="Agree it, with a lead",
        url=reverse("actions:action-adopt", args=[action.ref]),
    )
    why = "The Agreement promises it, and no agency leads it yet."
    return Finding(subject=str(action), why=why, url=action.get_absolute_url(), **ways)


def _undated(moment: Moment) -> QuerySet:
    return Action.objects.undated()


def _without_contact(moment: Moment) -> QuerySet:
    return Action.objects.without_contact(on=moment.on)


def _continuing(moment: Moment) -> QuerySet:
    return Action.objects.reported().filter(is_continuing=True)


def _review_due(moment: Moment) -> QuerySet:
    return _continuing(moment).filter(review_on__lt=moment.on)


def _subject(action: Any) -> str:
    return f"{action}, {action.lead_agency}" if action.lead_agency else str(action)


def _about(action: Any, person: Any, why: str, words: str, name: str) -> Finding:
    url = reverse(name, args=[action.ref])
    ways = way(person, "actions.manage_actions", action, words=words, url=url)
    return Finding(
        subject=_subject(action), why=why, url=action.get_absolute_url(), **ways
    )


def _about_undated(action: Any, person: Any, moment: Moment) -> Finding:
    why = f"Agreed on {day(action.agreed_on)}, with no date."
    return _about(action, person, why, "Set a date", "actions:action-date")


def _about_contact(action: Any, person: Any, moment: Moment) -> Finding:
    return _about(
        action, person, _why_nobody(action), "Name a contact", "actions:action-edit"
    )


def _why_nobody(action: Any) -> str:
    """Say whether there never was a contact, or there is none any more (R17)."""
    if action.contact is not None:
        return f"Contact vacant: {action.contact} has left."
    if action.contact_post is not None:
        return f"Contact vacant: nobody holds the post {action.contact_post.title}."
    return "No contact is named."


def _about_review(action: Any, person: Any, moment: Moment) -> Finding:
    why = f"It continues, and was to be reviewed on {day(action.review_on)}."
    return _about(action, person, why, "Set the next review", "actions:action-date")


CHECKS = (
    Check(
        code="no-contact",
        grade=Grade.SERIOUS,
        label="Actions with no contact",
        meaning=(
            "Nobody is named, or the person has left, or nobody holds the post: "
            "nobody is asked or reminded."
        ),
        of=_OF,
        found=_without_contact,
        among=shared.reported,
        visible=shared.seen_actions,
        official=shared.official_actions,
        finding=_about_contact,
    ),
    Check(
        code="no-lead",
        grade=Grade.IMPORTANT,
        label="Commitments with no lead agreed",
        meaning="The Agreement promises it, and nobody answers for it.",
        of="commitments of the Agreement",
        found=_not_agreed,
        among=_commitments,
        visible=_seen_commitments,
        official=_official_commitments,
        finding=_about_commitment,
    ),
    Check(
        code="no-date",
        grade=Grade.IMPORTANT,
        label="Actions with no date agreed",
        meaning=(
            "Neither a completion date nor a review date: it can never be late, so "
            "nobody can tell."
        ),
        of=_OF,
        found=_undated,
        among=shared.reported,
        visible=shared.seen_actions,
        official=shared.official_actions,
        finding=_about_undated,
    ),
    Check(
        code="review-due",
        grade=Grade.IMPORTANT,
        label="Continuing actions whose review date has passed",
        meaning="It was to be looked at again, and was not.",
        of="continuing actions",
        found=_review_due,
        among=_continuing,
        visible=shared.seen_actions,
        official=shared.official_actions,
        finding=_about_review,
    ),
)
