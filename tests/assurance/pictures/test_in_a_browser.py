"""The gap and the pictures as a browser shows them, on a desk and on a phone."""

from datetime import date

import pytest

from actions.choices import DeliveryStatus
from assurance.choices import AssuranceLevel
from tests import factories as make
from tests.assurance.county import SILENT, last_period, reported, this_period
from tests.machinery import axe

PAGES = ["/assurance/gap/", "/assurance/pictures/"]
TITLE = "Share one analyst between the districts so that plans rest on the same data"


@pytest.fixture
def browse(transactional_db, headings, live_server, open_page, client):
    """Return a function that opens a page as a chair, in a window of a width."""
    last_period()
    this_period(closed=True)
    cells = {"heading": headings["CC"], "title": TITLE}
    for this in (DeliveryStatus.ON_TRACK, DeliveryStatus.OFF_TRACK, SILENT):
        reported(
            this=this,
            last=DeliveryStatus.AT_RISK,
            baseline_on=date(2026, 9, 30),
            forecast_on=date(2026, 12, 31),
            **cells,
        )
    reported(this=DeliveryStatus.ON_TRACK, undated=True, **cells)
    make.OpinionFactory(heading=headings["CC"], level=AssuranceLevel.LIMITED)
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


def test_a_picture_scrolls_in_its_own_box_on_a_phone(browse):
    page = browse("/assurance/pictures/", width=320)
    box = page.locator(".hcss-picture__drawing").first

    box.focus()
    box.evaluate("box => box.scrollTo({left: 200, behavior: 'instant'})")

    assert box.evaluate("box => box.scrollLeft") == 200
    assert box.evaluate("box => box === document.activeElement")


def test_the_tables_open_and_fit_a_phone(browse):
    page = browse("/assurance/pictures/", width=320)

    for each in page.locator("summary").all():
        each.click()

    assert page.locator("figure table").first.is_visible()
    assert axe.violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
