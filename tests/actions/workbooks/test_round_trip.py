"""Down, filled in, up and saved: exactly those words, whatever they look like."""

import re
import time
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from defusedxml import ElementTree as Tree
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from actions.choices import DeliveryStatus, Marking
from actions.models import ReturnLine
from actions.return_choices import UploadState
from actions.services.workbooks import save_workbook
from actions.workbooks.cells import Cell, Holds
from actions.workbooks.columns import (
    BY_NAME,
    COLUMNS,
    DEFINITIONS,
    HOW_TO,
    KEY,
    LINES,
)
from actions.workbooks.contents import even
from actions.workbooks.values import Unfit, value_of
from tests import factories as make
from tests.actions.workbooks.desk import HEADINGS_ROW, LETTER, NUMBER, ROW, Desk, a_desk
from tests.actions.workbooks.packing import parts_of

pytestmark = pytest.mark.django_db

FILLED = {
    "status": "Off track",
    "progress": "=cmd|'/c calc'!A0 is what a macro would say.\n\nTwo lines – “quoted”.",
    "reported_to": "+44 board of @reviews",
    "reported_on": date(2026, 9, 30),
    "issue": "An issue 🚧 with Zoë & <b>bold</b>",
    "recovery_step": "<r>not markup</r>",
    "recovery_on": date(2026, 11, 30),
    "cause": "_x0041_ is no escape",
    "ask": "-1 post",
    "ask_of": "Hampshire County Council",
    "ask_by": date(2026, 12, 24),
    "completed_on": date(2026, 10, 1),
    "evidence": "Minute 6",
    "evidence_link": "https://example.org/a?b=1&c=2",
    "marking": "OFFICIAL-SENSITIVE",
}


@pytest.fixture
def desk(now: datetime) -> Desk:
    return a_desk(now, count=2)


def typed(sheet: Any, row: int, words: dict[str, Any]) -> None:
    """Type words into a row, as text where they are text."""
    for name, value in words.items():
        cell = sheet.cell(row, NUMBER[name])
        cell.value = (
            value.replace("_x0041_", "_x005F_x0041_")
            if (isinstance(value, str))
            else value
        )
        if isinstance(value, str):
            cell.data_type = "s"


def test_exactly_the_words_that_were_filled_in_are_saved(desk: Desk) -> None:
    run = desk.check(desk.filled(lambda sheet: typed(sheet, ROW, FILLED)))

    saved = save_workbook(
        actor=desk.contact, upload=desk.upload(), only_clean=False, now=desk.now
    )

    line = ReturnLine.objects.get(pk=desk.lines[0].pk)
    assert run.check.findings == []
    assert line.words == {
        name: FILLED[name] for name in FILLED if name != "marking"
    } | {"status": DeliveryStatus.OFF_TRACK}
    assert line.marking == Marking.SENSITIVE
    assert (line.version, line.edited_by) == (2, desk.contact)
    assert (saved.state, saved.saved_refs) == (UploadState.SAVED, ["P1-001"])
    assert ReturnLine.objects.get(pk=desk.lines[1].pk).version == 1


def test_what_was_saved_comes_down_as_it_went_up(desk: Desk) -> None:
    desk.check(desk.filled(lambda sheet: typed(sheet, ROW, FILLED)))
    save_workbook(
        actor=desk.contact, upload=desk.upload(), only_clean=False, now=desk.now
    )

    again = desk.check(desk.download())

    assert again.check.findings == []
    assert [row.verdict for row in again.check.rows] == ["unchanged", "unchanged"]
    assert again.check.clean == []


def test_the_download_holds_no_formula_and_no_link(desk: Desk) -> None:
    ReturnLine.objects.filter(pk=desk.lines[0].pk).update(
        progress="=1+1", issue="https://example.org", cause="@SUM(A1)"
    )

    sheet = openpyxl.load_workbook(BytesIO(desk.download()))[LINES]

    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "d"}
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []
    assert sheet[f"{LETTER['progress']}{ROW}"].value == "=1+1"


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    text=st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
        max_size=300,
    )
)
@example("<r>x</r></si>")
@example("<r></r>")
@example("=cmd|'/c calc'!A0")
@example("_x0041__x005F_")
@example("👩🏽‍🚒 \u202e\u0085 tab\tand\n\nlines\n")
@example("\ufeff'quoted")
@example("]]>&lt;&#0;")
def test_any_text_that_xml_can_carry_comes_back_as_it_was(
    desk: Desk, text: str
) -> None:
    with transaction.atomic():
        line = ReturnLine.objects.filter(pk=desk.lines[0].pk)
        line.update(evidence=text)
        data = desk.download()
        same = desk.check(data)
        line.update(evidence="")
        other = desk.check(data)
        transaction.set_rollback(True)

    assert [row.verdict for row in same.check.rows] == ["unchanged", "unchanged"]
    stops = [each.text for each in other.check.findings if each.kind == "fault"]
    words = {row.line.pk: row.words for row in other.check.rows}[desk.lines[0].pk]
    if stops:
        assert re.search(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|\d", even(text))
    else:
        assert words == ({"evidence": even(text)} if even(text) else {})


@given(text=st.text(st.characters(), max_size=50))
@example("\x00")
@example("\ud800")
@example("\uffff")
def test_what_xml_cannot_carry_is_refused_in_words(text: str) -> None:
    taken, words = _taken(text)

    if words:
        assert words.startswith("The cell holds a character that is not text (U+")
    else:
        Tree.fromstring(f"<t>{_escaped(taken)}</t>")
        assert taken == even(text)


def _taken(text: str) -> tuple[str, str]:
    """Return what is taken of a text, and why it is not."""
    try:
        return str(value_of(BY_NAME["progress"], Cell(Holds.TEXT, text))), ""
    except Unfit as unfit:
        return "", unfit.words


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(["=A1", "#REF!", "Still true", "On track", "Nothing was due"]),
)
_edits = st.lists(
    st.tuples(st.integers(1, 8), st.integers(1, len(COLUMNS) + 3), _values), max_size=8
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edits=_edits)
def test_a_dry_run_writes_no_line_whatever_stands_in_the_sheet(
    desk: Desk, edits: list[tuple[int, int, Any]]
) -> None:
    def fill(sheet: Any) -> None:
        for row, column, value in edits:
            sheet.cell(row, column).value = value

    before, data = desk.words(), desk.filled(fill)

    run = desk.check(data)

    assert desk.words() == before
    assert {each.kind for each in run.check.findings} <= {
        "fault",
        "changed",
        "warning",
        "note",
    }


# --- The workbook itself ---


def test_the_workbook_explains_itself_and_is_locked_but_for_the_answers(
    desk: Desk,
) -> None:
    book = openpyxl.load_workbook(BytesIO(desk.download()))
    sheet = book[LINES]

    assert book.sheetnames == [LINES, HOW_TO, DEFINITIONS, KEY]
    assert book[KEY].sheet_state == "veryHidden"
    assert [cell.value for cell in sheet[HEADINGS_ROW]] == [
        column.heading for column in COLUMNS
    ]
    assert sheet.freeze_panes == "C3"
    assert [each.protection.sheet for each in book] == [True] * 4
    assert {
        column.name: sheet.cell(ROW, NUMBER[column.name]).protection.locked
        for column in COLUMNS
    } == {column.name: column.is_locked for column in COLUMNS}
    assert sheet.column_dimensions[LETTER["key"]].hidden
    assert sheet.merged_cells.ranges == set()
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.page_setup.orientation == "landscape"
    lists = [
        each for each in sheet.data_validations.dataValidation if each.type == "list"
    ]
    assert [str(each.sqref).rstrip("34:FGU") for each in lists] == ["", "", ""]
    assert lists[0].formula1 == '"Still true,Something changed,Nothing was due"'
    assert book.properties.title == (
        "Wessex Council: lines of the return for Q2 2026/27"
    )
    assert sheet["A1"].value == (
        "OFFICIAL. Wessex Council: lines of the return for Q2 2026/27"
    )
    assert sheet.oddHeader.center.text == "OFFICIAL"


def test_last_quarters_words_stand_beside_the_empty_cells(desk: Desk) -> None:
    sheet = openpyxl.load_workbook(BytesIO(desk.download()))[LINES]

    given_cells = [sheet.cell(ROW, column).value for column in range(1, 8)]
    assert given_cells == [
        "P1-001",
        "Agree plan 1",
        datetime(2027, 3, 31),  # noqa: DTZ001 (cells know no zones)
        "On track (Q1 2026/27)",
        "What was done this quarter: Draft 1 went out.",
        None,
        None,
    ]


def test_a_sensitive_line_marks_the_whole_workbook(desk: Desk) -> None:
    ReturnLine.objects.filter(pk=desk.lines[1].pk).update(marking=Marking.SENSITIVE)

    book = openpyxl.load_workbook(BytesIO(desk.download()))

    assert book[LINES].oddHeader.center.text == "OFFICIAL-SENSITIVE"
    assert book[LINES]["A1"].value.startswith("OFFICIAL-SENSITIVE. ")
    assert book.properties.category == "OFFICIAL-SENSITIVE"
    marking = NUMBER["marking"]
    assert book[LINES].cell(ROW + 1, marking).value == "OFFICIAL-SENSITIVE"


def test_every_part_of_the_workbook_is_well_formed(desk: Desk) -> None:
    desk.quarterly_return.agency.name = "R&D <Safety>"
    ReturnLine.objects.filter(pk=desk.lines[0].pk).update(progress="<r>&</r>")

    parts = parts_of(desk.download())

    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            Tree.fromstring(part)
    assert not {"xl/externalLinks", "xl/vbaProject.bin"} & set(parts)


def test_two_hundred_lines_are_quick_both_ways(now: datetime) -> None:
    desk = a_desk(now, count=200)

    downloads = [_processor_seconds(desk.download) for _ in range(3)]
    data = desk.download()
    checks = [_processor_seconds(lambda: desk.check(data)) for _ in range(3)]

    # Time on the processor, the best of three: others may use this machine as well.
    assert min(downloads) < 3
    assert min(checks) < 6


def _processor_seconds(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def test_only_lines_that_can_be_written_are_in_the_workbook(desk: Desk) -> None:
    first, second = desk.lines
    first.reported = make.ReportedLineFactory(line=first)
    first.accepted_by = make.UserFactory(officer=True)
    first.accepted_at = desk.now
    first.save()

    sheet = openpyxl.load_workbook(BytesIO(desk.download()))[LINES]

    refs = [sheet.cell(row, 1).value for row in range(ROW, ROW + 3)]
    assert refs == [second.action.ref, None, None]
