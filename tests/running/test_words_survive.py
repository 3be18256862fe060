"""Words survive a server that is killed, a session that ends, and another person.

Real processes, a real browser: what is typed at a steady rate is held against what the
database has at the moment of the fault.
"""

import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.factories import PASSWORD
from tests.machinery.browser import OpenPage
from tests.machinery.site import Site, StartSite

pytestmark = pytest.mark.processes

SENTENCE = "The two districts have answered, and the plan is agreed by all of them. "
#: Ten letters a second: a fast hand.
KEY_SECONDS = 0.1
AT_MOST_LOST_SECONDS = 2.0
BOX = "[name=progress]"
SAVED = "[data-hcss-saved]"


@pytest.fixture
def site(start_site: StartSite) -> Site:
    return start_site(parts=("web",))


@pytest.fixture
def line(site: Site) -> str:
    """Return the address of the one line of the site."""
    return site.url + step(site, "seed")


def step(site: Site, name: str) -> str:
    command = [sys.executable, "-m", "tests.running.line_steps", name]
    return site.processes.run(f"line-{name}", command)


def sign_in(page: Page, name: str = "jo") -> None:
    page.get_by_label("Email").fill(f"{name}@police.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def open_line(page: Page, line: str) -> None:
    """Sign in and choose what shows the box; wait until that much is saved."""
    page.goto(line)
    sign_in(page)
    page.get_by_label("There is something to report").check()
    page.get_by_label("On track").check()
    expect(page.locator(SAVED)).to_contain_text("Saved at")


def letters() -> Iterator[str]:
    while True:
        yield from SENTENCE


class Typist:
    """Somebody who types at a steady rate, and when each letter was typed."""

    def __init__(self, page: Page) -> None:
        self.page, self.letters = page, letters()
        self.text, self.at = "", [0.0]

    def type(self, *, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            begun = time.monotonic()
            letter = next(self.letters)
            self.page.keyboard.type(letter)
            self.text += letter
            self.at.append(time.monotonic())
            time.sleep(max(0.0, KEY_SECONDS - (time.monotonic() - begun)))

    def typed_by(self, moment: float) -> int:
        """Return how many letters had been typed at a moment."""
        return sum(1 for at in self.at[1:] if at <= moment)


def test_a_server_killed_in_the_middle_of_typing_loses_two_seconds_at_most(
    site: Site, line: str, open_page: OpenPage
):
    page = open_page()
    open_line(page, line)
    page.locator(BOX).focus()
    typist = Typist(page)

    typist.type(seconds=6)
    site.processes.kill("web")
    killed_at = time.monotonic()
    typist.type(seconds=1)

    kept = step(site, "read")
    assert typist.text.startswith(kept)
    assert len(kept) >= typist.typed_by(killed_at - AT_MOST_LOST_SECONDS)
    expect(page.locator(SAVED)).to_contain_text("Not saved: the site does not answer.")

    site.start_web()
    expect(page.locator(SAVED)).to_contain_text("Saved at", timeout=20_000)
    assert page.locator(BOX).input_value() == typist.text
    assert step(site, "read") == typist.text.strip()


def test_a_page_that_is_opened_again_after_the_fault_has_the_rest(
    site: Site, line: str, open_page: OpenPage
):
    page = open_page()
    page.on("dialog", lambda dialog: dialog.accept())
    open_line(page, line)
    page.locator(BOX).focus()
    typist = Typist(page)
    typist.type(seconds=2)
    site.processes.kill("web")
    typist.type(seconds=1)

    page.goto("about:blank")
    site.start_web()
    page.goto(line)

    expect(page.get_by_text("Your words are back in the form")).to_be_visible()
    assert page.locator(BOX).input_value() == typist.text
    expect(page.locator(SAVED)).to_contain_text("Saved at")
    assert step(site, "read") == typist.text.strip()


def test_leaving_with_words_that_are_not_saved_warns(
    site: Site, line: str, open_page: OpenPage
):
    page, asked = open_page(), []

    def heed(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", heed)
    open_line(page, line)
    page.get_by_role("link", name="My returns").first.click()
    page.wait_for_url("**/mine/")
    assert asked == []

    page.goto(line)
    page.locator(BOX).focus()
    site.processes.kill("web")
    Typist(page).type(seconds=1)
    page.goto("about:blank")

    assert asked == ["beforeunload"]


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_an_expired_session_loses_nothing(
    site: Site, line: str, open_page: OpenPage, javascript
):
    page = open_page(javascript=javascript)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(line)
    sign_in(page)
    page.get_by_label("There is something to report").check()
    page.get_by_label("On track").check()
    page.context.clear_cookies(name="sessionid")
    page.locator(BOX).fill(SENTENCE)
    if javascript:
        expect(page.locator(SAVED)).to_contain_text("You are signed out.")

    page.get_by_role("button", name="Save and come back later").click()
    sign_in(page)

    expect(page).to_have_url(line)
    expect(page.get_by_text("Your words are back in the form")).to_be_visible()
    assert page.locator(BOX).input_value() == SENTENCE
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_text("P1-03 is saved.")).to_be_visible()
    assert step(site, "read") == SENTENCE.strip()


def test_the_link_to_sign_in_again_leads_back_to_the_words(
    site: Site, line: str, open_page: OpenPage
):
    page = open_page()
    open_line(page, line)
    page.context.clear_cookies(name="sessionid")
    page.locator(BOX).fill(SENTENCE)

    page.get_by_role("link", name="Sign in again").click()
    sign_in(page)

    expect(page.get_by_text("Your words are back in the form")).to_be_visible()
    expect(page.locator(SAVED)).to_contain_text("Saved at")
    assert step(site, "read") == SENTENCE.strip()


def test_words_of_one_person_are_not_put_into_the_form_of_another(
    site: Site, line: str, open_page: OpenPage
):
    page = open_page()
    open_line(page, line)
    page.context.clear_cookies(name="sessionid")
    page.locator(BOX).fill(SENTENCE)

    page.get_by_role("link", name="Sign in again").click()
    sign_in(page, "kim")

    expect(page.locator(BOX)).to_have_value("")


def test_two_people_on_one_line_both_see_both_texts(
    site: Site, line: str, open_page: OpenPage
):
    jo, kim = open_page(), open_page()
    kim.on("dialog", lambda dialog: dialog.accept())
    open_line(jo, line)
    kim.goto(line)
    sign_in(kim, "kim")
    kim.locator(BOX).wait_for()

    jo.locator(BOX).fill("What Jo says.")
    expect(jo.locator(SAVED)).to_contain_text("Saved at")
    jo.wait_for_timeout(2500)
    kim.locator(BOX).fill("What Kim says.")
    kim.get_by_role("button", name="Show both texts").click()

    expect(kim.locator("main")).to_contain_text("What Jo says.")
    assert kim.locator(BOX).input_value() == "What Kim says."
    kim.locator(BOX).fill("What both say.")
    kim.wait_for_timeout(2500)
    assert step(site, "read") == "What Jo says."  # until she decides
    kim.get_by_role("button", name="Save and come back later").click()
    expect(kim.get_by_text("P1-03 is saved.")).to_be_visible()
    assert step(site, "read") == "What both say."
