"""Meetings, decisions and escalations in a browser: no barrier, and a phone will do."""

from datetime import date

import pytest

from actions.choices import DeliveryStatus
from tests import factories as make
from tests.assurance.county import SILENT, last_period, reported, this_period
from tests.machinery import axe

PAGES = [
    "/assurance/?as_at=now",
    "/assurance/meetings/",
    "/assurance/meetings/new/",
    "/assurance/meetings/{meeting}/",
    "/assurance/meetings/{meeting}/papers/",
    "/assurance/meetings/{last}/decide/?priority=1&heading=CC",
    "/assurance/decisions/",
    "/assurance/decisions/{decision}/",
    "/assurance/escalations/?state=",
    "/assurance/escalations/{escalation}/",
    "/assurance/escalations/{escalation}/reply/",
    "/assurance/escalations/{escalation}/addressee/",
    "/assurance/priorities/1/CC/",
]


@pytest.fixture
def browse(transactional_db, headings, live_server, open_page, client):
    """Return a function that opens a page as an officer, in a window of a width."""
    group = make.PartnershipFactory(
        name="Hampshire County Strategy Group for Community Safety", short_name="HCSSG"
    )
    agreement = headings["CC"].agreement
    agreement.group = group
    agreement.save()
    last_period()
    period = this_period(closed=True)
    actions = [
        reported(
            this=status,
            last=DeliveryStatus.OFF_TRACK,
            heading=headings["CC"],
            title=f"Agree how the county’s partners share what they know, part {n}",
        )
        for n, status in enumerate(
            (DeliveryStatus.ON_TRACK, DeliveryStatus.OFF_TRACK, SILENT)
        )
    ]
    last = make.MeetingFactory(group=group)
    meeting = make.MeetingFactory(
        group=group, upcoming=True, period=period, item="7", report_of="Head of safety"
    )
    make.MeetingPaperFactory(meeting=meeting)
    scope = {"priority": actions[0].priority, "heading": headings["CC"]}
    for action in actions:
        decision = make.DecisionFactory(meeting=last, follow_up=action, **scope)
    make.DecisionFactory(meeting=last, corrects=decision, action=actions[0])
    red = make.EscalationFactory(
        red=True, agency=actions[1].lead_agency, action=actions[1], period=period
    )
    make.EscalationFactory(period=period, reply_by=date(2026, 12, 24))
    make.EscalationFactory(period=period, answered=True)
    numbers = {
        "meeting": meeting.pk,
        "last": last.pk,
        "decision": decision.pk,
        "escalation": red.pk,
    }
    client.force_login(make.UserFactory(officer=True))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}

    def browse(path, *, width):
        page = open_page(width=width)
        page.context.add_cookies([cookie | {"url": live_server.url}])
        page.goto(live_server.url + path.format(**numbers))
        return page

    return browse


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_have_no_barrier_and_fit_a_phone(browse, path):
    assert axe.violations(browse(path, width=1280)) == []

    narrow = browse(path, width=320)
    assert axe.violations(narrow) == []
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 320
