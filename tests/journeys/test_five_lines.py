"""The contact's hour, which is ten minutes: four lines still true, one at risk."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core import mail

from actions.choices import DeliveryStatus
from actions.models import Action, ReportedLine, Return
from actions.tasks.periods import turn_the_quarter
from actions.tasks.reminders import plan_reminders, send_reminders
from hcss.kernel.quarters import Quarter
from partnerships.models import User
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)
from tests.journeys.visitor import KeyboardVisitor, Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_sqlite]

#: The second working day after the end of Q2 2026/27, in the morning.
MORNING = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
MOST_PAGES = 8
Q2 = "2026-27-q2"
LAST_QUARTER = "The draft plan went to all partners."


@pytest.fixture
def contact(transactional_db):
    """A contact whose five actions were on track and accepted last quarter."""
    agency = AgencyFactory(name="Hampshire Constabulary", slug="constabulary")
    contact = UserFactory(contact=agency, name="Daniel Okafor", employer=agency)
    last = ReturnFactory(
        agency=agency,
        accepted=True,
        period=PeriodFactory(quarter=Quarter(2026, 1), closed=True),
    )
    for number in range(1, 6):
        action = ActionFactory(
            active=True,
            ref=f"P1-{number:02}",
            title=f"Promise number {number}",
            lead_agency=agency,
            contact=contact,
            baseline_on=date(2027, 3, 31),
            forecast_on=date(2027, 3, 31),
        )
        ReturnLineFactory(
            quarterly_return=last, action=action, reported=DeliveryStatus.ON_TRACK
        )
    return contact


def the_link_for(contact: User) -> str:
    """Open the quarter as the clock does, and return the link in their message."""
    turn_the_quarter.delay()
    plan_reminders.delay()
    send_reminders.delay()
    (message,) = [each for each in mail.outbox if each.to == [contact.email]]
    link = next(word for word in message.body.split() if "/returns/" in word)
    return "/" + link.split("/", 3)[3]


def test_five_lines_are_done_in_eight_pages_and_nothing_is_typed_again(
    contact, live_server, open_page
):
    page, typed = open_page(), []
    loads = []
    page.on(
        "request", lambda asked: loads.append(asked.url) if is_page(asked) else None
    )
    with time_machine.travel(MORNING, tick=True):
        visitor = Visitor(page, live_server.url, contact.email)
        visitor.sign_in(the_link_for(contact))
        for number in range(1, 5):
            page.get_by_label(f"P1-{number:02} Promise number {number}").check()
        visitor.press("Mark as still true")
        visitor.follow("P1-05 Promise number 5")
        page.get_by_label("Something changed", exact=True).check()
        page.get_by_label("At risk", exact=True).check()
        for name, text in [
            ("issue", "Two districts have not answered."),
            ("recovery_step", "The chair writes to both."),
        ]:
            page.locator(f"[name={name}]").fill(text)
            typed.append(text)
        visitor.date("recovery_on", 6, 11, 2026)
        visitor.press("Save and continue")
        visitor.sees("Check your answers")
        visitor.press("Sign and send in")
        visitor.sees("on time")

    assert Return.objects.get(period__slug=Q2).state == "submitted"
    assert len(loads) <= MOST_PAGES, loads
    assert LAST_QUARTER not in typed
    fields = ("line__action__ref", "status", "progress", "times_still_true")
    sent = ReportedLine.objects.filter(submission__quarterly_return__period__slug=Q2)
    still_true = [(f"P1-{n:02}", "on_track", LAST_QUARTER, 1) for n in range(1, 5)]
    assert sorted(sent.values_list(*fields)) == [
        *still_true,
        ("P1-05", "at_risk", "", 0),
    ]


def is_page(asked) -> bool:
    """Say whether a page was asked for; a redirect on the way is no page."""
    return asked.is_navigation_request() and asked.redirected_from is None


def test_the_contact_needs_neither_mouse_nor_script_nor_a_wide_window(
    contact, live_server, open_page
):
    page = open_page(javascript=False, width=320, height=700)
    with time_machine.travel(MORNING, tick=True):
        visitor = KeyboardVisitor(page, live_server.url, contact.email)
        visitor.sign_in(the_link_for(contact))
        for number in range(1, 5):
            visitor.tick(f"P1-{number:02} Promise number {number}")
        visitor.press("Mark as still true")
        visitor.follow("P1-05 Promise number 5")
        visitor.choose("Still true", "Something changed")
        visitor.choose("On track", "At risk")
        visitor.type_into("Issue", "Two districts have not answered.")
        visitor.press("Save and come back later")
        visitor.sees("P1-05 is saved")
        visitor.follow("P1-05 Promise number 5")
        visitor.type_into("Recovery step", "The chair writes to both.")
        for part in ("6", "11", "2026"):
            page.keyboard.press("Tab")
            page.keyboard.type(part)
        visitor.press("Save and continue")
        visitor.sees("Check your answers")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        visitor.press("Sign and send in")
        visitor.sees("on time")

    assert Return.objects.get(period__slug=Q2).state == "submitted"
    assert Action.objects.filter(reviewed_at=None).count() == 0
