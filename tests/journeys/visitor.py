"""Somebody at a browser, with a mouse or with the keyboard alone."""

from playwright.sync_api import Page, expect

from tests.factories import PASSWORD
from tests.machinery import axe


class Visitor:
    """Somebody at a browser."""

    def __init__(self, page: Page, site: str, email: str) -> None:
        self.page, self.site, self.email = page, site, email

    def sign_in(self, path: str = "/") -> None:
        """Follow a link, sign in, and be where the link leads."""
        self.page.goto(self.site + path)
        self.page.get_by_label("Email").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in")

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(text)

    def date(self, name: str, day: int, month: int, year: int) -> None:
        for part, number in (("day", day), ("month", month), ("year", year)):
            self.page.locator(f"[name={name}_{part}]").fill(str(number))

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)
        assert axe.violations(self.page) == [] if self.has_script else True

    @property
    def has_script(self) -> bool:
        return "js-enabled" in (self.page.locator("body").get_attribute("class") or "")


class KeyboardVisitor(Visitor):
    """Somebody who has no mouse: everything is reached by Tab and done by a key."""

    #: More stops than any page of ours has.
    FURTHEST = 200

    def reach(self, role: str, name: str) -> None:
        """Press Tab until the thing of that name has the focus, and can be seen."""
        wanted = self.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
        here = wanted.and_(self.page.locator(":focus"))
        for _ in range(self.FURTHEST):
            if here.count():
                expect(here.first).to_be_in_viewport()
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach the {role} “{name}”")

    def press(self, name: str) -> None:
        self.reach("button", name)
        self.page.keyboard.press("Enter")

    def follow(self, name: str) -> None:
        self.reach("link", name)
        self.page.keyboard.press("Enter")

    def tick(self, name: str) -> None:
        self.reach("checkbox", name)
        self.page.keyboard.press("Space")

    def choose(self, first: str, name: str) -> None:
        """Reach a group of radios by Tab, and walk in it with the arrows."""
        self.reach("radio", first)
        self.page.keyboard.press("Space")
        wanted = self.page.get_by_role("radio", name=name, exact=True)
        for _ in range(self.FURTHEST):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach “{name}”")

    def type_into(self, label: str, text: str) -> None:
        self.reach("textbox", label)
        self.page.keyboard.type(text)

    def sign_in(self, path: str = "/") -> None:
        self.page.goto(self.site + path)
        self.type_into("Email", self.email)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(PASSWORD)
        self.page.keyboard.press("Enter")
