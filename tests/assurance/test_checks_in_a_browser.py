"""Standing checks and the funding cliff in a browser: no barrier, fit for a phone."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from actions.choices import DeliveryStatus
from priorities.choices import RegisterCategory, StatementKind
from tests import factories as make
from tests.assurance.county import SILENT, last_period, reported, this_period
from tests.machinery import axe

FUNDING = "/assurance/funding/"
PAGES = [
    "/assurance/checks/",
    "/assurance/checks/no-date/",
    FUNDING,
    f"{FUNDING}1/",
    f"{FUNDING}1/edit/",
    f"{FUNDING}1/actions/",
    f"{FUNDING}1/settle/",
    f"{FUNDING}new/",
    f"{FUNDING}starting-points/",
    "/desk/",
    "/assurance/?as_at=now",
]


@pytest.fixture
def browse(transactional_db, headings, live_server, open_page, client):
    """Return a function that opens a page as an officer, in a window of a width."""
    last_period()
    this_period()
    money = make.StatementFactory(
        kind=StatementKind.CONCERN,
        text="There are concerns over the uncertainty of long-term funding.",
    )
    fund = make.RegisterEntryFactory(
        name="Home Office serious violence funding",
        category=RegisterCategory.FUNDING,
    )
    make.MentionFactory(statement=money, entry=fund)
    actions = [
        reported(this=status, last=DeliveryStatus.AT_RISK, heading=headings["CC"])
        for status in (DeliveryStatus.ON_TRACK, DeliveryStatus.OFF_TRACK, SILENT)
    ]
    late = reported(
        this=DeliveryStatus.ON_TRACK, undated=True, title="Agree the analyst’s post"
    )
    proposed = make.ActionFactory(
        conditional=True, title="Link child exploitation risks into the programme"
    )
    make.OpinionFactory(heading=headings["CC"], expired=True)
    make.AskFactory(need_by=date(2026, 10, 1), action=late)
    _streams(money, fund, [*actions, proposed])
    client.force_login(make.UserFactory(officer=True))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}

    def browse(path, *, width):
        page = open_page(width=width)
        page.context.add_cookies([cookie | {"url": live_server.url}])
        page.goto(live_server.url + path)
        return page

    return browse


def _streams(money, fund, actions):
    make.FundingConcernFactory(
        pk=1,
        stream="Home Office serious violence funding",
        entry=fund,
        statement=money,
        ends_on=timezone.localdate() + timedelta(days=100),
        actions=actions,
    )
    make.FundingConcernFactory(stream="Supporting Families grant", ends_on=None)
    make.FundingConcernFactory(stream="Youth endowment", settled=True)


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_have_no_barrier_and_fit_a_phone(browse, path):
    assert axe.violations(browse(path, width=1280)) == []

    narrow = browse(path, width=320)
    assert axe.violations(narrow) == []
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320
