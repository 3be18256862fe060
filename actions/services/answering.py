"""Who may lead, contribute to and answer for an action (R10 to R12, R14)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from actions.services.faults import Faults
from partnerships.choices import AGENCY_ROLES
from partnerships.models import Agency, Appointment, Partnership, Post, User


@dataclass(frozen=True, kw_only=True)
class Answering:
    """Everybody who has a part in an action."""

    lead_agency: Agency | None = None
    lead_partnership: Partnership | None = None
    overseen_by: Partnership | None = None
    contact: User | None = None
    contact_post: Post | None = None
    deputy: User | None = None
    contributors: Collection[Agency] = ()


def check_lead(faults: Faults, who: Answering) -> None:
    """R10, R11: exactly one agency, of a kind that can answer for an action."""
    lead = who.lead_agency
    faults.need("lead_agency", lead, "Choose the one agency that leads.")
    if lead:
        faults.add("lead_agency", lead.why_it_cannot_lead)


def check_board_has_contact(faults: Faults, who: Answering) -> None:
    """R12: when a partnership leads, somebody answers for the return."""
    has_contact = who.contact or who.contact_post
    if who.lead_partnership and not has_contact:
        faults.add(
            "contact",
            "When a partnership leads, an agency and a contact answer for the return.",
        )


def check_boards(faults: Faults, who: Answering, *, on: date) -> None:
    """Refuse a partnership that has ended."""
    for field in ("lead_partnership", "overseen_by"):
        board: Partnership | None = getattr(who, field)
        if board and board.ended_on and board.ended_on <= on:
            faults.add(field, f"{board} no longer exists: choose another.")


def check_contributors(faults: Faults, who: Answering) -> None:
    """R10: the others contribute; the lead is not one of them."""
    for agency in who.contributors:
        if agency == who.lead_agency:
            faults.add(
                "contributors", f"{agency} leads: leave it out of those contributing."
            )
        elif agency.ended_on:
            faults.add(
                "contributors", f"{agency} no longer exists: choose its successor."
            )


def check_contact(faults: Faults, who: Answering, *, on: date) -> None:
    """The contact is one person or one post, and of the lead agency."""
    if who.contact and who.contact_post:
        faults.add("contact_post", "Choose a person or a post, not both.")
    _check_person(faults, "contact", who.contact, who.lead_agency, on=on)
    post = who.contact_post
    if post and who.lead_agency and not _is_post_of(post, who):
        faults.add("contact_post", f"{post.title} is not a post at {who.lead_agency}.")


def check_deputy(faults: Faults, who: Answering, *, on: date) -> None:
    """The deputy is of the lead agency too."""
    _check_person(faults, "deputy", who.deputy, who.lead_agency, on=on)


def check_deputy_differs(faults: Faults, who: Answering) -> None:
    """The deputy is somebody else than the contact."""
    if who.deputy and who.deputy == who.contact:
        faults.add("deputy", "The deputy must be somebody else than the contact.")


def check_everybody(faults: Faults, who: Answering, *, on: date) -> None:
    """Note everything that is wrong with who has a part in an action."""
    check_lead(faults, who)
    check_board_has_contact(faults, who)
    check_boards(faults, who, on=on)
    check_contributors(faults, who)
    check_contact(faults, who, on=on)
    check_deputy(faults, who, on=on)
    check_deputy_differs(faults, who)


def _check_person(
    faults: Faults, field: str, person: User | None, agency: Agency | None, *, on: date
) -> None:
    if person is None or agency is None:
        return
    if not person.is_active:
        faults.add(field, f"{person} has left: choose somebody else.")
    elif not (_is_within(person.employer, agency) or _serves(person, agency, on=on)):
        faults.add(
            field,
            f"{person} does not speak for {agency} today and is not one of its people.",
        )


def _serves(person: User, agency: Agency, *, on: date) -> bool:
    """Say whether the person is appointed at the agency on the day."""
    held = Appointment.objects.current(on=on).filter(person=person, agency=agency)
    return held.filter(role__in=AGENCY_ROLES).exists()


def _is_post_of(post: Post, who: Answering) -> bool:
    """Say whether the post is at the lead agency, or at the board that leads."""
    if post.agency and who.lead_agency:
        return _is_within(post.agency, who.lead_agency)
    return post.partnership_id is not None and post.partnership == who.lead_partnership


def _is_within(part: Agency | None, whole: Agency) -> bool:
    """Say whether ``part`` is the agency itself or a directorate of it."""
    return part is not None and whole.pk in (part.pk, part.parent_id)
