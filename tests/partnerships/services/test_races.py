"""Several at once: one winner, and nobody without a clear answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from hcss.kernel.errors import NotPermitted
from partnerships.models import Agency, Appointment, Invitation, User
from partnerships.services import agencies, appointments, invitations, people
from tests.conftest import NOW
from tests.factories import AgencyFactory, InvitationFactory, UserFactory
from tests.partnerships.conftest import TODAY

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Make the calls at the same time; return how each of them ended, sorted."""

    def outcome(call: Callable[[], Any]) -> str:
        try:
            call()
        except (ValidationError, NotPermitted):
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(outcome, calls))


def test_one_of_many_appoints_and_the_others_are_told():
    officer, person = UserFactory(officer=True), UserFactory()

    def appoint() -> None:
        appointments.appoint_person(
            actor=User.objects.get(pk=officer.pk),
            person=User.objects.get(pk=person.pk),
            role="reader",
            starts_on=TODAY,
            now=NOW,
        )

    outcomes = at_once(*[appoint] * 5)

    assert outcomes == ["done", *["refused"] * 4]
    assert person.appointments.count() == 1


def test_an_agency_added_by_many_at_once_is_on_the_register_once():
    officer = UserFactory(officer=True)

    def add() -> None:
        agencies.create_agency(
            actor=User.objects.get(pk=officer.pk), name="Body", kind="nhs", now=NOW
        )

    outcomes = at_once(*[add] * 5)

    assert outcomes == ["done", *["refused"] * 4]
    assert Agency.objects.count() == 1


def test_two_officers_cannot_end_each_other_at_once():
    first, second = UserFactory(officer=True), UserFactory(officer=True)

    def end(actor: User, other: User) -> None:
        people.end_person(
            actor=User.objects.get(pk=actor.pk),
            person=User.objects.get(pk=other.pk),
            on=TODAY,
            now=NOW,
        )

    outcomes = at_once(lambda: end(first, second), lambda: end(second, first))

    assert outcomes == ["done", "refused"]
    assert User.objects.holding("officer", on=TODAY).count() == 1
    assert Appointment.objects.filter(role="officer", ends_on=None).count() == 1


def test_an_invitation_accepted_many_times_at_once_makes_one_account():
    agency = AgencyFactory()
    InvitationFactory(
        email="nina@hcss.example",
        role="contact",
        agency=agency,
        expires_at="2027-01-01T09:00Z",
    )

    def accept() -> None:
        invitations.accept_invitation(
            invitation=Invitation.objects.get(), password="x", on=TODAY, now=NOW
        )

    outcomes = at_once(*[accept] * 5)

    assert outcomes == ["done", *["refused"] * 4]
    assert User.objects.filter(email="nina@hcss.example").count() == 1


def test_an_address_given_to_several_at_once_is_one_persons():
    officer, people_here = UserFactory(officer=True), UserFactory.create_batch(5)

    def give(person: User) -> Callable[[], None]:
        def change() -> None:
            people.change_address(
                actor=User.objects.get(pk=officer.pk),
                person=User.objects.get(pk=person.pk),
                email="one@new.example",
                now=NOW,
            )

        return change

    outcomes = at_once(*map(give, people_here))

    assert outcomes == ["done", *["refused"] * 4]
    assert User.objects.filter(email="one@new.example").count() == 1
