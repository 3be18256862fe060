"""The paper as a browser shows it: no barrier, and nothing wider than a phone."""

from dataclasses import replace

import pytest

from tests import factories as make
from tests.assurance.pack.secrets import secret_county
from tests.machinery import axe

PAGES = [
    "2026-27-q2/pack/",
    "2026-27-q2/pack/closed/",
    "2026-27-q3/pack/",
    "2026-27-q3/pack/write/",
    "2026-27-q3/pack/write/summary/",
]


@pytest.fixture
def browse(transactional_db, live_server, open_page, client):
    """Return a function that opens a page as an officer, in a window of a width."""
    first = replace(secret_county(), previous="", previous_label="")
    seal = make.SealFactory(sealed=first)
    make.PeriodFactory(quarter=seal.quarter.next, closed=True)
    make.PriorityFactory(number=1)
    client.force_login(make.UserFactory(officer=True))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}

    def browse(path, *, width):
        page = open_page(width=width)
        page.context.add_cookies([cookie | {"url": live_server.url}])
        page.goto(f"{live_server.url}/assurance/{path}")
        return page

    return browse


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_have_no_barrier_and_fit_a_phone(browse, path):
    assert axe.violations(browse(path, width=1280)) == []

    narrow = browse(path, width=320)
    assert axe.violations(narrow) == []
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320
