"""Every page, as every role, in a real browser: no barrier, nothing cut off (R60)."""

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests import addresses, world
from tests.conftest import NOW
from tests.machinery import axe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_sqlite]

PERSONAS = [
    "anonymous",
    "unappointed",
    "officer",
    "contact",
    "chair",
    "assurer",
    "reader",
    "administrator",
]
#: A mail as it will be sent is no page of the site: it has no landmarks.
MAILS = ("actions:reminder-letter-html",)
NARROW, WIDE = {"width": 320, "height": 700}, {"width": 1280, "height": 900}


@pytest.mark.parametrize("who", PERSONAS)
def test_no_page_has_a_barrier_or_scrolls_sideways(who, live_server, open_page):
    faults = {}
    with time_machine.travel(NOW, tick=True):
        county = world.build(now=NOW, rows=2)
        client, page = Client(), open_page()
        if person := county.people[who]:
            client.force_login(person)
            _carry_session(client, page, live_server.url)
        for address in addresses.addresses(county):
            if _is_a_page(client, address) and (
                found := _look(page, live_server.url + address.path)
            ):
                faults[str(address)] = found

    assert faults == {}


def _carry_session(client: Client, page: Page, site: str) -> None:
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


def _is_a_page(client: Client, address: addresses.Address) -> bool:
    """Ask without a browser first: redirects, data, signing out are not looked at."""
    if address.name.startswith(("api:", "account_logout", *MAILS)):
        return False
    response = client.get(address.path)
    if response.streaming:
        list(response.streaming_content)  # read to its end, a file is closed
        return False
    kind = response.headers.get("Content-Type", "")
    return kind.startswith("text/html") and bool(response.content)


def _look(page: Page, url: str) -> list[str]:
    """Return what is wrong with a page at 1280 and at 320 pixels."""
    page.set_viewport_size(WIDE)
    page.goto(url)
    found = axe.violations(page)
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found if wide <= NARROW["width"] else [*found, f"{wide} pixels wide"]
