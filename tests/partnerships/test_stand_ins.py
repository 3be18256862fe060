"""A vacancy has somebody to turn to: deputies and members of the group (R17)."""

import csv

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from partnerships.models import Invitation
from partnerships.selectors import agency_page
from partnerships.services import appointments, invitations
from tests.factories import AgencyFactory, AppointmentFactory, UserFactory
from tests.machinery.counting import queries_of
from tests.partnerships.conftest import TODAY

pytestmark = pytest.mark.django_db

AGENCIES = reverse("partnerships:agencies")


@pytest.fixture
def agency():
    return AgencyFactory(name="Wessex Council", slug="wessex")


@pytest.fixture
def deputy(agency):
    return UserFactory(name="Dee Puty", deputy=agency)


@pytest.fixture
def member(agency):
    return UserFactory(name="Mem Burr", member=agency)


def words(page) -> str:
    """Return what a page says, without its tags' line breaks."""
    return " ".join(page.content.decode().split())


@pytest.mark.parametrize("role", ["deputy", "member"])
def test_both_are_held_at_an_agency(agency, officer, now, role):
    person = UserFactory()
    where = {"actor": officer, "person": person, "role": role, "starts_on": TODAY}

    with pytest.raises(ValidationError) as caught:
        appointments.appoint_person(**where, now=now)
    held = appointments.appoint_person(**where, agency=agency, now=now)

    assert caught.value.message_dict == {"agency": ["Say for which agency."]}
    assert held.agency == agency


@pytest.mark.parametrize("role", ["deputy", "member"])
def test_the_database_wants_an_agency_too(role):
    with pytest.raises(ValidationError, match="Say for which agency"):
        AppointmentFactory.build(role=role, agency=None).validate_constraints()
    with pytest.raises(ValidationError, match="Say for which agency"):
        Invitation(role=role).validate_constraints()


def test_a_deputy_asked_in_works_for_the_agency(agency, officer, now):
    invitation = invitations.invite_person(
        actor=officer,
        email="dee@hcss.example",
        name="Dee Puty",
        role="deputy",
        agency=agency,
        now=now,
    )

    person = invitations.accept_invitation(
        invitation=invitation, password="a long password", on=TODAY, now=now
    )

    assert person.employer == agency
    assert person.agencies_as("deputy") == [agency.pk]


def test_the_agencys_page_names_them_and_who_is_reminded(
    client, agency, deputy, member, reader
):
    client.force_login(reader)

    page = client.get(agency.get_absolute_url())

    assertContains(page, "Deputy contact")
    assertContains(page, "Member of the group")
    said = words(page)
    assert f'Reminders go to <a class="govuk-link" href="/people/{deputy.pk}/">' in said
    assert "Dee Puty</a>, deputy" in said
    assertNotContains(page, "Nobody answers for this agency")


def test_where_every_place_is_vacant_the_page_says_so(client, agency, reader):
    client.force_login(reader)

    page = client.get(agency.get_absolute_url())

    assertContains(page, "Nobody answers for this agency’s returns.")
    assertNotContains(page, "Reminders go to")


def test_nobody_stands_in_for_a_contact_who_is_there(agency, deputy):
    UserFactory(contact=agency)

    assert agency_page(agency, on=TODAY).stand_ins == []


def test_the_list_names_who_stands_in(client, agency, member, reader):
    client.force_login(reader)

    said = words(client.get(AGENCIES))

    assert "Contact vacant</strong> Reminders go to" in said
    assert "Mem Burr</a>, member of the group" in said


def test_the_spreadsheet_has_a_column_for_each_role(
    client, agency, deputy, member, reader
):
    UserFactory(name="Connie", contact=agency)
    UserFactory(name="Apu", approver=agency)
    client.force_login(reader)

    answer = client.get(AGENCIES, {"format": "csv"})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(text.splitlines())
    assert [
        row[name]
        for name in ("Contacts", "Deputies", "Members of the group", "Approvers")
    ] == ["Connie", "Dee Puty", "Mem Burr", "Apu"]


def test_the_api_names_them(api_client, agency, deputy, member, reader):
    approver = UserFactory(approver=agency)
    api_client.force_authenticate(reader)

    shown = api_client.get("/api/v1/agencies/wessex/").json()

    assert shown["contacts"] == []
    assert [each["id"] for each in shown["deputies"]] == [deputy.pk]
    assert [each["id"] for each in shown["group_members"]] == [member.pk]
    assert [each["id"] for each in shown["approvers"]] == [approver.pk]


@pytest.mark.parametrize("path", [AGENCIES, "/api/v1/agencies/"])
def test_a_long_list_costs_what_a_short_one_costs(client, reader, path):
    client.force_login(reader)
    UserFactory(deputy=True)
    client.get(path)

    _, few = queries_of(lambda: client.get(path))
    for _ in range(10):
        UserFactory(deputy=True, member=True)
    _, many = queries_of(lambda: client.get(path))

    assert len(many) == len(few)


def test_people_are_found_by_these_roles(client, deputy, member, reader):
    client.force_login(reader)

    page = client.get(reverse("partnerships:people"), {"role": "deputy"})

    assert list(page.context["people"]) == [deputy]
