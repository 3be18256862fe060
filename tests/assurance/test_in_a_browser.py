"""The position as a browser shows it: no barrier, and nothing wider than a phone."""

import pytest

from actions.choices import DeliveryStatus
from tests import factories as make
from tests.assurance.county import SILENT, last_period, reported, this_period
from tests.machinery import axe

PAGES = [
    "/assurance/",
    "/assurance/priorities/1/CC/",
    "/assurance/priorities/1/all/opinion/",
    "/assurance/opinions/",
]


@pytest.fixture
def browse(transactional_db, headings, live_server, open_page, client):
    """Return a function that opens a page as a chair, in a window of a width."""
    last_period()
    this_period(closed=True)
    for status in (DeliveryStatus.ON_TRACK, DeliveryStatus.OFF_TRACK, SILENT):
        reported(this=status, last=DeliveryStatus.AT_RISK, heading=headings["CC"])
    make.PriorityFactory(number=5)
    make.OpinionFactory(heading=headings["CC"], expired=True)
    make.OpinionFactory(heading=headings["FL"], own_work=True)
    client.force_login(make.UserFactory(chair=True))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}

    def browse(path, *, width):
        page = open_page(width=width)
        page.context.add_cookies([cookie | {"url": live_server.url}])
        page.goto(live_server.url + path)
        return page

    return browse


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_have_no_barrier_and_fit_a_phone(browse, path):
    assert axe.violations(browse(path, width=1280)) == []

    narrow = browse(path, width=320)
    assert axe.violations(narrow) == []
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320
