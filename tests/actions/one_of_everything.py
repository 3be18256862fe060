"""One open thing of each kind that people are reminded of, for an officer or a contact.

A new kind without a line in ``MAKE`` fails the tests that go over all kinds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from partnerships.models import Agency, Appointment, User
from tests.conftest import NOW
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AgreementFactory,
    AskFactory,
    DateChangeFactory,
    EscalationFactory,
    OpinionFactory,
    PriorityFactory,
    ReturnFactory,
    UserFactory,
)

TODAY = NOW.date()
_LATER, _BEFORE = date(2027, 9, 30), date(2026, 10, 1)


@dataclass(frozen=True)
class Those:
    """Who is told: the agency's own person, and for the group its officer."""

    agency: Agency
    own: User
    officer: User


def _return(those: Those) -> Any:
    return ReturnFactory(agency=those.agency)


def _action(those: Those) -> Any:
    return ActionFactory(
        active=True,
        lead_agency=those.agency,
        contact=those.own,
        baseline_on=TODAY + timedelta(days=3),
        title="Agree the plan for the night-time economy",
    )


def _ask(those: Those) -> Any:
    action = ActionFactory(active=True, baseline_on=_LATER)
    return AskFactory(
        line__action=action, of_agency=those.agency, need_by=_BEFORE, action=action
    )


def _change(_those: Those) -> Any:
    action = ActionFactory(active=True, baseline_on=_LATER)
    return DateChangeFactory(action=action, asked_at=NOW - timedelta(days=20))


def _vacancy(_those: Those) -> Any:
    """An action whose contact has gone."""
    action = ActionFactory(active=True, baseline_on=_LATER)
    Appointment.objects.filter(person=action.contact).update(ends_on=_BEFORE)
    User.objects.filter(pk=action.contact_id).update(is_active=False)
    UserFactory(contact=action.lead_agency)
    return action


def _agency(_those: Those) -> Any:
    """An agency that leads an action and has nobody."""
    agency = ActionFactory(active=True, baseline_on=_LATER).lead_agency
    Appointment.objects.filter(agency=agency).update(ends_on=_BEFORE)
    return agency


def _agreement(_those: Those) -> Any:
    return AgreementFactory(ends_on=TODAY + timedelta(days=30))


def _priority(_those: Those) -> Any:
    return PriorityFactory(agreement=AgreementFactory(starts_on=date(2025, 11, 1)))


MAKE: dict[str, Callable[[Those], Any]] = {
    "return": _return,
    "action": _action,
    "ask": _ask,
    "change": _change,
    "vacancy": _vacancy,
    "agency": _agency,
    "opinion": lambda _those: OpinionFactory(expires_on=date(2026, 10, 12)),
    "priority": _priority,
    "agreement": _agreement,
    "escalation": lambda those: EscalationFactory(
        to_person=those.officer, reply_by=_BEFORE
    ),
}
#: What an agency's own people are told of; the rest is the officers'.
OF_AN_AGENCY = {"return", "action", "ask"}


def those(*, own_role: str = "contact") -> Those:
    """Make the people. As ``deputy`` the agency has no contact: they stand in."""
    agency = AgencyFactory(name="Hampshire Constabulary")
    return Those(
        agency=agency,
        own=UserFactory(name="Ann Price", employer=agency, **{own_role: agency}),
        officer=UserFactory(name="Olive Officer", officer=True),
    )
