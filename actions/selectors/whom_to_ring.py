"""Whom an officer rings about an agency: who is reminded is who is named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from partnerships.choices import Role
from partnerships.models import Appointment, User
from partnerships.selectors import contacts_of


@dataclass(frozen=True)
class WhomToRing:
    """An agency's contacts; its approvers where no contact is (R17)."""

    contacts: list[User]
    approvers: list[User]

    def __str__(self) -> str:
        if self.contacts:
            return "; ".join(f"{each.name} <{each.email}>" for each in self.contacts)
        names = [f"{each.name} <{each.email}>, approver" for each in self.approvers]
        return "Contact vacant" + (
            f"; reminders go to {' and '.join(names)}" if names else ""
        )


def whom_to_ring(agency_ids: Iterable[int], *, on: date) -> dict[int, WhomToRing]:
    """Return whom to ring at each agency on the day. Two queries."""
    contacts = contacts_of(agency_ids, on=on)
    approvers: dict[int | None, list[User]] = {}
    for held in (
        Appointment.objects.current(on=on)
        .filter(role=Role.APPROVER, agency__in=contacts, person__is_active=True)
        .select_related("person")
        .order_by("person__name")
    ):
        approvers.setdefault(held.agency_id, []).append(held.person)
    return {
        pk: WhomToRing(
            contacts=people, approvers=[] if people else approvers.get(pk, [])
        )
        for pk, people in contacts.items()
    }
