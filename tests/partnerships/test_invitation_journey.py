"""From an invitation to a person who signs in, and the ways that lead nowhere."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken
from pytest_django.asserts import assertContains, assertRedirects

from partnerships.models import Invitation, User
from partnerships.services import invitations
from tests.factories import PASSWORD, InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db

SIGN_UP = "/accounts/signup/"
CHOSEN = {"password1": "correct horse battery", "password2": "correct horse battery"}


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests() -> None:
    cache.clear()


def follow(client, secret):
    return client.get(reverse("partnerships:invitation", args=[secret]))


def test_an_invited_person_signs_up_and_is_signed_in(
    client, officer, django_capture_on_commit_callbacks
):
    client.force_login(officer)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("partnerships:invite"),
            {"name": "Nina New", "email": "nina@hcss.example", "role": "reader"},
        )
    link = next(word for word in mail.outbox[0].body.split() if "/invitations/" in word)
    invited = Client()

    assertRedirects(invited.get(link.removeprefix("http://127.0.0.1:8000")), SIGN_UP)
    assertContains(invited.get(SIGN_UP), "nina@hcss.example")
    invited.post(SIGN_UP, {"email": "nina@hcss.example"} | CHOSEN)

    person = User.objects.get(email="nina@hcss.example")
    assert person.holds("reader")
    assertContains(invited.get(reverse("partnerships:you")), "Nina New")
    assert Invitation.objects.get().accepted_by == person


def test_without_an_invitation_there_is_no_sign_up(client, officer):
    response = client.get(SIGN_UP)
    client.post(SIGN_UP, {"email": "x@hcss.example"} | CHOSEN)

    assertContains(response, "You need an invitation")
    assert list(User.objects.all()) == [officer]


def test_an_invitation_makes_no_account_for_another_address(client):
    InvitationFactory(secret="open", email="nina@hcss.example", expires_at=later())
    follow(client, "open")

    response = client.post(SIGN_UP, {"email": "mallory@hcss.example"} | CHOSEN)

    assertContains(response, "The invitation is for another address.")
    assert not User.objects.filter(email="mallory@hcss.example").exists()


def test_a_weak_password_is_refused_and_the_invitation_stays_open(client):
    InvitationFactory(secret="open", email="nina@hcss.example", expires_at=later())
    follow(client, "open")

    client.post(
        SIGN_UP, {"email": "nina@hcss.example", "password1": "a", "password2": "a"}
    )

    assert Invitation.objects.get().accepted_at is None


def test_an_invitation_withdrawn_while_the_form_was_open_makes_no_account(
    client, officer, now
):
    invitation = InvitationFactory(
        secret="open", email="nina@hcss.example", expires_at=later()
    )
    follow(client, "open")
    client.get(SIGN_UP)
    invitations.withdraw_invitation(actor=officer, invitation=invitation, now=now)

    response = client.post(SIGN_UP, {"email": "nina@hcss.example"} | CHOSEN)

    assertContains(response, "You need an invitation")
    assert not User.objects.filter(email="nina@hcss.example").exists()


def test_an_invitation_works_once(client):
    InvitationFactory(secret="open", email="nina@hcss.example", expires_at=later())
    follow(client, "open")
    client.post(SIGN_UP, {"email": "nina@hcss.example"} | CHOSEN)

    again = follow(Client(), "open")

    assertContains(again, "It was accepted on", status_code=410)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"withdrawn_at": "2026-10-02T09:00Z"}, "It was withdrawn on"),
        ({}, "It expired on"),
    ],
)
def test_a_link_of_no_use_says_why_and_whom_to_ask(client, changes, words):
    invitation = InvitationFactory(secret="closed", **changes)

    page = follow(client, "closed")

    assertContains(page, words, status_code=410)
    assertContains(page, invitation.invited_by.email, status_code=410)


@pytest.mark.parametrize("secret", ["unknown", "é", "x" * 5000])
def test_a_link_that_never_was_says_so(client, secret):
    page = client.get(f"/invitations/{secret}/")

    assertContains(page, "The link is not whole", status_code=410)


def test_somebody_who_is_signed_in_is_told(client, reader):
    InvitationFactory(secret="open", expires_at=later())
    client.force_login(reader)

    page = follow(client, "open")

    assertContains(page, "You are signed in as Rita Reader")


def test_the_sign_in_page_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/accounts/login/")


def test_a_leaver_is_out_at_once_in_the_browser_and_in_the_api(officer):
    leaver = UserFactory(reader=True)
    browser, program, desk = Client(), Client(), Client()
    browser.post("/accounts/login/", {"login": leaver.email, "password": PASSWORD})
    _, secret = AuthToken.objects.create(user=leaver)
    signed = {"authorization": f"Token {secret}"}
    agencies = reverse("partnerships:agencies")
    assert browser.get(agencies).status_code == 200
    assert program.get("/api/v1/agencies/", headers=signed).status_code == 200

    desk.force_login(officer)
    desk.post(reverse("partnerships:person-leave", args=[leaver.pk]))

    assert browser.get(agencies).status_code == 302
    assert program.get("/api/v1/agencies/", headers=signed).status_code == 401
    browser.post("/accounts/login/", {"login": leaver.email, "password": PASSWORD})
    assert browser.get(agencies).status_code == 302


def test_an_appointment_that_ends_at_midnight_ends_access(client):
    reader = UserFactory(reader__ends_on="2026-10-21")
    agencies = reverse("partnerships:agencies")

    # Midnight in London is 23:00 UTC on that night of British Summer Time.
    with time_machine.travel("2026-10-20T22:59:59+00:00", tick=False):
        client.force_login(reader)
        assert client.get(agencies).status_code == 200
    with time_machine.travel("2026-10-20T23:00:01+00:00", tick=False):
        assert client.get(agencies).status_code == 403


def later():
    return InvitationFactory.build(invited_by=None).invited_at + timedelta(days=60)
