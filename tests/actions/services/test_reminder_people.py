"""R17: whoever answers for an action is reminded, and somebody always answers."""

from datetime import date

import pytest

from actions.services.reminding.people import people_on
from partnerships.models import Appointment
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AppointmentFactory,
    PostFactory,
    PostHoldingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 2)


@pytest.fixture
def agency():
    return AgencyFactory(name="Hampshire Constabulary")


@pytest.fixture
def contact(agency):
    return UserFactory(name="Contact", contact=agency)


@pytest.fixture
def action(agency, contact):
    deputy = UserFactory(name="Deputy", approver=agency)
    return ActionFactory(
        active=True, lead_agency=agency, contact=contact, deputy=deputy
    )


def answering(action):
    recipients = people_on(day=TODAY).answering_for(action)
    return [(each.person.name, each.role) for each in recipients]


def end(person):
    """Somebody leaves today: that is their first day without the role (R62)."""
    Appointment.objects.filter(person=person).update(ends_on=TODAY)


def test_the_contact_is_reminded_and_the_deputy_is_not(action):
    assert answering(action) == [("Contact", "contact of the action")]


def test_when_the_contact_has_left_the_deputy_is_reminded(action, contact):
    end(contact)

    assert answering(action) == [("Deputy", "deputy: the contact’s place is vacant")]


def test_when_the_contacts_account_is_ended_the_deputy_is_reminded(action, contact):
    contact.is_active = False
    contact.save()

    assert answering(action) == [("Deputy", "deputy: the contact’s place is vacant")]


def test_a_contact_who_moved_to_another_agency_has_left(action, contact):
    end(contact)
    AppointmentFactory(person=contact, role="contact", agency=AgencyFactory())

    assert answering(action) == [("Deputy", "deputy: the contact’s place is vacant")]


def test_when_both_have_left_the_agencys_contacts_are_reminded(action, agency, contact):
    end(contact)
    end(action.deputy)
    UserFactory(name="Another contact", contact=agency)
    UserFactory(name="Contact elsewhere", contact=AgencyFactory())

    assert answering(action) == [
        ("Another contact", "contact for Hampshire Constabulary")
    ]


def test_when_no_contact_is_left_the_approvers_are_reminded(action, agency, contact):
    end(contact)
    end(action.deputy)
    UserFactory(name="Approver", approver=agency)

    assert answering(action) == [("Approver", "approver for Hampshire Constabulary")]


def test_the_agencys_deputy_then_its_member_stand_in_before_the_approver(
    action, agency, contact
):
    """R17: the deputy, else the agency's member."""
    end(contact)
    end(action.deputy)
    UserFactory(name="Approver", approver=agency)
    UserFactory(name="Member", member=agency)
    told_of_member = answering(action)
    UserFactory(name="Second", deputy=agency)

    assert told_of_member == [
        ("Member", "member of the group for Hampshire Constabulary")
    ]
    assert answering(action) == [("Second", "deputy for Hampshire Constabulary")]


def test_when_nobody_is_left_nobody_is_reminded(action, contact):
    end(contact)
    end(action.deputy)

    assert answering(action) == []


def test_a_contact_by_post_is_whoever_holds_it_today(agency):
    post = PostFactory(agency=agency)
    PostHoldingFactory(post=post, person=UserFactory(contact=agency), ends_on=TODAY)
    holder = UserFactory(name="Holder", reader=True)
    PostHoldingFactory(post=post, person=holder, starts_on=TODAY)
    action = ActionFactory(
        active=True, lead_agency=agency, contact=None, contact_post=post
    )

    assert answering(action) == [("Holder", "holder of the contact’s post")]


def test_while_the_post_is_empty_the_deputy_is_reminded(agency):
    deputy = UserFactory(name="Deputy", contact=agency)
    action = ActionFactory(
        active=True,
        lead_agency=agency,
        contact=None,
        contact_post=PostFactory(agency=agency),
        deputy=deputy,
    )

    assert answering(action) == [("Deputy", "deputy: the contact’s place is vacant")]
