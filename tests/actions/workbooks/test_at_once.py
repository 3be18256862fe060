"""One upload, many presses at the same moment (must hold on both databases)."""

from collections.abc import Callable
from datetime import datetime

import pytest

from actions.models import ReturnLine, Upload
from actions.services.lines import LineConflict, save_line
from actions.services.workbooks import save_workbook, set_aside
from hcss.kernel.errors import Conflict
from partnerships.models import User
from tests.actions.services.test_returns_at_once import all_at_once
from tests.actions.workbooks.desk import NUMBER, ROW, Desk, a_desk

pytestmark = pytest.mark.django_db(transaction=True)

PRESSES = 8


@pytest.fixture
def desk(now: datetime) -> Desk:
    desk = a_desk(now)

    def fill(sheet) -> None:
        for row in range(ROW, ROW + 3):
            sheet.cell(row, NUMBER["progress"]).value = "From the spreadsheet."

    desk.check(desk.filled(fill))
    return desk


def test_of_many_presses_one_saves_and_the_others_are_told(desk: Desk) -> None:
    def prepare(number: int) -> Callable[[], str]:
        upload = Upload.objects.with_people().get()
        actor = User.objects.get(pk=desk.contact.pk)

        def press() -> str:
            try:
                if number % 2:
                    save_workbook(
                        actor=actor, upload=upload, only_clean=False, now=desk.now
                    )
                else:
                    set_aside(actor=actor, upload=upload, now=desk.now)
            except Conflict as conflict:
                return str(conflict.code)
            return "done"

        return press

    said = all_at_once(PRESSES, prepare)

    assert sorted(said) == ["decided"] * (PRESSES - 1) + ["done"]
    saved = ReturnLine.objects.filter(progress="From the spreadsheet.")
    assert saved.count() in (0, 3)


def test_a_colleague_at_the_same_moment_makes_it_all_or_nothing(desk: Desk) -> None:
    def prepare(number: int) -> Callable[[], str]:
        upload = Upload.objects.with_people().get()
        line = ReturnLine.objects.with_action().get(pk=desk.lines[1].pk)
        actor = User.objects.get(pk=desk.colleague.pk)

        def press() -> str:
            try:
                if number:
                    save_line(
                        actor=actor,
                        line=line,
                        version=1,
                        words={"progress": "From the page."},
                        now=desk.now,
                        finish=False,
                    )
                else:
                    save_workbook(
                        actor=actor, upload=upload, only_clean=True, now=desk.now
                    )
            except (LineConflict, Conflict) as conflict:
                return str(conflict.code)
            return "done"

        return press

    said = all_at_once(2, prepare)

    lines = ReturnLine.objects.filter(quarterly_return=desk.quarterly_return)
    words = list(lines.order_by("pk").values_list("progress", flat=True))
    assert sorted(said) == ["done", "stale"]
    assert words in (
        ["From the spreadsheet."] * 3,
        ["", "From the page.", ""],
    )
