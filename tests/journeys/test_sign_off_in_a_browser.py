"""Sign-off and writing for an agency in a real browser: no barrier, nothing cut off."""

from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from actions.choices import DeliveryStatus
from actions.models import Return
from tests.conftest import NOW
from tests.factories import (
    WORDS,
    ActionFactory,
    AgencyFactory,
    ReturnFactory,
    ReturnLineFactory,
    SignOffFactory,
    UserFactory,
)
from tests.machinery import axe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_sqlite]

TITLES = (
    "Agree the county plan against serious violence",
    "Publish the domestic abuse needs assessment",
    "Share hotspot data with the districts every month",
)


@pytest.fixture(autouse=True)
def _in_the_window():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def agency():
    return AgencyFactory(name="Hampshire Constabulary", needs_sign_off=True)


@pytest.fixture
def contact(agency):
    return UserFactory(name="Jo Hart", contact=agency, post_title="Analyst")


@pytest.fixture
def approver(agency):
    return UserFactory(name="Ann Prover", approver=agency, post_title="Chief officer")


@pytest.fixture
def officer():
    return UserFactory(name="Olive Officer", officer=True)


@pytest.fixture
def sign_in(open_page, live_server):
    """Open the site as somebody, without a password."""

    def sign_in(person, **options):
        client, page = Client(), open_page(**options)
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return page

    return sign_in


def lines(quarterly_return, **last):
    """Give the return three lines, the last one as asked."""
    said = ({"finished": True}, {"status": DeliveryStatus.AT_RISK}, last)
    words = ({}, WORDS[DeliveryStatus.AT_RISK], {})
    for title, traits, more in zip(TITLES, said, words, strict=True):
        action = ActionFactory(
            active=True,
            title=title,
            lead_agency=quarterly_return.agency,
            forecast_on=date(2027, 3, 31),
        )
        ReturnLineFactory(
            quarterly_return=quarterly_return, action=action, **traits, **more
        )


def where(live_server, quarterly_return, name="return", *more):
    place = [quarterly_return.period.quarter, quarterly_return.agency.slug, *more]
    return live_server.url + reverse(f"actions:{name}", args=place)


def look(page, url):
    """Return what is wrong with a page at 1280 and at 320 pixels."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(url)
    found = axe.violations(page)
    page.set_viewport_size({"width": 320, "height": 700})
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found if wide <= 320 else [*found, f"{wide} pixels wide"]


def test_the_agencys_pages_have_no_barrier(
    live_server, sign_in, agency, contact, approver
):
    draft = ReturnFactory(agency=agency, draft=True)
    lines(draft, typed=True)
    SignOffFactory(quarterly_return=draft, sent_back=True, decided_by=approver)
    page = sign_in(contact)
    home = live_server.url + reverse("actions:mine")
    pages = [where(live_server, draft, name) for name in ("return", "check", "nil")]

    for url in (home, *pages, where(live_server, draft, "confirm")):
        assert look(page, url) == [], url


def test_the_approvers_pages_have_no_barrier(
    live_server, sign_in, agency, contact, approver
):
    waiting = ReturnFactory(agency=agency, awaiting=True)
    lines(waiting, finished=True)
    SignOffFactory(quarterly_return=waiting, asked_by=contact)
    home = live_server.url + reverse("actions:mine")
    pages = [where(live_server, waiting, name) for name in ("return", "sign-off")]

    for person in (approver, contact):
        page = sign_in(person)
        for url in (home, *pages):
            assert look(page, url) == [], url


def test_the_officers_pages_have_no_barrier(live_server, sign_in, agency, officer):
    draft = ReturnFactory(agency=agency, draft=True)
    lines(draft)
    lines(draft, typed=True)
    blank, typed = draft.lines.untouched().order_by("pk")[2:6:3]
    page = sign_in(officer)
    board = live_server.url + reverse("actions:board", args=[draft.period.quarter])
    pages = [
        where(live_server, draft, "write-for", line.action.ref)
        for line in (blank, typed)
    ]

    for url in (board, where(live_server, draft), *pages):
        assert look(page, url) == [], url


def test_by_keyboard_without_script_on_a_narrow_screen(
    live_server, sign_in, agency, contact, approver
):
    """The road from the finished lines to the approver, back, and to the group."""
    draft = ReturnFactory(agency=agency, draft=True)
    lines(draft, finished=True)

    page = sign_in(contact, javascript=False, width=320, height=700)
    page.goto(where(live_server, draft, "check"))
    page.get_by_role("button", name="Send to Ann Prover for sign-off").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(where(live_server, draft))

    page = sign_in(approver, javascript=False, width=320, height=700)
    page.goto(live_server.url + reverse("actions:mine"))
    page.get_by_role("button", name="Read it and sign").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Read it and sign").focus()
    page.keyboard.press("Enter")
    page.get_by_label("What has to change?").focus()
    page.keyboard.type("Name the author of the plan.")
    page.get_by_role("button", name="Send back to Jo Hart").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(where(live_server, draft))
    page.goto(where(live_server, draft, "check"))
    page.get_by_role("button", name="Sign and send in").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(where(live_server, draft, "receipt"))

    assert Return.objects.get().state == "submitted"
