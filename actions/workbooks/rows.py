"""Which line each row of a workbook belongs to, and what was done to its keys."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from actions.workbooks.cells import Cell, Holds
from actions.workbooks.columns import GIVEN, LINES, letters
from actions.workbooks.contents import Held, Line, as_stamped
from actions.workbooks.findings import Finding, Spot
from actions.workbooks.shape import Shape
from actions.workbooks.stamps import flat, is_same

_KEY = re.compile(r"([1-9][0-9]{0,18})-[0-9a-f]{32}")
_VERSION = re.compile(r"[1-9][0-9]{0,9}")
_HOW = "Copy your words into the right row of a fresh download."


@dataclass
class FoundRow:
    """A row of the sheet that says which line it belongs to."""

    number: int
    line: Line
    version: int
    cells: Mapping[int, Cell]
    findings: list[Finding] = field(default_factory=list)

    @property
    def spot(self) -> Spot:
        return Spot(LINES, self.number, self.line.ref)


def rows_of(
    shape: Shape, lines: Mapping[int, Line]
) -> tuple[list[FoundRow], list[Finding]]:
    """Return the rows that belong to lines, and what is wrong with the others."""
    if shape.sheet is None or not shape.headings_row or not shape.at("key"):
        return [], []
    found: list[FoundRow] = []
    loose: list[Finding] = []
    for number, held in sorted(shape.sheet.rows.items()):
        cells = {at: cell for at, cell in held.items() if cell.text.strip()}
        if number <= shape.headings_row or not cells:
            continue
        row = _row(shape, number, cells, lines)
        if isinstance(row, FoundRow):
            found.append(row)
        else:
            loose.append(row)
    _refuse_twice(found, shape)
    return found, loose


def _row(
    shape: Shape, number: int, cells: Mapping[int, Cell], lines: Mapping[int, Line]
) -> FoundRow | Finding:
    spot = Spot(LINES, number)
    key = _plain(cells.get(shape.at("key")))
    match = _KEY.fullmatch(key)
    if not key:
        words = "This row has no hidden key, so nobody can say which line it is. "
        if not cells.get(shape.at("ref")):
            words = "There are words outside the rows that were downloaded. "
        return spot.fault(words + _HOW, min(cells))
    line = lines.get(int(match[1])) if match else None
    if line is None:
        words = "The hidden key of this row belongs to no line of this return. "
        return spot.fault(words + _HOW, shape.at("key"))
    version = _plain(cells.get(shape.at("version")))
    is_version = _VERSION.fullmatch(version) is not None
    row = FoundRow(number, line, int(version) if is_version else 0, cells)
    row.findings += _strays(shape, row)
    row.findings += _moved(shape, row, key, lines)
    return row


def _moved(
    shape: Shape, row: FoundRow, key: str, lines: Mapping[int, Line]
) -> list[Finding]:
    """Return what was done to what is given, or to the key itself."""
    given = {
        column.name: _given(row.cells.get(shape.at(column.name))) for column in GIVEN
    }
    if is_same(key, row.line.key(version=row.version, given=given)):
        return []
    said = flat(as_stamped(given["ref"]))
    if said != row.line.ref and said in {each.ref for each in lines.values()}:
        words = f"The row says {said}, but its hidden key belongs to {row.line.ref}. "
        return [row.spot.fault(words + _HOW, shape.at("key"))]
    if is_same(key, row.line.key(version=row.version)):
        return list(_overwritten(shape, row, given))
    words = "The hidden key of this row was changed or belongs to another row. "
    return [row.spot.fault(words + _HOW, shape.at("key"))]


def _overwritten(
    shape: Shape, row: FoundRow, given: Mapping[str, Held]
) -> Iterator[Finding]:
    """Yield a fault for each cell that is given and was written over."""
    before = row.line.given
    for column in GIVEN:
        was = as_stamped(before[column.name])
        at = shape.at(column.name)
        if at and flat(as_stamped(given[column.name])) != flat(was):
            words = (
                f"This cell is locked, and what is written in it is not read. {_HOW}"
            )
            yield row.spot.fault(words, at)


def _strays(shape: Shape, row: FoundRow) -> list[Finding]:
    """Return a fault for what stands in the row outside of the columns."""
    known = set(shape.columns.values())
    named = set(shape.sheet.rows[shape.headings_row]) if shape.sheet else set()
    strays = sorted(set(row.cells) - known - named)
    if not strays:
        return []
    where = ", ".join(letters(each) for each in strays[:5])
    words = f"There are words outside the columns, in {where}: they are not read. "
    return [row.spot.fault(words + "Move or delete them.", strays[0])]


def _refuse_twice(rows: list[FoundRow], shape: Shape) -> None:
    """Put a fault at each row of a line that has more than one."""
    by_line: dict[int, list[FoundRow]] = {}
    for row in rows:
        by_line.setdefault(row.line.line.pk, []).append(row)
    for same in by_line.values():
        for row in same if len(same) > 1 else ():
            others = ", ".join(str(each.number) for each in same if each is not row)
            words = f"{row.line.ref} stands in row {others} too. Delete one of them."
            row.findings.append(row.spot.fault(words, shape.at("ref") or 1))


def _given(cell: Cell | None) -> Held:
    if cell is None:
        return ""
    return cell.day if cell.holds is Holds.DAY else cell.text


def _plain(cell: Cell | None) -> str:
    return cell.text.strip() if cell is not None else ""
