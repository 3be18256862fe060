"""Mending an address, through the page, the API and the sign-in."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from partnerships.models import User
from partnerships.selectors import version_of
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

OLD, NEW = "ann.lee@old.example", "ann@new.example"
CHOSEN = {"password1": "correct horse battery", "password2": "correct horse battery"}


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests() -> None:
    cache.clear()


@pytest.fixture
def person():
    return UserFactory(name="Ann Lee", email=OLD, contact=True)


@pytest.fixture
def page(person):
    return reverse("partnerships:person-address", args=[person.pk])


@pytest.fixture
def url(person):
    return f"/api/v1/people/{person.pk}/change-address/"


def address_of(person):
    return User.objects.get(pk=person.pk).email


def sign_in(email):
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return "_auth_user_id" in client.session


def test_an_officer_finds_the_form_and_changes_the_address(
    client, officer, person, page
):
    client.force_login(officer)

    assertContains(client.get(person.get_absolute_url()), page)
    assertContains(client.get(page), f"The address is now {OLD}.")
    answer = client.post(page, {"email": NEW, "seen": version_of(person)})

    assertRedirects(answer, person.get_absolute_url())
    assert address_of(person) == NEW
    assertContains(client.get(person.get_absolute_url()), "a…@old.example")


def test_they_sign_in_with_the_new_address_and_the_password_they_have(
    client, officer, person, page
):
    assert sign_in(OLD)
    client.force_login(officer)

    client.post(page, {"email": NEW})

    assert (sign_in(OLD), sign_in(NEW)) == (False, True)


def test_a_link_for_a_new_password_dies_with_the_old_address(
    client, officer, person, page
):
    Client().post(reverse("account_reset_password"), {"email": OLD})
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)[0]
    client.force_login(officer)
    client.post(page, {"email": NEW})

    visitor = Client()
    visitor.post(visitor.get(link, follow=True).request["PATH_INFO"], CHOSEN)
    Client().post(reverse("account_reset_password"), {"email": OLD})

    assert User.objects.get(pk=person.pk).check_password(PASSWORD)
    assert "/password/reset/key/" not in mail.outbox[-1].body
    assert len(mail.outbox) == 2


def test_what_they_have_open_stays_open(client, officer, person, page):
    theirs = Client()
    theirs.force_login(person)
    client.force_login(officer)

    client.post(page, {"email": NEW})

    assertContains(theirs.get(reverse("partnerships:you")), NEW)


def test_a_refusal_stands_at_the_field(client, officer, person, page):
    UserFactory(name="Bo Kay", email=NEW)
    client.force_login(officer)

    answer = client.post(page, {"email": NEW})

    assert answer.context["form"].errors == {"email": ["Bo Kay has this address."]}
    assert address_of(person) == OLD


def test_of_two_tabs_the_second_is_told(client, officer, person, page):
    seen = version_of(person)
    client.force_login(officer)
    client.post(page, {"email": NEW, "seen": seen})

    answer = client.post(page, {"email": "third@new.example", "seen": seen})

    assertContains(answer, "Somebody else changed this person", status_code=409)
    assert address_of(person) == NEW


def test_an_administrator_is_offered_it_where_they_may(client, administrator, person):
    other = UserFactory(administrator=True)
    client.force_login(administrator)

    def link(each):
        return reverse("partnerships:person-address", args=[each.pk])

    assertContains(client.get(other.get_absolute_url()), link(other))
    assert client.get(link(other)).status_code == 200
    assertNotContains(client.get(person.get_absolute_url()), link(person))
    assert client.get(link(person)).status_code == 403
    assert client.post(link(person), {"email": NEW}).status_code == 403


def test_a_leaver_is_hidden_from_a_reader_and_others_forbidden(client, reader, page):
    left = UserFactory(is_active=False)
    client.force_login(reader)

    hidden = reverse("partnerships:person-address", args=[left.pk])
    assert client.get(hidden).status_code == 404
    assert client.get(page).status_code == 403


# --- The API ---


def test_a_program_changes_an_address(api_client, officer, person, url):
    api_client.force_authenticate(officer)

    answer = api_client.post(url, {"email": NEW, "version": version_of(person)})

    assert (answer.status_code, answer.json()["email"]) == (200, NEW)
    again = api_client.post(url, {"email": NEW, "version": version_of(person)})
    assert (again.status_code, again.json()["email"]) == (
        400,
        ["This is their address already."],
    )


def test_a_stale_version_is_a_conflict(api_client, officer, person, url):
    api_client.force_authenticate(officer)

    answer = api_client.post(url, {"email": NEW, "version": "of last week"})

    assert answer.status_code == 409
    assert address_of(person) == OLD


@pytest.mark.parametrize(
    "sent",
    [{}, {"email": None}, {"email": 7}, {"email": []}, {"email": "a\0@b.uk"}, []],
)
def test_nonsense_is_refused_and_nothing_breaks(api_client, officer, person, url, sent):
    api_client.force_authenticate(officer)

    answer = api_client.post(url, sent, format="json")

    assert answer.status_code == 400
    assert address_of(person) == OLD


def test_the_api_forbids_and_hides_as_the_page_does(
    api_client, administrator, reader, url
):
    left = UserFactory(is_active=False)
    api_client.force_authenticate(administrator)
    assert api_client.post(url, {"email": NEW}).status_code == 403

    api_client.force_authenticate(reader)
    assert api_client.post(url, {"email": NEW}).status_code == 403
    hidden = f"/api/v1/people/{left.pk}/change-address/"
    assert api_client.post(hidden, {"email": NEW}).status_code == 404
