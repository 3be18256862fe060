"""Who answers for whom (R17)."""

from datetime import date

import pytest

from partnerships.selectors import asked_for, names_on, vacancies
from tests.factories import (
    AgencyFactory,
    AgencyNameFactory,
    AppointmentFactory,
    UserFactory,
)
from tests.partnerships.conftest import TODAY

pytestmark = pytest.mark.django_db


def test_a_vacancy_is_an_agency_that_can_lead_and_has_no_contact_here():
    held, vacant, left, ended = AgencyFactory.create_batch(4)
    UserFactory(contact=held)
    UserFactory(approver=vacant)
    UserFactory(contact=left, is_active=False)
    AppointmentFactory(role="contact", agency=ended, ends_on=TODAY)
    AgencyFactory(kind="sector")
    AgencyFactory(ended_on=date(2021, 4, 1))

    assert list(vacancies(on=TODAY)) == [vacant, left, ended]


def test_who_is_asked_are_the_contacts_of_the_day(django_assert_num_queries):
    held, vacant = AgencyFactory.create_batch(2)
    person = UserFactory(contact=held)
    UserFactory(contact=held, is_active=False)
    UserFactory(approver=held)
    AppointmentFactory(role="contact", agency=vacant, starts_on=date(2027, 1, 1))

    with django_assert_num_queries(1):
        asked = asked_for([held.pk, vacant.pk], on=TODAY)

    assert [each.person for each in asked[held.pk]] == [person]
    assert asked[vacant.pk] == []


def test_a_vacant_place_passes_the_asking_on_to_the_next():
    """R17: the contact, else the deputy, else the member, else the approver."""
    agency = AgencyFactory()
    turn = ["contact", "deputy", "member", "approver"]
    people = [UserFactory(**{role: agency}) for role in reversed(turn)][::-1]
    asked = []

    for person in people:
        asked += asked_for([agency.pk], on=TODAY)[agency.pk]
        person.is_active = False
        person.save()

    assert [each.person for each in asked] == people
    assert [each.called for each in asked] == [
        "contact",
        "deputy",
        "member of the group",
        "approver",
    ]
    assert asked_for([agency.pk], on=TODAY) == {agency.pk: []}


def test_a_name_is_that_of_the_day():
    early = AgencyNameFactory(name="First", to_on=date(2010, 12, 31))
    AgencyNameFactory(
        agency=early.agency,
        name="Second",
        from_on=date(2011, 1, 1),
        to_on=date(2020, 3, 31),
    )
    key = early.agency_id

    assert names_on([key], on=date(2009, 1, 1)) == {key: "First"}
    assert names_on([key], on=date(2020, 3, 31)) == {key: "Second"}
    assert names_on([key], on=date(2020, 4, 1)) == {}
