"""People leave with their access and without their work (R62)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from knox.models import AuthToken

from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from partnerships.models import User
from partnerships.selectors import version_of
from partnerships.services import appointments, people
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    PostHoldingFactory,
    UserFactory,
)
from tests.partnerships.conftest import TODAY

pytestmark = pytest.mark.django_db


def end(actor, person, now):
    return people.end_person(actor=actor, person=person, on=TODAY, now=now, why="Left")


def test_details_change_and_are_written_down(administrator, now):
    person = UserFactory(name="Ann Old")
    council = AgencyFactory(name="The Council")

    people.edit_person(
        actor=administrator, person=person, name="Ann New", employer=council, now=now
    )

    assert audit.history(person).get().changes == {
        "name": ["Ann Old", "Ann New"],
        "employer": [None, "The Council"],
    }


def test_of_two_tabs_on_a_person_the_second_is_a_conflict(officer, now):
    person = UserFactory()
    seen = version_of(person)
    people.edit_person(
        actor=officer, person=person, post_title="First", seen=seen, now=now
    )

    with pytest.raises(Conflict):
        people.edit_person(
            actor=officer, person=person, post_title="Second", seen=seen, now=now
        )


def test_a_leaver_loses_everything_that_day_and_keeps_their_past(officer, now):
    leaver = UserFactory(contact=True)
    to_come = AppointmentFactory(person=leaver, starts_on=date(2026, 12, 1))
    held = PostHoldingFactory(person=leaver)
    AuthToken.objects.create(user=leaver)
    kept, _ = AuthToken.objects.create(user=officer)

    end(officer, leaver, now)

    gone = User.objects.get(pk=leaver.pk)
    held.refresh_from_db()
    to_come.refresh_from_db()
    assert (gone.is_active, gone.standing) == (False, [])
    assert gone.appointments.count() == 2
    assert (held.ends_on, to_come.ends_on) == (TODAY, date(2026, 12, 1))
    assert list(AuthToken.objects.all()) == [kept]
    assert audit.history(gone).first().verb == "partnerships.person_left"


def test_somebody_leaves_once(officer, now):
    leaver = UserFactory(reader=True)
    end(officer, leaver, now)

    with pytest.raises(Conflict) as caught:
        end(officer, leaver, now)

    assert caught.value.messages == [f"{leaver.name} has left already."]


def test_the_last_officer_cannot_leave_and_loses_nothing_by_trying(officer, now):
    AppointmentFactory(person=officer, role="reader")

    with pytest.raises(ValidationError):
        end(officer, officer, now)

    assert User.objects.get(pk=officer.pk).holds("officer")


@pytest.mark.parametrize("who", ["contact", "chair", "assurer", "reader"])
def test_others_neither_edit_nor_end_people(who, now):
    other, person = UserFactory(**{who: True}), UserFactory(reader=True)

    with pytest.raises(NotPermitted):
        people.edit_person(actor=other, person=person, name="X", now=now)
    with pytest.raises(NotPermitted):
        end(other, person, now)
    with pytest.raises(NotPermitted):
        people.bring_person_back(actor=other, person=person, now=now)
    with pytest.raises(NotPermitted):
        appointments.end_appointment(
            actor=other, appointment=person.appointments.get(), ends_on=TODAY, now=now
        )


def test_whoever_comes_back_holds_nothing(officer, now):
    leaver = UserFactory(reader=True)
    end(officer, leaver, now)

    people.bring_person_back(actor=officer, person=leaver, now=now)

    back = User.objects.get(pk=leaver.pk)
    assert (back.is_active, back.standing) == (True, [])
    with pytest.raises(Conflict):
        people.bring_person_back(actor=officer, person=leaver, now=now)


def test_the_first_officer_is_made_once(db, now):
    first = people.add_first_officer(
        name="First", email="First@hcss.example", on=TODAY, now=now
    )

    assert (first.email, first.has_usable_password()) == ("first@hcss.example", False)
    assert User.objects.get(pk=first.pk).holds("officer")
    with pytest.raises(ValidationError) as caught:
        people.add_first_officer(name="B", email="b@hcss.example", on=TODAY, now=now)
    assert caught.value.messages == [
        "There is an officer already: ask them to invite you."
    ]
