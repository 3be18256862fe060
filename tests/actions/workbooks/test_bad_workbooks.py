"""Workbooks that were filled in wrongly: every fault at its cell, nothing written.

Each is a good workbook, spoiled by code. ``(sheet, row, column, words)`` is all that
is found in it that keeps it from being saved.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from openpyxl.styles import numbers

from actions.choices import ActionLife, ReturnState
from actions.models import ReturnLine, Upload
from actions.return_choices import UploadState
from actions.services.lines import save_line
from actions.services.workbooks import save_workbook
from actions.workbooks.columns import KEY, KEY_ROWS, LINES
from actions.workbooks.contents import facts_of
from actions.workbooks.stamps import book_stamp
from hcss.kernel.models import AuditEvent
from hcss.kernel.quarters import Quarter
from tests import factories as make
from tests.actions.workbooks.desk import (
    HEADINGS_ROW,
    LETTER,
    NUMBER,
    ROW,
    Desk,
    a_desk,
    saved,
)
from tests.actions.workbooks.packing import SHEET, parts_of, replaced

pytestmark = pytest.mark.django_db

FRESH = "Download a fresh workbook and copy your words into it."
COPY = "Copy your words into the right row of a fresh download."
Found = list[tuple[str, int | None, str, str]]
Spoil = Callable[[Desk], bytes]
CASES: list[tuple[str, Spoil, Found]] = []
BLOCKING = ("fault", "changed")


@pytest.fixture
def desk(now: datetime) -> Desk:
    return a_desk(now)


def bad(*found: tuple[Any, ...]) -> Callable[[Spoil], Spoil]:
    """Note a workbook with what must be found in it."""

    def note(spoil: Spoil) -> Spoil:
        CASES.append((spoil.__name__, spoil, list(found)))
        return spoil

    return note


def bad_cell(field: str, value: Any, words: str, form: str | None = None) -> None:
    """Note a workbook with one cell of the first row spoiled, and changed elsewhere."""

    def spoil(desk: Desk) -> bytes:
        def fill(sheet: Any) -> None:
            sheet.cell(ROW + 1, NUMBER["progress"]).value = "The plan is agreed."
            cell = sheet.cell(ROW, NUMBER[field])
            cell.value = value
            if form:
                cell.number_format = form

        return desk.filled(fill)

    name = f"{field} {str(value)[:20]!r}"
    CASES.append((name, spoil, [(LINES, ROW, LETTER[field], words)]))


def not_in_list(shown: str, *offered: str) -> str:
    return (
        f"“{shown}” is not in the list. Choose one of: {', '.join(offered)}; or leave "
        "the cell empty."
    )


def formula(shown: str) -> str:
    return (
        f"The cell holds a formula, “{shown}”, and formulas are not worked out. Write "
        "the words themselves."
    )


def no_date(shown: str, what: str) -> str:
    return (
        f"“{shown}” {what}. Type the date again, such as 31/10/2026, in a cell that is "
        "formatted as a date."
    )


STATUSES = (
    "On track",
    "At risk",
    "Off track",
    "Complete",
    "Not started",
    "Nothing due",
)

# --- One cell that cannot be taken as it stands ---

bad_cell("status", "Amber", not_in_list("Amber", *STATUSES))
bad_cell("status", 3, not_in_list("3", *STATUSES))
bad_cell("status", True, not_in_list("TRUE", *STATUSES))  # noqa: FBT003
bad_cell(
    "answer",
    "Yes",
    not_in_list("Yes", "Still true", "Something changed", "Nothing was due"),
)
bad_cell("marking", "SECRET", not_in_list("SECRET", "OFFICIAL", "OFFICIAL-SENSITIVE"))
bad_cell("recovery_on", "31/10/26", no_date("31/10/26", "is text, not a date"))
bad_cell("recovery_on", "2026-13-01", no_date("2026-13-01", "is text, not a date"))
bad_cell("ask_by", 46326, no_date("46326", "is a number, not a date"), "General")
bad_cell(
    "completed_on",
    datetime(2026, 10, 1, 14, 30),  # noqa: DTZ001 (cells know no zones)
    no_date("2026-10-01 14:30", "has a time of day"),
)
bad_cell("progress", 12, "“12” is a number, not text. Write it in words.", "General")
bad_cell(
    "issue",
    True,  # noqa: FBT003
    "“TRUE” is TRUE or FALSE, not text. Write it in words.",
)
bad_cell(
    "cause",
    date(2026, 10, 1),
    "“2026-10-01” is a date, not text. Write it in words.",
    numbers.FORMAT_DATE_DDMMYY,
)
bad_cell("progress", "=1+1", formula("=1+1"))
bad_cell(
    "progress",
    '=HYPERLINK("https://evil.example","x")',
    formula('=HYPERLINK("https://evil.example","x")'),
)
bad_cell("evidence", "=cmd|'/c calc'!A0", formula("=cmd|'/c calc'!A0"))
bad_cell("ask_by", "=TODAY()", formula("=TODAY()"))
bad_cell("ask", "#REF!", "The cell holds the error “#REF!”. Write the words.")
bad_cell("progress", "x" * 10_001, "Keep this to 10,000 characters: it has 10,001.")
bad_cell("reported_to", "x" * 201, "Keep this to 200 characters: it has 201.")
bad_cell(
    "progress",
    "Agreed_x0000_.",
    "The cell holds a character that is not text (U+0000). Type the words again.",
)
bad_cell(
    "issue",
    "Late_x001B_[0m",
    "The cell holds a character that is not text (U+001B). Type the words again.",
)
bad_cell(
    "evidence_link",
    "see the minutes",
    "“see the minutes” is not an address. Give a full one, such as "
    "https://example.org.",
)
bad_cell(
    "evidence_link",
    "javascript:alert(1)",
    "“javascript:alert(1)” is not an address. Give a full one, such as "
    "https://example.org.",
)
bad_cell(
    "progress",
    "Placed 943 476 5919 with a host family.",
    "Looks like an NHS number: “943 476 5919”. Take it out: it identifies a person "
    "and is never kept here.",
)
bad_cell(
    "completed_on",
    date(2031, 1, 1),
    "The completion date cannot be in the future.",
)
bad_cell(
    "recovery_on",
    date(2126, 10, 31),
    "Check the year: 31 October 2126 is far from today.",
)


# --- A row that contradicts itself or its action ---


@bad(
    (
        LINES,
        ROW,
        LETTER["answer"],
        (
            "“Still true” is chosen, but other words stand in the row: What was done "
            "this quarter. Empty those cells, or choose “Something changed”."
        ),
    )
)
def still_true_beside_new_words(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["answer"]).value = "Still true"
        sheet.cell(ROW, NUMBER["progress"]).value = "All of it is new."

    return desk.filled(fill)


@bad(
    (
        LINES,
        ROW,
        LETTER["answer"],
        "Nothing was reported on this action before: say how it stands.",
    )
)
def still_true_of_nothing(desk: Desk) -> bytes:
    action = make.ActionFactory(
        priority=desk.lines[0].action.priority,
        ref="P1-000",
        active=True,
        lead_agency=desk.quarterly_return.agency,
    )
    make.ReturnLineFactory(quarterly_return=desk.quarterly_return, action=action)

    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["answer"]).value = "Still true"

    return desk.filled(fill)


@bad(
    (
        LINES,
        ROW,
        LETTER["answer"],
        (
            "“Something changed” is chosen, but nothing else in the row was changed. "
            "Write what changed, or leave the answer empty."
        ),
    ),
    (
        LINES,
        ROW + 1,
        LETTER["status"],
        (
            "“Nothing was due” is the answer, so the status can only be “Nothing due”. "
            "Choose one or the other."
        ),
    ),
    (
        LINES,
        ROW + 2,
        LETTER["status"],
        (
            "“Something changed” is the answer: choose another status, or answer "
            "“Nothing was due”."
        ),
    ),
)
def answers_that_do_not_fit(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        for row, answer, status in (
            (ROW, "Something changed", None),
            (ROW + 1, "Nothing was due", "On track"),
            (ROW + 2, "Something changed", "Nothing due"),
        ):
            sheet.cell(row, NUMBER["answer"]).value = answer
            sheet.cell(row, NUMBER["status"]).value = status

    return desk.filled(fill)


@bad(
    (
        LINES,
        ROW,
        LETTER["status"],
        (
            "The date agreed, 30 September 2026, has passed: choose Off track or "
            "Complete, or ask for a new date."
        ),
    ),
    (
        LINES,
        ROW + 1,
        LETTER["status"],
        "Not started is for an action whose planned start is in the future.",
    ),
)
def statuses_that_cannot_be_true(desk: Desk) -> bytes:
    action = desk.lines[0].action
    action.forecast_on = date(2026, 9, 30)
    action.save()

    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["status"]).value = "On track"
        sheet.cell(ROW + 1, NUMBER["status"]).value = "Not started"

    return desk.filled(fill)


@bad(
    (LINES, ROW, LETTER["status"], not_in_list("Red", *STATUSES)),
    (LINES, ROW, LETTER["ask_by"], no_date("soon", "is text, not a date")),
    (LINES, ROW + 1, LETTER["progress"], formula("=A1")),
    (
        LINES,
        ROW + 2,
        LETTER["answer"],
        not_in_list("?", *["Still true", "Something changed", "Nothing was due"]),
    ),
    (LINES, ROW + 2, LETTER["issue"], "“7” is a number, not text. Write it in words."),
)
def five_faults_in_three_rows(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["status"]).value = "Red"
        sheet.cell(ROW, NUMBER["ask_by"]).value = "soon"
        sheet.cell(ROW + 1, NUMBER["progress"]).value = "=A1"
        sheet.cell(ROW + 2, NUMBER["answer"]).value = "?"
        sheet.cell(ROW + 2, NUMBER["issue"]).value = 7

    return desk.filled(fill)


# --- Keys, rows and what is locked ---


@bad(
    (
        LINES,
        ROW,
        LETTER["key"],
        f"The row says P1-001, but its hidden key belongs to P1-002. {COPY}",
    ),
    (
        LINES,
        ROW + 1,
        LETTER["key"],
        f"The row says P1-002, but its hidden key belongs to P1-001. {COPY}",
    ),
)
def swapped_keys(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        for name in ("key", "version"):
            one, other = (sheet.cell(row, NUMBER[name]) for row in (ROW, ROW + 1))
            one.value, other.value = other.value, one.value

    return desk.filled(fill)


@bad(
    (
        LINES,
        ROW,
        "A",
        f"This row has no hidden key, so nobody can say which line it is. {COPY}",
    )
)
def a_deleted_key(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["key"]).value = None

    return desk.filled(fill)


@bad(
    (
        LINES,
        ROW,
        LETTER["key"],
        f"The hidden key of this row belongs to no line of this return. {COPY}",
    )
)
def a_key_that_was_made_up(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["key"]).value = f"999999-{'0' * 32}"

    return desk.filled(fill)


@bad(
    (
        LINES,
        ROW,
        LETTER["key"],
        f"The hidden key of this row was changed or belongs to another row. {COPY}",
    )
)
def a_version_that_was_changed(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["version"]).value = "2"

    return desk.filled(fill)


@bad(
    (LINES, ROW, LETTER["ref"], "P1-001 stands in row 6 too. Delete one of them."),
    (LINES, 6, LETTER["ref"], "P1-001 stands in row 3 too. Delete one of them."),
)
def a_row_twice(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        for column in range(1, len(NUMBER) + 1):
            sheet.cell(6, column).value = sheet.cell(ROW, column).value
            sheet.cell(6, column).number_format = sheet.cell(ROW, column).number_format

    return desk.filled(fill)


@bad(
    (
        LINES,
        ROW,
        LETTER["title"],
        f"This cell is locked, and what is written in it is not read. {COPY}",
    ),
    (
        LINES,
        ROW + 1,
        LETTER["last_words"],
        f"This cell is locked, and what is written in it is not read. {COPY}",
    ),
)
def words_in_locked_cells(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["title"]).value = "Agree another plan"
        sheet.cell(ROW + 1, NUMBER["last_words"]).value = "We never said that."

    return desk.filled(fill)


@bad(
    (
        LINES,
        9,
        LETTER["progress"],
        f"There are words outside the rows that were downloaded. {COPY}",
    )
)
def words_below_the_rows(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(9, NUMBER["progress"]).value = "A line of my own."

    return desk.filled(fill)


@bad(
    (
        LINES,
        ROW,
        "Z",
        (
            "There are words outside the columns, in Z: they are not read. Move or "
            "delete them."
        ),
    )
)
def words_beside_the_columns(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet["Z3"] = "A remark."

    return desk.filled(fill)


# --- Columns and sheets ---


@bad((LINES, HEADINGS_ROW, "", f"The column “Issue” is missing. {FRESH}"))
def a_missing_column(desk: Desk) -> bytes:
    return desk.filled(lambda sheet: sheet.delete_cols(NUMBER["issue"]))


@bad(
    (LINES, HEADINGS_ROW, "", f"The column “Issue” is missing. {FRESH}"),
    (
        LINES,
        HEADINGS_ROW,
        LETTER["issue"],
        "The column “Problem” is not one of this workbook. Delete it.",
    ),
)
def a_renamed_column(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(HEADINGS_ROW, NUMBER["issue"]).value = "Problem"

    return desk.filled(fill)


@bad(
    (LINES, HEADINGS_ROW, "", f"The column “Cause” is missing. {FRESH}"),
    (
        LINES,
        HEADINGS_ROW,
        LETTER["cause"],
        "The column “Issue” is there twice. Delete one of them.",
    ),
)
def a_duplicated_column(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(HEADINGS_ROW, NUMBER["cause"]).value = "Issue"

    return desk.filled(fill)


@bad(
    (
        LINES,
        HEADINGS_ROW,
        "X",
        "The column “My notes” is not one of this workbook. Delete it.",
    )
)
def an_added_column(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(HEADINGS_ROW, len(NUMBER) + 1).value = "My notes"

    return desk.filled(fill)


@bad((LINES, ROW, LETTER["status"], not_in_list("Amber", *STATUSES)))
def a_fault_among_reordered_columns(desk: Desk) -> bytes:
    """Progress and status change places, so that the status stands under progress."""

    def fill(sheet: Any) -> None:
        one, other = NUMBER["status"], NUMBER["progress"]
        for row in (HEADINGS_ROW, ROW, ROW + 1, ROW + 2):
            left, right = sheet.cell(row, one), sheet.cell(row, other)
            left.value, right.value = right.value, left.value
        sheet.cell(ROW, other).value = "Amber"

    return desk.filled(fill)


CASES[-1] = (
    CASES[-1][0],
    CASES[-1][1],
    [(LINES, ROW, LETTER["progress"], not_in_list("Amber", *STATUSES))],
)


@bad(
    (LINES, None, "", f"The row of headings is missing: “Reference” and so on. {FRESH}")
)
def no_headings(desk: Desk) -> bytes:
    return desk.filled(lambda sheet: sheet.delete_rows(HEADINGS_ROW))


@bad(
    (
        LINES,
        None,
        "",
        (
            "There is no sheet called “Lines”. There is: “Sheet1”, “How to”, "
            f"“Definitions”, “Key”. {FRESH}"
        ),
    )
)
def a_renamed_sheet(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.title = "Sheet1"

    return desk.filled(fill)


@bad((KEY, None, "", f"The hidden sheet “Key” is missing. {FRESH}"))
def a_deleted_hidden_sheet(desk: Desk) -> bytes:
    book = openpyxl.load_workbook(BytesIO(desk.download()))
    del book[KEY]
    return saved(book)


@bad(
    (
        LINES,
        ROW,
        LETTER["progress"],
        (
            f"The cells {LETTER['progress']}3:{LETTER['reported_to']}4 are merged. "
            "Take them apart again."
        ),
    )
)
def merged_cells(desk: Desk) -> bytes:
    area = f"{LETTER['progress']}3:{LETTER['reported_to']}4"
    return desk.filled(lambda sheet: sheet.merge_cells(area))


# --- Workbooks of something else ---


def _told(desk: Desk, **facts: str) -> bytes:
    """Return a workbook whose hidden sheet says other things, under a good stamp."""
    said = facts_of(desk.quarterly_return, made_for="Connie", now=desk.now) | facts
    said["stamp"] = book_stamp(said)
    book = openpyxl.load_workbook(BytesIO(desk.download()))
    for row, (name, _) in enumerate(KEY_ROWS, start=1):
        book[KEY].cell(row, 2).value = said[name]
    return saved(book)


@bad(
    (KEY, 1, "B", f"The workbook was made by another version of this service. {FRESH}")
)
def a_stale_format(desk: Desk) -> bytes:
    return _told(desk, format="0")


@bad((KEY, 7, "B", f"The hidden sheet “Key” was changed. {FRESH}"))
def a_hidden_sheet_that_was_changed(desk: Desk) -> bytes:
    book = openpyxl.load_workbook(BytesIO(desk.download()))
    book[KEY]["B5"] = "2020-01-01T00:00:00+00:00"
    return saved(book)


@bad(
    (
        KEY,
        2,
        "B",
        (
            "The workbook is for Solent Police, Q2 2026/27. This is the return of "
            "Wessex Council for Q2 2026/27."
        ),
    )
)
def another_agencys_workbook(desk: Desk) -> bytes:
    police = make.AgencyFactory(name="Solent Police")
    other = make.ReturnFactory(agency=police, draft=True)
    constable = make.UserFactory(contact=police, employer=police)
    make.ReturnLineFactory(quarterly_return=other)
    return Desk(constable, constable, other, [], desk.now).download()


@bad(
    (
        KEY,
        2,
        "B",
        (
            "The workbook is for Wessex Council, Q3 2026/27. This is the return of "
            "Wessex Council for Q2 2026/27."
        ),
    )
)
def another_quarters_workbook(desk: Desk) -> bytes:
    period = make.PeriodFactory(quarter=Quarter(2026, 3))
    other = make.ReturnFactory(
        agency=desk.quarterly_return.agency, period=period, draft=True
    )
    return Desk(desk.contact, desk.contact, other, [], desk.now).download()


# --- Lines that moved on ---


@bad(
    (
        LINES,
        ROW,
        LETTER["ref"],
        (
            "This line was accepted on 19 October 2026 at 10:00am by Olive Officer. It "
            "cannot be changed now."
        ),
    )
)
def a_line_that_was_accepted(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["progress"]).value = "New words."

    data = desk.filled(fill)
    officer = make.UserFactory(name="Olive Officer", officer=True)
    owner = desk.quarterly_return
    owner.state, owner.version = ReturnState.QUERIED, 1
    owner.submitted_at = desk.now - timedelta(days=3)
    owner.save()
    line = desk.lines[0]
    line.reported = make.ReportedLineFactory(line=line)
    line.accepted_by = officer
    line.accepted_at = desk.now - timedelta(days=1)
    line.save()
    return data


@bad(
    (
        LINES,
        ROW,
        LETTER["ref"],
        (
            "This line is no longer asked for: its action was closed, put on hold or "
            "handed on."
        ),
    )
)
def a_line_whose_action_is_on_hold(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["progress"]).value = "New words."

    data = desk.filled(fill)
    action = desk.lines[0].action
    action.life, action.held_until = ActionLife.ON_HOLD, date(2027, 1, 15)
    action.save()
    return data


@bad(
    (LINES, ROW, LETTER["status"], not_in_list("Amber", *STATUSES)),
    (
        LINES,
        ROW + 1,
        LETTER["progress"],
        (
            "Cora League saved this line on 20 October 2026 at 10:00am, after the "
            "workbook was made."
        ),
    ),
    (LINES, ROW + 2, LETTER["recovery_on"], no_date("3.11.", "is text, not a date")),
)
def two_bad_cells_and_one_line_changed_since(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["status"]).value = "Amber"
        sheet.cell(ROW + 1, NUMBER["progress"]).value = "My words."
        sheet.cell(ROW + 2, NUMBER["recovery_on"]).value = "3.11."

    data = desk.filled(fill)
    save_line(
        actor=desk.colleague,
        line=ReturnLine.objects.with_action().get(pk=desk.lines[1].pk),
        version=1,
        words={"progress": "Her words."},
        now=desk.now,
        finish=False,
    )
    return data


@bad((LINES, ROW, LETTER["status"], not_in_list("Amber", *STATUSES)))
def a_fault_in_a_hidden_row(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.row_dimensions[ROW].hidden = True
        sheet.cell(ROW, NUMBER["status"]).value = "Amber"

    return desk.filled(fill)


@bad((LINES, ROW, LETTER["ask_by"], no_date("1", "is a number, not a date")))
def a_date_that_lost_its_format(desk: Desk) -> bytes:
    def fill(sheet: Any) -> None:
        sheet.cell(ROW, NUMBER["ask_by"]).value = 1
        sheet.cell(ROW, NUMBER["ask_by"]).number_format = "0"

    return desk.filled(fill)


@bad((LINES, ROW, LETTER["issue"], formula("=")))
def a_shared_formula_with_a_saved_value(desk: Desk) -> bytes:
    data = desk.filled(lambda sheet: None)
    where = f'<c r="{LETTER["issue"]}3"'.encode()
    found = re.search(where + rb"[^>]*(?:/>|></c>)", parts_of(data)[SHEET])
    assert found
    new = where + b' t="str"><f t="shared" si="0"/><v>quiet</v></c>'
    return replaced(data, SHEET, found[0], new)


# --- The tests ---


def test_there_are_enough_bad_workbooks() -> None:
    assert len(CASES) >= 40
    assert len({name for name, _, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [pytest.param(spoil, found, id=name) for name, spoil, found in CASES],
)
def test_every_fault_is_found_at_its_cell_and_nothing_is_written(
    desk: Desk, spoil: Spoil, expected: Found
) -> None:
    data = spoil(desk)
    before, events = desk.words(), _events()

    run = desk.check(data)

    found = [each for each in run.check.findings if each.is_blocking]
    assert [(each.sheet, each.row, each.column, each.text) for each in found] == (
        expected
    )
    assert desk.words() == before
    assert _events() == events
    kept = [each for each in desk.upload().findings if each["kind"] in BLOCKING]
    assert [(each["row"], each["text"]) for each in kept] == [
        (row, text) for _, row, _, text in expected
    ]


@pytest.mark.parametrize(
    "spoil", [pytest.param(spoil, id=name) for name, spoil, _ in CASES]
)
def test_nothing_of_a_bad_workbook_can_be_saved_as_a_whole(
    desk: Desk, spoil: Spoil
) -> None:
    desk.check(spoil(desk))
    before = desk.words()

    with pytest.raises(ValidationError):
        save_workbook(
            actor=desk.contact,
            upload=desk.upload(),
            only_clean=False,
            now=desk.now,
            is_confirmed=True,
        )

    assert desk.words() == before
    assert desk.upload().state in (UploadState.CHECKED, UploadState.REFUSED)


def test_another_returns_words_are_not_kept_here(desk: Desk) -> None:
    run = desk.check(another_agencys_workbook(desk))

    assert run.upload.state == UploadState.REFUSED
    assert not run.upload.file
    assert Upload.objects.get().clean_refs == []


def _events() -> int:
    """Return how many changes of lines the history knows."""
    return AuditEvent.objects.filter(subject_type="actions.ReturnLine").count()
