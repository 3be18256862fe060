"""Whether a workbook is the one that was downloaded for this return, and whole."""

import re
from dataclasses import dataclass, field

from actions.models import Return
from actions.workbooks.cells import Holds
from actions.workbooks.columns import COLUMNS, FORMAT, KEY, KEY_ROWS, LINES, Column
from actions.workbooks.findings import Finding, FindingKind, Spot, quoted
from actions.workbooks.reading import Book, Sheet
from actions.workbooks.stamps import book_stamp, flat, is_same

#: The headings are looked for in so many rows.
_SEARCHED = 10
_FRESH = "Download a fresh workbook and copy your words into it."
_FACT_COLUMN = 2
_MERGED = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class Shape:
    """Where everything stands in a workbook, and what is wrong with the whole."""

    sheet: Sheet | None = None
    headings_row: int = 0
    #: The number of each column that was found, by its name.
    columns: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    #: It belongs to another return, and none of its words belong here.
    is_foreign: bool = False

    def at(self, name: str) -> int:
        """Return the number of a column; 0 for one that is missing."""
        return self.columns.get(name, 0)


def shape_of(book: Book, quarterly_return: Return) -> Shape:
    """Return where everything stands, with every fault of the whole.

    Raises:
        NotAWorkbook: a sheet is broken or larger than any of ours.
    """
    shape = Shape()
    _look_at_key(shape, book, quarterly_return)
    shape.sheet = book.sheet(LINES)
    if shape.sheet is None:
        others = ", ".join(f"“{name}”" for name in book.names) or "none"
        words = f"There is no sheet called “{LINES}”. There is: {others}. {_FRESH}"
        shape.findings.append(Spot(LINES).fault(words))
        return shape
    _look_at_headings(shape, shape.sheet)
    _look_at_merged(shape, shape.sheet)
    return shape


# --- The hidden sheet ---


def _look_at_key(shape: Shape, book: Book, quarterly_return: Return) -> None:
    sheet = book.sheet(KEY)
    if sheet is None:
        words = f"The hidden sheet “{KEY}” is missing. {_FRESH}"
        shape.findings.append(Spot(KEY).fault(words))
        return
    facts = {
        name: _text_at(sheet, number, _FACT_COLUMN)
        for number, (name, _) in enumerate(KEY_ROWS, start=1)
    }
    for name, words in _wrong_facts(facts, quarterly_return).items():
        row = 1 + [each for each, _ in KEY_ROWS].index(name)
        shape.findings.append(Spot(KEY, row).fault(words, _FACT_COLUMN))
    shape.is_foreign = facts["return"] != str(quarterly_return.pk)


def _wrong_facts(facts: dict[str, str], quarterly_return: Return) -> dict[str, str]:
    """Return what the hidden sheet says wrongly, by the name of the fact."""
    wrong = {}
    if facts["format"] != FORMAT:
        wrong["format"] = (
            "The workbook was made by another version of this service. " + _FRESH
        )
    if facts["return"] != str(quarterly_return.pk):
        wrong["return"] = (
            f"The workbook is for {_told(facts)}. This is the return of "
            f"{quarterly_return.agency_name} for {quarterly_return.period}."
        )
    if not is_same(facts["stamp"], book_stamp(facts)):
        wrong["stamp"] = f"The hidden sheet “{KEY}” was changed. {_FRESH}"
    return wrong


def _told(facts: dict[str, str]) -> str:
    agency, period = facts["agency"][:100], facts["period"][:20]
    return f"{agency}, {period}" if agency and period else "another return"


def _text_at(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.at(row, column)
    return cell.text if cell is not None and cell.holds is Holds.TEXT else ""


# --- The headings ---


def _look_at_headings(shape: Shape, sheet: Sheet) -> None:
    by_heading = {flat(each.heading).casefold(): each for each in COLUMNS}
    shape.headings_row = _headings_row(sheet, by_heading)
    if not shape.headings_row:
        words = f"The row of headings is missing: “{COLUMNS[0].heading}” and so on. "
        shape.findings.append(Spot(LINES).fault(words + _FRESH))
        return
    spot = Spot(LINES, shape.headings_row)
    for number, cell in sorted(sheet.rows[shape.headings_row].items()):
        column = by_heading.get(flat(cell.text).casefold())
        if column is None:
            words = f"The column {quoted(cell)} is not one of this workbook. Delete it."
            shape.findings.append(spot.fault(words, number))
        elif column.name in shape.columns:
            words = f"The column {quoted(cell)} is there twice. Delete one of them."
            shape.findings.append(spot.fault(words, number))
        else:
            shape.columns[column.name] = number
    shape.findings += _missing(shape, spot)


def _headings_row(sheet: Sheet, by_heading: dict[str, Column]) -> int:
    """Return the row with the most headings, near the top; 0 if there is none."""
    found = {
        number: len(
            {flat(cell.text).casefold() for cell in sheet.rows.get(number, {}).values()}
            & set(by_heading)
        )
        for number in range(1, _SEARCHED + 1)
    }
    best = max(found, key=lambda number: found[number])
    return best if found[best] > 1 else 0


def _missing(shape: Shape, spot: Spot) -> list[Finding]:
    absent = [each for each in COLUMNS if each.name not in shape.columns]
    findings = [
        spot.fault(f"The column “{each.heading}” is missing. {_FRESH}")
        for each in absent
    ]
    order = [shape.columns[each.name] for each in COLUMNS if each not in absent]
    if order != sorted(order):
        findings.append(
            spot.note(
                "The columns stand in another order than in the download. Each is "
                "read by its heading."
            )
        )
    return findings


# --- Merged cells ---


def _look_at_merged(shape: Shape, sheet: Sheet) -> None:
    for words in sheet.merged:
        found = _MERGED.fullmatch(words)
        row = int(found[2]) if found else 0
        if found is None or int(found[4]) >= shape.headings_row > 0:
            fault = f"The cells {words[:20]} are merged. Take them apart again."
            column = found[1] if found else ""
            finding = Finding(FindingKind.FAULT, fault, LINES, row or None, column)
            shape.findings.append(finding)
