"""The frame of every page, the pages of signing in and the pages of refusal."""

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from hcss.kernel.site import DEMONSTRATION_MARK
from tests.factories.partnerships import PASSWORD, InvitationFactory, UserFactory
from tests.kernel.markup import parse

pytestmark = pytest.mark.urls("tests.kernel.site_urls")


def text(node: Element | None) -> str:
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def opened(client: Client, name: str, **options: Any) -> Element:
    return parse(client.get(reverse(name), **options).content.decode())


def classes(page: Element) -> set[str]:
    return {word for node in page.iter() for word in node.get("class", "").split()}


FRESH = [
    ("account_login", "Sign in"),
    ("account_reset_password", "Choose a new password"),
    ("account_reset_password_done", "Look in your email"),
    ("account_reset_password_from_key_done", "Your password is changed"),
    ("account_inactive", "This account is closed"),
    ("account_signup", "You need an invitation"),
]
SIGNED_IN = [
    ("account_logout", "Do you want to sign out?"),
    ("account_change_password", "Change your password"),
    ("account_reauthenticate", "Confirm that it is you"),
]


@pytest.mark.parametrize(("name", "heading"), FRESH)
def test_a_page_for_strangers_is_valid_and_costs_no_query(
    client: Client, name: str, heading: str
):
    page = opened(client, name)

    assert text(page.find(".//h1")) == heading


@pytest.mark.parametrize(("name", "heading"), SIGNED_IN)
@pytest.mark.django_db
def test_a_page_for_somebody_signed_in_is_valid(
    client: Client, name: str, heading: str
):
    client.force_login(UserFactory())

    page = opened(client, name)

    assert text(page.find(".//h1")) == heading
    assert len(page.findall(".//button[@type='submit']")) == 1


@pytest.mark.django_db
def test_somebody_signs_in_and_out_again(client: Client):
    person = UserFactory(officer=True)
    typed = {"login": person.email, "password": PASSWORD}

    signed_in = client.post(reverse("account_login"), typed, follow=True)
    signed_out = client.post(reverse("account_logout"), follow=True)

    account = ".//ul[@class='hcss-header__account']/li"
    _bell, name, *_ = parse(signed_in.content.decode()).findall(account)
    assert text(name) == person.name
    assert parse(signed_out.content.decode()).find(account) is None


@pytest.mark.django_db
def test_a_wrong_password_is_said_in_the_title_and_above_the_heading(client: Client):
    typed = {"login": "nobody@hcss.example", "password": "wrong"}

    page = parse(client.post(reverse("account_login"), typed).content.decode())

    assert text(page.find(".//title")).startswith("Error: Sign in – ")
    assert "govuk-error-summary" in classes(page)


def test_an_empty_form_says_what_to_fill_in(client: Client):
    page = parse(client.post(reverse("account_login"), {}).content.decode())

    links = page.findall(".//div[@class='govuk-error-summary']//a")
    assert [(text(link), link.get("href")) for link in links] == [
        ("Fill in “Email”", "#id_login"),
        ("Fill in “Password”", "#id_password"),
    ]


@pytest.mark.django_db
def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client: Client):
    person = UserFactory()
    client.post(reverse("account_reset_password"), {"email": person.email})
    [message] = mail.outbox
    link = re.search(r"http://testserver(\S+)", message.body)
    assert link
    form = client.get(link[1], follow=True)
    chosen = {"password1": "another long one", "password2": "another long one"}

    client.post(form.request["PATH_INFO"], chosen)
    again = Client().get(link[1], follow=True)

    person.refresh_from_db()
    assert text(parse(form.content.decode()).find(".//h1")) == "Choose a new password"
    assert person.check_password("another long one")
    assert text(parse(again.content.decode()).find(".//h1")) == (
        "This link does not work any more"
    )


@pytest.mark.django_db
def test_an_address_nobody_has_gets_a_letter_that_explains(client: Client):
    client.post(reverse("account_reset_password"), {"email": "x@hcss.example"})

    [message] = mail.outbox
    assert "there is no account with this address" in message.body


@pytest.mark.django_db
def test_an_invitation_is_a_letter_with_a_link_and_a_last_day():
    invitation = InvitationFactory(name="Tom Reeve")
    facts = {"invitation": invitation, "url": "http://127.0.0.1/join/x/"}

    subject = render_to_string("account/email/invitation_subject.txt", facts)
    body = render_to_string("account/email/invitation_message.txt", facts)

    assert subject.strip() == "Your invitation: Community safety priorities"
    assert body.split("\n\n")[3:6] == [
        "Choose a password and make your account here:\nhttp://127.0.0.1/join/x/",
        "The link works once, until 15 October 2026 at 10:00am.",
        "Community safety priorities\nHampshire Community Safety Strategy Group\n",
    ]


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (400, "The site could not understand that request"),
        (403, "You may not do that"),
        (404, "Page not found"),
        (500, "Sorry, there is a problem with the service"),
    ],
)
@pytest.mark.django_db
def test_a_refusal_is_a_page_like_the_others(client: Client, status: int, heading: str):
    client.force_login(UserFactory())
    client.raise_request_exception = False

    response = client.get(reverse("fault", args=[status]))

    page = parse(response.content.decode())
    assert response.status_code == status
    assert text(page.find(".//h1")) == heading
    assert text(page.find(".//title")) == f"{heading} – Community safety priorities"


def test_a_form_without_its_token_is_refused_with_what_to_do():
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(reverse("account_login"), {"login": "x"})

    page = parse(response.content.decode())
    assert response.status_code == 403
    assert text(page.find(".//h1")) == "This page has been open too long"


@pytest.mark.parametrize("is_one", [True, False])
def test_the_demonstration_says_so_to_strangers_too(
    client: Client, settings, tmp_path: Path, *, is_one: bool
):
    settings.HOME = tmp_path
    if is_one:
        (tmp_path / DEMONSTRATION_MARK).touch()

    page = opened(client, "account_login")

    banner = page.find(".//div[@class='hcss-demonstration']")
    assert text(banner) == (
        "Demonstration: fictitious people and returns." if is_one else ""
    )


@pytest.mark.parametrize(
    ("level", "heading", "is_green"),
    [
        ("success", "Done", True),
        ("info", "Important", False),
        ("error", "There is a problem", False),
    ],
)
@pytest.mark.django_db
def test_what_has_just_happened_stands_above_the_page(
    client: Client, level: str, heading: str, *, is_green: bool
):
    client.force_login(UserFactory())

    page = opened(client, "home", query_params={level: "The return is in."})

    [banner] = page.findall(".//div[@role]")
    assert text(banner) == f"{heading} The return is in."
    assert ("govuk-notification-banner--success" in classes(page)) is is_green


@pytest.mark.django_db
def test_the_frame_has_a_skip_link_navigation_and_a_footer(client: Client):
    client.force_login(UserFactory(officer=True))

    page = opened(client, "actions:desk")

    [main] = page.findall(".//main")
    links = page.findall(".//footer//a")
    current = page.find(".//a[@aria-current='page']")
    assert page.get("lang") == "en-GB"
    assert page.find(f".//a[@href='#{main.get('id')}']") is not None
    assert [link.get("href") for link in links] == [
        "/help/",
        "/accessibility/",
        "/api/docs/",
    ]
    assert text(current) == "Desk"


def test_no_page_carries_script_or_style_of_its_own(client: Client):
    page = opened(client, "account_login")

    inline = [node for node in page.iter() if node.get("style") or node.tag == "style"]
    scripts = [text(script) for script in page.iter("script")]
    assert inline == []
    assert scripts == ["", ""]


STATIC = Path(__file__).parents[2] / "static"


def test_the_style_sheet_asks_for_no_file_and_has_no_crown():
    sheet = (STATIC / "css" / "hcss.css").read_text().lower()

    unwanted = ("url(", "@font-face", "transport", "crown", "crest", "@import")
    assert [word for word in unwanted if word in sheet] == []


def test_every_status_has_a_style_of_its_own():
    sheet = (STATIC / "css" / "hcss.css").read_text()
    statuses = (
        *("complete", "on-track", "at-risk", "off-track", "not-started"),
        *("no-return", "nothing-due", "on-hold", "closed"),
        *("substantial", "reasonable", "limited", "none"),
        *("not-assessed", "out-of-date", "no-heading"),
    )

    styles = {
        status: tuple(
            re.findall(rf"(?<=}})\.hcss-tag--{status}(?:::before)?{{(.*?)}}", sheet)
        )
        for status in statuses
    }

    assert [status for status, style in styles.items() if len(style) != 2] == []
    assert len(set(styles.values())) == len(statuses)
