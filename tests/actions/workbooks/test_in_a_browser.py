"""Down and up again in a real browser, without JavaScript, at 320 pixels too."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from actions.models import ReturnLine
from actions.services.lines import save_line
from actions.workbooks.columns import LINES, MEDIA_TYPE
from tests.actions.workbooks.desk import NUMBER, ROW, Desk, a_desk, saved
from tests.conftest import NOW
from tests.machinery import axe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_sqlite]


@pytest.fixture
def desk():
    with time_machine.travel(NOW, tick=True):
        yield a_desk(NOW, count=5)


def sign_in(page: Page, desk: Desk, site: str) -> None:
    client = Client()
    client.force_login(desk.contact)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


def filled_in(path: Path) -> bytes:
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    sheet: Any = book[LINES]
    for row, name, value in (
        (ROW, "status", "On track"),
        (ROW, "progress", "=SUM is how this text begins, and it stays text.\nTwo."),
        (ROW + 1, "status", "Amber"),
        (ROW + 1, "recovery_on", "31/10/26"),
        (ROW + 2, "progress", "Mine: the board meets on 3 November."),
        (ROW + 3, "answer", "Still true"),
        (ROW + 4, "progress", "Ring 01962 841841 for the minutes."),
    ):
        cell = sheet.cell(row, NUMBER[name])
        cell.value, cell.data_type = value, "s"
    return saved(book)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_whole_way_without_javascript(
    desk: Desk, live_server, open_page, width: int
) -> None:
    page = open_page(javascript=False, width=width)
    sign_in(page, desk, live_server.url)
    page.goto(live_server.url + desk.quarterly_return.get_absolute_url())

    with page.expect_download() as download:
        page.get_by_role("link", name="Download your lines (Excel)").click()
    data = filled_in(download.value.path())
    line = ReturnLine.objects.with_action().get(pk=desk.lines[2].pk)
    save_line(
        actor=desk.colleague,
        line=line,
        version=1,
        words={"progress": "Hers: the board has met."},
        now=NOW,
        finish=False,
    )
    page.get_by_role("link", name="upload them and see what would change").click()
    page.get_by_label("Your spreadsheet").set_input_files(
        {"name": "lines.xlsx", "mimeType": MEDIA_TYPE, "buffer": data}
    )
    page.get_by_role("button", name="Upload and check").click()

    assert page.get_by_text("To put right (2)").is_visible()
    assert page.get_by_text("Hers: the board has met.").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("I have checked").check()
    page.get_by_role("button", name="Save only the 3 clean rows").click()

    assert page.get_by_text("3 lines saved as a draft.").is_visible()
    words = ReturnLine.objects.filter(quarterly_return=desk.quarterly_return)
    assert list(words.order_by("pk").values_list("progress", flat=True)) == [
        "=SUM is how this text begins, and it stays text.\nTwo.",
        "",
        "Hers: the board has met.",
        "Draft 4 went out.",
        "Ring 01962 841841 for the minutes.",
    ]


def test_the_pages_have_no_barriers(desk: Desk, live_server, open_page) -> None:
    page = open_page()
    sign_in(page, desk, live_server.url)
    run = desk.check(filled_in_memory(desk))
    faults = {}

    for path in (
        desk.quarterly_return.get_absolute_url() + "spreadsheet/",
        run.upload.get_absolute_url(),
    ):
        page.goto(live_server.url + path)
        faults[path] = axe.violations(page)

    assert set(map(tuple, faults.values())) == {()}


def filled_in_memory(desk: Desk) -> bytes:
    book = openpyxl.load_workbook(BytesIO(desk.download()))
    book[LINES].cell(ROW, NUMBER["status"]).value = "Amber"
    book[LINES].cell(ROW + 1, NUMBER["progress"]).value = "Done."
    return saved(book)
