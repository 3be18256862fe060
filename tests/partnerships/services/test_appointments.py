"""Who is trusted to do what, where, from when until when (R62)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from partnerships.models import Appointment, User
from partnerships.services import appointments
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    PartnershipFactory,
    UserFactory,
)
from tests.partnerships.conftest import TODAY

pytestmark = pytest.mark.django_db


def appoint(actor, person, now, **changes):
    sent = {"role": "reader", "starts_on": TODAY, "now": now} | changes
    return appointments.appoint_person(actor=actor, person=person, **sent)


def test_an_officer_appoints_somebody_to_another_role(officer, now):
    person = UserFactory(reader=True)
    agency = AgencyFactory(name="Havant Council")

    appoint(officer, person, now, role="contact", agency=agency)

    assert User.objects.get(pk=person.pk).agencies_as("contact") == [agency.pk]
    assert audit.history(person).get().changes == {
        "appointment": [None, "Agency contact, Havant Council"]
    }


def test_an_appointment_to_come_gives_nothing_yet(officer, now):
    person = UserFactory()

    appoint(officer, person, now, starts_on=date(2026, 10, 21))

    assert not User.objects.get(pk=person.pk).holds("reader")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"role": "contact"}, {"agency": ["Say for which agency."]}),
        (
            {"role": "chair"},
            {"partnership": ["Say which partnership this person chairs."]},
        ),
        (
            {"role": "chair", "agency": "council"},
            {"agency": ["A chair chairs a partnership."]},
        ),
        (
            {"role": "chair", "partnership": "over"},
            {"partnership": ["The old board has ended."]},
        ),
        (
            {"role": "approver", "agency": "council", "partnership": "board"},
            {"partnership": ["This role is held at an agency."]},
        ),
        (
            {"role": "contact", "agency": "sector"},
            {
                "agency": [
                    (
                        "No returns are asked of it. The VCS cannot lead: a sector is "
                        "not an organisation that can answer for an action."
                    )
                ]
            },
        ),
        (
            {"role": "reader", "agency": "council", "partnership": "board"},
            {"__all__": ["Choose an agency or a partnership, and not both."]},
        ),
        (
            {"starts_on": date(1, 1, 1)},
            {"starts_on": ["Give a day between 1900 and 2199."]},
        ),
    ],
)
def test_a_role_at_the_wrong_place_is_refused_in_words(officer, now, sent, words):
    places = {
        "council": AgencyFactory(name="Council"),
        "sector": AgencyFactory(name="The VCS", kind="sector"),
        "board": PartnershipFactory(),
        "over": PartnershipFactory(name="The old board", ended_on=date(2024, 1, 1)),
    }
    sent = {name: places.get(value, value) for name, value in sent.items()}

    with pytest.raises(ValidationError) as caught:
        appoint(officer, UserFactory(), now, **sent)

    refused = caught.value
    shown = (
        refused.message_dict
        if hasattr(refused, "error_dict")
        else {"__all__": refused.messages}
    )
    assert shown == words


def test_the_same_appointment_twice_is_refused(officer, now):
    person = UserFactory(reader=True)

    with pytest.raises(ValidationError) as caught:
        appoint(officer, person, now)

    assert caught.value.messages == ["This person has that appointment already."]


def test_somebody_who_has_left_is_not_appointed(officer, now):
    gone = UserFactory(name="Gone", is_active=False)

    with pytest.raises(ValidationError) as caught:
        appoint(officer, gone, now)

    assert caught.value.messages == ["Gone has left: bring them back first."]


@pytest.mark.parametrize("who", ["contact", "approver", "chair", "assurer", "reader"])
def test_others_appoint_nobody(who, now):
    other = UserFactory(**{who: True})

    with pytest.raises(NotPermitted):
        appoint(other, UserFactory(), now)


def test_an_administrator_appoints_others_and_never_themselves(administrator, now):
    appoint(administrator, UserFactory(), now, role="officer")

    with pytest.raises(NotPermitted):
        appoint(administrator, administrator, now, role="officer")


def test_an_ended_appointment_gives_nothing_from_that_day(officer, now):
    held = AppointmentFactory()

    appointments.end_appointment(
        actor=officer, appointment=held, ends_on=TODAY, now=now, why="Moved on"
    )

    person = User.objects.get(pk=held.person_id)
    assert person.standing == []
    event = audit.history(person).get()
    assert (event.why, event.changes["ends_on"]) == ("Moved on", [None, "2026-10-20"])


def test_an_appointment_ends_once_and_after_it_began(officer, now):
    held = AppointmentFactory()

    with pytest.raises(ValidationError) as caught:
        appointments.end_appointment(
            actor=officer, appointment=held, ends_on=date(2019, 1, 1), now=now
        )
    assert caught.value.messages == ["The appointment must end after it starts."]

    appointments.end_appointment(
        actor=officer, appointment=held, ends_on=TODAY, now=now
    )
    with pytest.raises(Conflict):
        appointments.end_appointment(
            actor=officer, appointment=held, ends_on=TODAY, now=now
        )


def test_the_last_officer_cannot_be_ended(officer, now):
    UserFactory(officer=True, is_active=False)
    AppointmentFactory(role="officer", ends_on=date(2027, 1, 1))
    held = Appointment.objects.get(person=officer)

    with pytest.raises(ValidationError) as caught:
        appointments.end_appointment(
            actor=officer, appointment=held, ends_on=TODAY, now=now
        )

    assert caught.value.messages == [
        "This is the last officer: appoint another one first."
    ]
    held.refresh_from_db()
    assert held.ends_on is None


def test_an_officer_who_is_not_the_last_can_be_ended(officer, now):
    UserFactory(officer=True)
    held = Appointment.objects.get(person=officer)

    appointments.end_appointment(
        actor=officer, appointment=held, ends_on=TODAY, now=now
    )

    assert not User.objects.get(pk=officer.pk).holds("officer")
