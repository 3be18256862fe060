"""An officer says whether an agency's returns need its approver (domain 3.5)."""

import pytest
from django.urls import reverse

from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from partnerships.models import Agency
from partnerships.selectors import version_of
from partnerships.services.agencies import create_agency, edit_agency
from tests.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def agency():
    return AgencyFactory(name="Wessex Council")


def test_a_new_agency_signs_for_itself(officer, now):
    agency = create_agency(actor=officer, name="Solent Fire", kind="fire", now=now)

    assert agency.needs_sign_off is False


def test_an_officer_sets_it_and_it_is_written_down(agency, officer, now):
    edit_agency(actor=officer, agency=agency, needs_sign_off=True, now=now)

    assert Agency.objects.get(pk=agency.pk).needs_sign_off is True
    assert AuditEvent.objects.get().changes == {"needs_sign_off": [False, True]}


@pytest.mark.parametrize("kind", ["contact", "approver"])
def test_an_agency_does_not_set_it_itself(agency, now, kind):
    with pytest.raises(NotPermitted):
        edit_agency(
            actor=UserFactory(**{kind: agency}),
            agency=agency,
            needs_sign_off=True,
            now=now,
        )


def test_of_two_officers_the_second_is_told(agency, officer, now):
    seen = version_of(agency)
    edit_agency(actor=officer, agency=agency, needs_sign_off=True, now=now, seen=seen)

    with pytest.raises(Conflict, match="is now “yes”, you sent “no”"):
        edit_agency(
            actor=officer, agency=agency, needs_sign_off=False, now=now, seen=seen
        )


def test_it_is_set_on_the_form_and_shown_on_the_page(client, agency, officer):
    client.force_login(officer)
    form = reverse("partnerships:agency-edit", args=[agency.slug])

    page = client.post(
        form,
        {"kind": "council", "needs_sign_off": "on", "seen": version_of(agency)},
        follow=True,
    ).content.decode()

    assert Agency.objects.get().needs_sign_off is True
    assert "Approver vacant" in page
    UserFactory(approver=agency)
    page = client.get(agency.get_absolute_url()).content.decode()
    assert "An approver" in page
    assert "Approver vacant" not in page


def test_it_is_set_and_shown_by_the_api(api_client, agency, officer):
    api_client.force_authenticate(officer)
    url = f"/api/v1/agencies/{agency.slug}/"

    assert api_client.get(url).json()["needs_sign_off"] is False
    api_client.patch(url, {"needs_sign_off": True}, format="json")

    assert api_client.get(url).json()["needs_sign_off"] is True
    assert (
        api_client.patch(url, {"needs_sign_off": "perhaps"}, format="json").status_code
        == 400
    )
