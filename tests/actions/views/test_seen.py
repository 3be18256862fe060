"""Every page of actions as a browser shows it: valid, without barriers, narrow too."""

from datetime import date

import html5lib
import pytest
from django.conf import settings

from actions.choices import DeliveryStatus
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    ContributionFactory,
    DateChangeFactory,
    FragmentFactory,
    QueryFactory,
    ReturnLineFactory,
    UserFactory,
)
from tests.machinery import axe


@pytest.fixture
def addresses():
    """Return the addresses of all pages, each with everything that it may show."""
    line = ReturnLineFactory(
        quarterly_return__queried=True,
        action__ref="P1-01",
        action__condition="Subject to future funding",
        action__baseline_on=date(2026, 9, 1),
        reported=DeliveryStatus.AT_RISK,
    )
    action = line.action
    action.fragments.add(FragmentFactory(ref="P1-01", suggested_lead="Police"))
    QueryFactory(line=line, quarterly_return=line.quarterly_return, answered=True)
    ContributionFactory(action=action)
    DateChangeFactory(action=action, refused=True)
    change = DateChangeFactory(action=action)
    ActionFactory(ref="P1-02", conditional=True, sensitive=True)
    ActionFactory(ref="P1-03", undated=True)
    ActionFactory(ref="P1-04", closed=True)
    ActionFactory(ref="P1-05", complete=True)
    ActionFactory(ref="P1-06", on_hold=True)
    ActionFactory(ref="P1-07", continuing=True)
    ReturnLineFactory(
        quarterly_return__submitted=True,
        action__ref="P1-08",
        reported=DeliveryStatus.COMPLETE,
    )
    FragmentFactory(opportunity=True, ref="P1-O1")
    AgencyFactory.create_batch(3)
    forms = ["edit", "hold", "close", "condition-met", "new-date"]
    return [
        "/actions/",
        "/actions/?life=closed&priority=1&q=nothing",
        "/actions/propose/",
        "/actions/adopt/?ref=P1-02",
        *(f"/actions/P1-0{number}/" for number in range(1, 8)),
        *(f"/actions/P1-01/{form}/" for form in forms),
        "/actions/P1-02/adopt/",
        "/actions/P1-02/edit/",
        "/actions/P1-03/date/",
        "/actions/P1-06/resume/",
        "/actions/P1-08/verify/",
        "/date-changes/",
        f"/date-changes/{change.pk}/",
    ]


@pytest.mark.django_db
def test_every_page_is_valid(client, addresses):
    client.force_login(UserFactory(officer=True))

    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        html5lib.HTMLParser(strict=True).parse(response.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["adopt", "close", "hold", "date", "new-date"])
def test_a_page_that_refuses_is_valid(client, page):
    client.force_login(UserFactory(officer=True))
    action = ActionFactory() if page == "adopt" else ActionFactory(undated=True)

    response = client.post(f"/actions/{action.ref}/{page}/", {})

    html5lib.HTMLParser(strict=True).parse(response.content.decode())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 320])
def test_no_page_has_barriers_or_runs_over(
    open_page, live_server, client, addresses, width
):
    client.force_login(UserFactory(officer=True))
    page = open_page(width=width)
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": live_server.url,
            }
        ]
    )

    found = {}
    for address in addresses:
        page.goto(live_server.url + address)
        needed = page.evaluate("document.documentElement.scrollWidth")
        found[address] = axe.violations(page) + ([needed] if needed > width else [])

    assert {address: said for address, said in found.items() if said} == {}
