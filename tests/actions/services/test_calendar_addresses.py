"""The secret address of a calendar: one's own, shown once, gone when revoked."""

import hashlib

import pytest

from actions import events
from actions.models import CalendarAddress
from actions.services.reminding.calendar_addresses import (
    address_of,
    by_secret,
    make_calendar_address,
    revoke_calendar_address,
)
from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from partnerships.services.people import bring_person_back, end_person
from tests.conftest import NOW
from tests.factories import (
    AppointmentFactory,
    CalendarAddressFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return UserFactory(name="Ann", contact=True)


def make(person, actor=None):
    return make_calendar_address(actor=actor or person, person=person, now=NOW)


def revoke(person, actor=None):
    revoke_calendar_address(actor=actor or person, person=person, now=NOW)


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_only_the_digest_of_the_secret_is_kept(ann):
    made = make(ann)

    [kept] = CalendarAddress.objects.values()
    assert made.secret not in str(kept)
    assert kept["digest"] == hashlib.sha256(made.secret.encode()).hexdigest()
    assert len(made.secret) >= 43
    assert made.secret not in str(list(AuditEvent.objects.values()))


def test_a_new_address_revokes_the_one_before(ann):
    first, second = make(ann), make(ann)

    assert by_secret(secret=first.secret) is None
    assert by_secret(secret=second.secret) == second.address
    assert address_of(person=ann) == second.address
    assert verbs() == [
        events.CALENDAR_ADDRESS_MADE,
        events.CALENDAR_ADDRESS_REVOKED,
        events.CALENDAR_ADDRESS_MADE,
    ]


def test_a_revoked_address_is_of_no_use(ann):
    made = make(ann)

    revoke(ann)

    assert by_secret(secret=made.secret) is None
    assert address_of(person=ann) is None


def test_it_is_revoked_once(ann):
    make(ann)
    revoke(ann)

    with pytest.raises(Conflict):
        revoke(ann)
    assert verbs().count(events.CALENDAR_ADDRESS_REVOKED) == 1


def test_nobody_makes_or_revokes_it_for_another(ann):
    address = CalendarAddressFactory(person=ann)
    for other in (UserFactory(officer=True), UserFactory(contact=True)):
        for act in (make, revoke):
            with pytest.raises(NotPermitted):
                act(ann, actor=other)

    address.refresh_from_db()
    assert address.revoked_at is None


@pytest.mark.parametrize("secret", ["", "no-such", "\0", "\ud800", "é" * 5000])
def test_a_secret_that_is_not_known_finds_nothing(ann, secret):
    make(ann)

    assert by_secret(secret=secret) is None


def test_who_has_left_has_no_calendar(ann):
    made = make(ann)
    ann.is_active = False
    ann.save()

    assert by_secret(secret=made.secret) is None


def test_who_has_no_appointment_left_has_no_calendar(ann):
    made = make(ann)
    ann.appointments.update(ends_on=NOW.date())

    assert by_secret(secret=made.secret) is None


def test_who_left_and_came_back_has_no_calendar_until_they_make_one(ann):
    officer, made = UserFactory(officer=True), make(ann)
    end_person(actor=officer, person=ann, on=NOW.date(), now=NOW)
    bring_person_back(actor=officer, person=ann, now=NOW)
    AppointmentFactory(person=ann)

    assert by_secret(secret=made.secret) is None
    assert audit.history(made.address).first().verb == events.CALENDAR_ADDRESS_REVOKED
