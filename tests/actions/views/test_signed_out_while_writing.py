"""A session that ran out loses nothing, and shows nothing to anybody else."""

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from actions.models import ReturnLine
from hcss.kernel import carried
from tests.factories import (
    PASSWORD,
    AgencyFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

WORDS = {
    "version": "1",
    "answer": "changed",
    "status": "at_risk",
    "issue": "Two districts\r\nhave not <b>answered</b>.",
    "recovery_on_day": "6",
    "recovery_on_month": "",
}


@pytest.fixture(autouse=True)
def _in_the_window(now):
    cache.clear()
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def agency():
    return AgencyFactory(name="Hampshire Constabulary", slug="hampshire-constabulary")


@pytest.fixture
def line(agency):
    return ReturnLineFactory(
        quarterly_return=ReturnFactory(agency=agency), action__ref="P1-03"
    )


@pytest.fixture
def page(line):
    return line.get_absolute_url()


@pytest.fixture
def contact(agency):
    return UserFactory(contact=agency)


def hidden(response, name):
    """Return the value of a hidden field of the page."""
    return response.content.decode().split(f'name="{name}" value="')[1].split('"')[0]


def sign_in(client, response, person, **more):
    return client.post(
        reverse("account_login"),
        {
            "login": person.email,
            "password": PASSWORD,
            "next": hidden(response, "next"),
            "carried": hidden(response, "carried"),
        }
        | more,
    )


def test_the_words_go_through_the_sign_in_page_and_back_into_the_form(
    client, page, contact
):
    asked = client.post(page, WORDS)
    signed_in = sign_in(client, asked, contact)
    shown = client.get(signed_in.url)

    assert asked.status_code == 401
    assert "Sign in" in asked.content.decode()
    assert signed_in.url == page
    text = shown.content.decode()
    assert "They are not saved yet" in text
    assert "Two districts\r\nhave not &lt;b&gt;answered&lt;/b&gt;." in text
    form = shown.context["form"]
    assert (form["status"].value(), form["recovery_on"].value().day) == ("at_risk", "6")
    assert ReturnLine.objects.get().issue == ""


def test_the_words_wait_until_they_are_saved(client, page, contact):
    sign_in(client, client.post(page, WORDS), contact)

    client.get(page)
    assert "Two districts" in client.get(page).content.decode()

    client.post(page, WORDS | {"recovery_on_day": "", "later": "1"})
    assert "not saved yet" not in client.get(page).content.decode()
    assert "Two districts" in client.get(page).content.decode()


def test_typing_on_saves_them_too(client, page, contact):
    sign_in(client, client.post(page, WORDS), contact)

    client.post(f"{page}typed/", WORDS)

    assert "not saved yet" not in client.get(page).content.decode()
    assert "Two districts" in ReturnLine.objects.get().issue


def test_a_wrong_password_keeps_the_words(client, page, contact):
    asked = client.post(page, WORDS)

    wrong = sign_in(client, asked, contact, password="not that one")
    right = sign_in(client, wrong, contact)

    assert "Two districts" in client.get(right.url).content.decode()


def test_somebody_else_finds_nothing(client, page, agency):
    """R35, R36."""
    asked = client.post(page, WORDS)
    for trait, status in (
        ({"contact": True}, 404),
        ({"officer": True}, 302),
        ({"reader": True}, 302),
    ):
        other = Client()
        signed_in = sign_in(other, asked, UserFactory(**trait))
        shown = other.get(signed_in.url)
        assert shown.status_code == status
        assert "Two districts" not in shown.content.decode()
        for elsewhere in (reverse("partnerships:you"), reverse("home")):
            text = other.get(elsewhere, follow=True).content.decode()
            assert "Two districts" not in text


def test_the_words_show_on_the_page_on_which_they_were_typed_only(
    client, page, contact, line
):
    ReturnLineFactory(quarterly_return=line.quarterly_return, action__ref="P1-04")
    sign_in(client, client.post(page, WORDS), contact)

    other = client.get(page.replace("P1-03", "P1-04"))

    assert "Two districts" not in other.content.decode()


def test_somebody_who_saved_meanwhile_is_not_overwritten(
    client, page, contact, line, agency
):
    asked = client.post(page, WORDS)
    line.version, line.issue = 2, "The deputy's text"
    line.edited_by = UserFactory(contact=agency, name="Kim Deputy")
    line.save()
    sign_in(client, asked, contact)

    both = client.post(page, WORDS | {"version": "1", "recovery_on_day": ""})

    assert both.status_code == 409
    assert "The deputy&#x27;s text" in both.content.decode()
    assert "Two districts" in both.content.decode()


def test_signed_in_meanwhile_in_another_window(client, page, contact):
    asked = client.post(page, WORDS)
    client.force_login(contact)

    handed = sign_in(client, asked, contact)

    assert handed.url == page
    assert "Two districts" in client.get(page).content.decode()


def test_nothing_is_kept_for_a_stranger(client, page, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.post(page, WORDS)

    assert "sessionid" not in client.cookies


@pytest.mark.parametrize(
    "sealed", ["", "x", "a:b:c", "\x00", carried.FIELD * 1000], ids=range(5)
)
def test_words_that_nobody_here_sealed_are_left_out(client, page, contact, sealed):
    asked = client.post(page, WORDS)

    signed_in = sign_in(client, asked, contact, carried=sealed)

    assert signed_in.url == page
    assert "not saved yet" not in client.get(page).content.decode()


def test_sealed_words_are_good_for_a_working_day_only(client, page, contact, now):
    asked = client.post(page, WORDS)

    with time_machine.travel(now.replace(hour=18), tick=False):
        sign_in(client, asked, contact)
        assert "Two districts" not in client.get(page).content.decode()


@pytest.mark.parametrize("words", [{}, {"version": "1"}, {"issue": "x" * 600_000}])
def test_nothing_or_far_too_much_is_asked_to_sign_in_as_ever(client, page, words):
    response = client.post(page, words)

    assert (response.status_code, response.url) == (
        302,
        f"{reverse('account_login')}?next={page}",
    )


def test_a_script_is_told_that_the_person_is_signed_out(client, page):
    response = client.post(f"{page}typed/", WORDS)

    assert response.status_code == 401
    assert "You are signed out." in response.json()["detail"]


def test_a_form_from_elsewhere_is_refused_and_its_words_can_be_copied(page, contact):
    """CSRF stays in force: nothing is saved, and nothing waits in the session."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(contact)

    refused = client.post(page, WORDS)

    assert refused.status_code == 403
    assert "have not &lt;b&gt;answered&lt;/b&gt;." in refused.content.decode()
    assert "not saved yet" not in client.get(page).content.decode()
    assert ReturnLine.objects.get().issue == ""


def test_a_stranger_without_a_token_is_refused(page):
    client = Client(enforce_csrf_checks=True)

    assert client.post(page, WORDS).status_code == 403
