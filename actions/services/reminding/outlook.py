"""A day of reminders as officers overview it: letters, vacancies, what opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from actions.choices import PeriodState
from actions.models import Digest, Period
from actions.selectors.windows import london_day
from actions.services.reminding import messages
from actions.services.reminding.dry_run import (
    Letter,
    Planned,
    letters,
    vacancies_in,
    who_would_be_written_to,
)
from actions.services.reminding.due import Due
from partnerships.choices import Role
from partnerships.models import Agency, User


@dataclass(frozen=True)
class Vacancy:
    """Nobody can be told of something; where that is mended, and in which words."""

    due: Due
    mend: str
    mend_url: str


@dataclass(frozen=True)
class Outlook:
    """What is planned for a day, as narrowed."""

    on: date
    letters: list[Letter]
    vacancies: list[Vacancy]
    #: Quarters that open until then: whom their returns concern is known once they do.
    opening: list[Period]

    @property
    def people(self) -> int:
        """How many people are written to."""
        return sum(bool(each.going) for each in self.letters)

    @property
    def reminders(self) -> int:
        """Of how many things they are told."""
        return sum(len(each.going) for each in self.letters)


def outlook(*, on: date, now: datetime, chosen: Mapping[str, Any]) -> Outlook:
    """Return what is planned for a day; ``chosen`` narrows by stage, person, period.

    Writes nothing. A fixed number of queries for a given day.
    """
    planned = [
        each
        for each in who_would_be_written_to(on=on, now=now)
        if _is_chosen(each, chosen)
    ]
    opening = Period.objects.filter(state=PeriodState.PLANNED).order_by("starts_on")
    return Outlook(
        on=on,
        letters=letters(planned, on=on),
        vacancies=[_vacancy(each.due) for each in vacancies_in(planned)],
        opening=[each for each in opening if london_day(each.opens_at) <= on],
    )


def mail_of(*, letter: Letter, now: datetime) -> EmailMultiAlternatives:
    """Return the mail that a letter would be, with all that goes in it."""
    due = [each.due for each in letter.going]
    digest = Digest(
        person=letter.person,
        address=letter.person.email,
        subject=messages.subject_of(due),
        begun_at=now,
    )
    return messages.message_of(digest, due)


def _is_chosen(planned: Planned, chosen: Mapping[str, Any]) -> bool:
    due, period = planned.due, chosen.get("period")
    return (
        chosen.get("stage") in (None, "", due.stage)
        and chosen.get("person") in (None, due.person)
        and (period is None or (due.kind == "return" and due.thing.period == period))
    )


def _vacancy(due: Due) -> Vacancy:
    """Say where somebody is put into the place: a contact, else an officer."""
    agency = _agency(due)
    role, words = Role.CONTACT, "Invite a contact"
    if agency is None:
        role, words = Role.OFFICER, "Invite an officer"
    where = f"?role={role}" + (f"&agency={agency.pk}" if agency else "")
    return Vacancy(due, words, reverse("partnerships:invite") + where)


def _agency(due: Due) -> Agency | None:
    """Return the agency whose people would be told."""
    names = {"return": "agency", "action": "lead_agency"}
    found: Agency | None = getattr(due.thing, names.get(due.kind, ""), None)
    return found


def letter_to(*, person: User, on: date, now: datetime) -> Letter | None:
    """Return what one person is told on a day; None if there is nothing."""
    found = outlook(on=on, now=now, chosen={"person": person}).letters
    return found[0] if found else None
