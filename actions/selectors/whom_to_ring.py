"""Whom an officer rings about an agency: who is reminded is who is named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from partnerships.choices import Role
from partnerships.models import Appointment
from partnerships.selectors import asked_for


@dataclass(frozen=True)
class WhomToRing:
    """An agency's contacts, or who stands in where that place is vacant (R17)."""

    asked: list[Appointment]

    @property
    def is_vacant(self) -> bool:
        """Say whether the agency has no contact."""
        return not any(each.role == Role.CONTACT for each in self.asked)

    def __str__(self) -> str:
        people = [f"{each.person.name} <{each.person.email}>" for each in self.asked]
        if not self.is_vacant:
            return "; ".join(people)
        called = [
            f"{who}, {each.called}"
            for who, each in zip(people, self.asked, strict=True)
        ]
        return "Contact vacant" + (
            f"; reminders go to {' and '.join(called)}" if called else ""
        )


def whom_to_ring(agency_ids: Iterable[int], *, on: date) -> dict[int, WhomToRing]:
    """Return whom to ring at each agency on the day. One query."""
    asked = asked_for(agency_ids, on=on)
    return {pk: WhomToRing(asked=held) for pk, held in asked.items()}
