"""One quarter from end to end, as three people in a browser, on the real Agreement."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from actions.models import Return
from actions.tasks.reminders import plan_reminders, send_reminders
from partnerships.models import Agency, Partnership
from tests.factories import UserFactory
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_sqlite]

#: The second working day after the end of Q2 2026/27, in the morning.
MORNING = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
PERIOD = "Q2 2026/27"


@pytest.fixture
def people(transactional_db):
    call_command("load_agreement", verbosity=0)
    police = Agency.objects.get(name="Hampshire Constabulary")
    group = Partnership.objects.get(name="Hampshire Community Safety Strategy Group")
    return {
        "officer": UserFactory(name="Marian Holt", officer=True),
        "contact": UserFactory(name="Daniel Okafor", contact=police, employer=police),
        "chair": UserFactory(name="Judith Amery", chair=group),
    }


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_quarter_from_the_promise_to_the_chair(
    people, live_server, open_page, javascript
):
    def visitor(who: str) -> Visitor:
        page = open_page(javascript=javascript)
        return Visitor(page, live_server.url, people[who].email)

    with time_machine.travel(MORNING, tick=True):
        officer = visitor("officer")
        agree_an_action(officer)
        open_the_period(officer)
        remind()
        contact = visitor("contact")
        file_the_return(contact)
        accept_the_return(officer)
        remind()
        chair = visitor("chair")
        see_the_position(chair)

    (quarterly_return,) = Return.objects.all()
    assert quarterly_return.state == "accepted"
    assert [message.to for message in mail.outbox] == [[people["contact"].email]]


def agree_an_action(officer: Visitor) -> None:
    officer.sign_in()
    officer.sees("Desk")
    officer.go("/actions/P1-06/")
    officer.sees("Build confidence in, and clarify use of, 101 and Crimestoppers")
    officer.go("/actions/P1-06/adopt/")
    officer.press("Agree")
    officer.sees("There is a problem")
    page = officer.page
    page.get_by_label("Lead agency", exact=True).select_option("Hampshire Constabulary")
    contact = page.get_by_label("Contact", exact=True)
    contact.select_option(
        contact.locator("option", has_text="Daniel Okafor").get_attribute("value")
    )
    page.locator("[name=success_criterion]").fill("Every district has the guidance.")
    page.locator("[name=timing][value=date]").check()
    officer.date("baseline_on", 31, 3, 2027)
    page.locator("[name=decision]").fill("HCSSG 14 September 2026, minute 6")
    officer.date("agreed_on", 14, 9, 2026)
    officer.press("Agree")
    officer.sees("31 March 2027")


def open_the_period(officer: Visitor) -> None:
    officer.go("/returns/")
    officer.go("/periods/new/")
    officer.page.get_by_label("Quarter", exact=True).select_option(PERIOD)
    officer.press("Plan the period")
    officer.go("/returns/2026-27-q2/")
    officer.press(f"Open {PERIOD}")  # the link that looks like a button
    officer.page.wait_for_url("**/open/")
    officer.press(f"Open {PERIOD}")
    officer.sees("Hampshire Constabulary")
    officer.sees("Daniel Okafor")


def remind() -> None:
    """Run what the clock runs, once more than needed."""
    for _ in range(2):
        plan_reminders.delay()
        send_reminders.delay()


def file_the_return(contact: Visitor) -> None:
    (message,) = mail.outbox
    link = next(word for word in message.body.split() if "/returns/" in word)
    contact.sign_in("/" + link.split("/", 3)[3])
    contact.sees("P1-06")
    contact.go("/")
    contact.sees("You have 1 action to report by 5pm on Wednesday 21 October 2026")
    contact.go("/returns/2026-27-q2/hampshire-constabulary/P1-06/")
    contact.page.get_by_label("There is something to report", exact=True).check()
    contact.page.get_by_label("At risk", exact=True).check()
    contact.press("Save and continue")
    contact.sees("There is a problem")
    contact.page.locator("[name=issue]").fill("Two districts have not answered.")
    contact.page.locator("[name=recovery_step]").fill("The chair writes to both.")
    contact.date("recovery_on", 6, 11, 2026)
    contact.press("Save and continue")
    contact.sees("Check your answers")
    contact.sees("Two districts have not answered.")
    contact.press("Sign and send in")
    contact.sees("on time")


def accept_the_return(officer: Visitor) -> None:
    officer.go("/desk/")
    officer.sees("Hampshire Constabulary")
    officer.go("/returns/2026-27-q2/hampshire-constabulary/")
    officer.sees("The chair writes to both.")
    officer.press("Accept all of version 1")
    officer.sees("Accepted")


def see_the_position(chair: Visitor) -> None:
    chair.sign_in()
    chair.sees("Strategic ownership")
    chair.sees("At risk")
    chair.sees("No heading in the source")
    chair.go("/assurance/2026-27-q2/priorities/1/RR/")
    chair.sees("The chair writes to both.")
