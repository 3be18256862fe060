"""A real browser: Debian's Chromium, driven by Playwright.

``browser_page`` is one page at 1280 px with JavaScript; ``open_page`` makes others,
each with cookies of its own: another person, a narrow screen, no JavaScript.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

OpenPage = Callable[..., Page]
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No page of ours may need another machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def chromium() -> str | None:
    """Return the path of Chromium: $CHROMIUM, or the first one on the PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next(
        (path for name in _NAMES if (path := shutil.which(name))), None
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser once for the run; skip with the reason where there is none."""
    program = chromium()
    if program is None:
        pytest.skip("no Chromium (apt-get install chromium, or set CHROMIUM)")
    # Playwright's loop runs in this thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program, args=[*_FLAGS, *sandbox]
        )
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Return a function that opens a page as somebody new.

    Its options are ``javascript``, ``width``, ``height`` and those of Playwright's
    ``new_context``. A breach of the content security policy fails the test.
    """
    contexts, breaches = [], []

    def watch(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            breaches.append(message.text)

    def open_page(
        *, javascript: bool = True, width: int = 1280, height: int = 900, **options: Any
    ) -> Page:
        context = browser.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            locale="en-GB",
            timezone_id="Europe/London",
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", watch)
        return page

    yield open_page

    for context in contexts:
        context.close()
    assert breaches == []


@pytest.fixture
def browser_page(open_page: OpenPage) -> Page:
    """Open one page at 1280 px, with JavaScript."""
    return open_page()
