"""Sealing, and a sealed quarter, as a browser shows them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actions.choices import DeliveryStatus
from assurance.models import Seal
from assurance.services.seals import seal_period
from tests import factories as make
from tests.assurance.county import LAST, SILENT, last_period, reported, this_period
from tests.machinery import axe

QUARTER = "2026-27-q2"


@pytest.fixture
def browse(transactional_db, headings, live_server, open_page, client):
    """Return a function that opens a page as an officer; two quarters are sealed."""
    earlier, period = last_period(), this_period(closed=True)
    for status in (DeliveryStatus.ON_TRACK, DeliveryStatus.OFF_TRACK, SILENT):
        reported(this=status, last=DeliveryStatus.AT_RISK, heading=headings["CC"])
    make.PriorityFactory(number=5)
    make.OpinionFactory(heading=headings["CC"], expired=True)
    make.OpinionFactory(heading=headings["FL"], own_work=True)
    make.QueryFactory(quarterly_return=make.ReturnFactory(period=period, queried=True))
    officer = make.UserFactory(officer=True, name="Olive Officer")
    sealed = timezone.now()
    seal_period(actor=officer, period=earlier, now=sealed)
    client.force_login(officer)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}

    def browse(path, *, width=1280):
        if path.endswith("sealed") and not Seal.objects.filter(period=period).exists():
            seal_period(actor=officer, period=period, now=sealed + timedelta(hours=1))
        page = open_page(width=width)
        page.context.add_cookies([cookie | {"url": live_server.url}])
        page.goto(live_server.url + path.removesuffix("sealed"))
        return page

    return browse


@pytest.mark.parametrize(
    "path",
    [
        "/assurance/seals/",
        f"/assurance/{QUARTER}/seal/",
        f"/assurance/{QUARTER}/",
        f"/assurance/{QUARTER}/sealed",
        f"/assurance/{QUARTER}/?as_at=now&sealed",
        f"/assurance/{LAST.slug}/seal/",
    ],
)
def test_the_pages_have_no_barrier_and_fit_a_phone(browse, path):
    assert axe.violations(browse(path)) == []

    narrow = browse(path, width=320)
    assert axe.violations(narrow) == []
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320


def test_an_officer_seals_a_quarter(browse):
    page = browse(f"/assurance/{QUARTER}/seal/")
    page.get_by_label("I have looked at what is not ready").check()
    page.get_by_role("button", name="Seal Q2 2026/27").click()

    assert page.get_by_text(
        "The position is sealed. It no longer changes."
    ).is_visible()
    assert page.get_by_text("Sealed position of Q2 2026/27").is_visible()
    page.get_by_role("link", name="All sealed positions").click()
    rows = page.get_by_role("row").all_inner_texts()
    assert [each.split("\t")[0] for each in rows] == [
        "Quarter",
        "Q2 2026/27",
        "Q1 2026/27",
    ]
