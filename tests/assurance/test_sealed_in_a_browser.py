"""What changed, and sealed lists, in a browser: no barrier, on a phone too."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hcss.kernel.quarters import Quarter
from tests import factories as make
from tests.assurance import sealed_things as the
from tests.assurance.test_as_at import A_LITTLE
from tests.assurance.two_seals import two_seals
from tests.machinery import axe

Q3, Q4, Q1 = Quarter(2025, 3), Quarter(2025, 4), Quarter(2026, 1)
PAGES = [
    "/assurance/2026-27-q1/since/2025-26-q4/",
    "/assurance/2026-27-q1/since/2025-26-q4/?kind=slip&priority=1",
    "/assurance/2025-26-q4/since/2026-27-q1/",
    "/actions/?as_at=2026-27-q1",
    "/returns/?as_at=2026-27-q1",
    "/assurance/opinions/?as_at=2025-26-q4&priority=9",
    "/actions/?as_at=yesterday",
]


@pytest.fixture
def browse(transactional_db, live_server, open_page, client):
    """Return a function that opens a page as a chair, in a window of a width."""
    before, after = two_seals()
    sealed = (
        (Q3, the.seal(**A_LITTLE), datetime(2026, 1, 30, 16, tzinfo=UTC)),
        (Q4, before, datetime(2026, 4, 30, 16, tzinfo=UTC)),
        (Q1, replace(after, previous=Q4.slug), datetime(2026, 7, 30, 16, tzinfo=UTC)),
    )
    for quarter, held, moment in sealed:
        named = {"quarter": quarter.slug, "quarter_label": str(quarter)}
        make.SealFactory(
            period=make.PeriodFactory(quarter=quarter, sealed=True),
            sealed=replace(held, sealed_at=moment, **named),
            sealed_at=moment,
        )
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


def test_everything_that_was_sealed_of_an_action_opens_in_the_page(browse):
    page = browse("/actions/?as_at=2025-26-q3", width=1280)

    page.get_by_text("All of P1-01").click()

    assert page.get_by_text("All is well.").first.is_visible()
    assert page.get_by_text(the.action("P1-01").success_criterion).first.is_visible()
