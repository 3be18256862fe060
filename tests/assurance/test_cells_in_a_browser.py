"""From any cell of the real matrix to the evidence in two clicks, in a browser."""

import re

import pytest

from tests import factories as make
from tests.assurance.agreement_in_hand import in_hand
from tests.machinery import axe

#: What is taken for evidence, the best first, and what its address looks like.
LEADS = {
    "evidence": 'main a[href^="/evidence/"]',
    "report": 'main a:has-text("The return’s line")',
    "action": 'main a[href^="/actions/"]',
    "statement": 'main a[href^="/agreement/statements/"]',
    "source": 'main a:has-text("The priority as written")',
}
ADDRESSES = {
    "evidence": r"/evidence/\d+/$",
    "report": r"/returns/2026-27-q2/[a-z0-9-]+/(#line-\d+)?$",
    "action": r"/actions/P\d-\d+/$",
    "statement": r"/agreement/statements/\d\.[A-Z]+\.\d+/$",
    "source": r"/agreement/priorities/\d/$",
}
CELLS = "td a.hcss-matrix__cell"


def found_in(cell) -> str:
    """Return what the second click leads to, at best."""
    if cell.kind == "proposal":
        return "action" if cell.actions else "statement"
    return {"silence": "report"}.get(cell.kind, cell.kind)


@pytest.fixture
def cells(transactional_db):
    return {cell.path: cell for cell in in_hand()}


@pytest.fixture
def browse(cells, live_server, open_page, client):
    """Return a function that opens a page as a chair, in a window of a width."""
    client.force_login(make.UserFactory(chair=True))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}

    def browse(path, *, width=1280):
        page = open_page(width=width)
        page.context.add_cookies([cookie | {"url": live_server.url}])
        page.goto(live_server.url + path)
        return page

    return browse


def test_from_each_of_the_49_cells_evidence_is_two_clicks_away(cells, browse):
    page = browse("/assurance/")
    matrix = page.locator(CELLS)
    assert matrix.count() == 49

    reached = {}
    for place in range(49):
        matrix.nth(place).click()
        cell = cells[page.evaluate("location.pathname")]
        lead = next(lead for lead in LEADS if page.locator(LEADS[lead]).count())
        page.locator(LEADS[lead]).first.click()
        assert re.search(ADDRESSES[lead], page.url), page.url
        assert page.locator("h1").inner_text() != "Page not found"
        reached[cell.path] = (cell.kind, lead)
        page.go_back()
        page.go_back()

    assert set(reached) == set(cells)
    wanted = {path: (cell.kind, found_in(cell)) for path, cell in cells.items()}
    assert reached == wanted


def test_a_cell_is_reached_and_opened_with_the_keyboard(browse):
    page = browse("/assurance/")

    first = page.locator(CELLS).first
    address = first.get_attribute("href")
    page.locator("th[scope=row] a.hcss-matrix__cell").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == address
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")


@pytest.mark.parametrize(
    "path",
    [
        "/assurance/",
        "/assurance/priorities/1/OW/",
        "/assurance/priorities/1/CC/",
        "/assurance/priorities/5/CC/",
        "/assurance/priorities/1/all/",
        "/assurance/opinions/",
    ],
)
def test_cells_have_no_barrier_and_fit_a_phone(browse, path):
    assert axe.violations(browse(path)) == []

    narrow = browse(path, width=320)
    assert axe.violations(narrow) == []
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_a_phone_a_cell_is_opened_with_a_finger(browse):
    page = browse("/assurance/", width=320)

    cell = page.locator(CELLS).nth(1)
    box = cell.bounding_box()
    assert box["width"] >= 44
    assert box["height"] >= 44
    address = cell.get_attribute("href")
    cell.click()
    page.wait_for_url(f"**{address}")


@pytest.mark.parametrize("path", ["/assurance/scales/", "/assurance/scales/new/"])
def test_the_scale_has_no_barrier_and_fits_a_phone(
    transactional_db, live_server, open_page, client, path
):
    make.ScaleFactory()
    client.force_login(make.UserFactory(officer=True))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    for width in (1280, 320):
        page = open_page(width=width)
        page.context.add_cookies([cookie | {"url": live_server.url}])
        page.goto(live_server.url + path)
        assert axe.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
