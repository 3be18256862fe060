"""Reading the sheets of a workbook. Nothing in it is ever evaluated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element  # noqa: S405, RUF100 (a type)

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from actions.workbooks.cells import Cell, Holds, cell_of_iso, cell_of_number, unescaped
from actions.workbooks.columns import letters
from actions.workbooks.opening import DAMAGED, SAVE_AS, NotAWorkbook, Package
from actions.workbooks.parts import Parts, cut, name_of, text_of

MOST_ROWS = 2_000
MOST_COLUMNS = 100
_ROOT = "xl/workbook.xml"
_WHERE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_TRUE = ("1", "true")


@dataclass
class Sheet:
    """The cells of one sheet that are not empty, by row and column from 1."""

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    #: As the file names them, for example ``C3:D3``.
    merged: list[str] = field(default_factory=list)

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell there; None if it is empty."""
        return self.rows.get(row, {}).get(column)


class Book:
    """A workbook that is open. Its sheets are read when they are asked for.

    Raises:
        NotAWorkbook: it cannot be read as one.
    """

    def __init__(self, data: bytes) -> None:
        self._parts = Parts(Package(data))
        root = self._find_root()
        relations = self._parts.relations(root)
        self._targets = {each.key: each.target for each in relations}
        kinds = {each.kind: each.target for each in relations}
        self._epoch: datetime = CALENDAR_WINDOWS_1900
        self._places = dict(self._find_sheets(root))
        self._texts = list(self._read_texts(kinds.get("sharedStrings", "")))
        self._dated = set(self._read_dated_looks(kinds.get("styles", "")))

    @property
    def names(self) -> list[str]:
        """The names of its sheets, in order."""
        return list(self._places)

    def sheet(self, name: str) -> Sheet | None:
        """Read a sheet; None if there is none of that name.

        Raises:
            NotAWorkbook: it is broken, or larger than any of ours.
        """
        if name not in self._places:
            return None
        filler = _Filler(Sheet(name))
        for event, element in self._parts.walk(self._places[name], whole="c"):
            if event == "start":
                filler.start(element)
            elif name_of(element) == "c":
                filler.put(element, self._cell(element))
            elif name_of(element) == "mergeCell":
                filler.sheet.merged.append(element.get("ref", ""))
        return filler.sheet

    def _find_root(self) -> str:
        """Return the part that lists the sheets."""
        targets = {each.kind: each.target for each in self._parts.relations("")}
        root = targets.get("officeDocument", _ROOT)
        if not self._parts.has(root):
            raise NotAWorkbook(f"This is not an Excel workbook (.xlsx). {SAVE_AS}")
        return root

    def _find_sheets(self, root: str) -> Iterator[tuple[str, str]]:
        """Yield each sheet's name and part, and note how the workbook counts days."""
        is_workbook = False
        for element in self._parts.ends(root):
            kind = name_of(element)
            is_workbook = is_workbook or kind == "workbook"
            if kind == "workbookPr" and element.get("date1904") in _TRUE:
                self._epoch = CALENDAR_MAC_1904
            if kind == "sheet":
                keys = [key for name, key in element.items() if name.endswith("}id")]
                part = self._targets.get(keys[0] if keys else "", "")
                yield element.get("name", ""), part
        if not is_workbook:
            raise NotAWorkbook(f"This is not an Excel workbook (.xlsx). {SAVE_AS}")

    def _read_texts(self, part: str) -> Iterator[str]:
        if self._parts.has(part):
            for element in self._parts.ends(part, whole="si"):
                if name_of(element) == "si":
                    yield text_of(element)

    def _read_dated_looks(self, part: str) -> Iterator[str]:
        """Yield the number of each look that shows a date."""
        if not self._parts.has(part):
            return
        formats: dict[str, str] = {}
        looks: list[str] = []
        for element in self._parts.ends(part, whole="cellXfs"):
            if name_of(element) == "numFmt":
                formats[element.get("numFmtId", "")] = element.get("formatCode", "")
            if name_of(element) == "cellXfs":
                looks = [look.get("numFmtId", "0") for look in element]
        dated = (at for at, key in enumerate(looks) if _shows_date(key, formats))
        yield from map(str, dated)

    def _cell(self, element: Element) -> Cell | None:
        """Return what a cell holds; None for one that is only coloured."""
        inside = {name_of(child): child for child in element}
        if "f" in inside:
            return Cell(Holds.FORMULA, cut(f"={inside['f'].text or ''}"))
        kind = element.get("t", "n")
        if kind == "inlineStr":
            text = text_of(inside["is"]) if "is" in inside else ""
        else:
            text = cut((inside["v"].text if "v" in inside else "") or "")
        return self._valued(kind, text, look=element.get("s", "0")) if text else None

    def _valued(self, kind: str, text: str, *, look: str) -> Cell | None:
        if kind == "s":
            text = self._texts[_number(text, most=len(self._texts) - 1)]
            return Cell(Holds.TEXT, text) if text else None
        if kind == "b":
            return Cell(Holds.BOOLEAN, "TRUE" if text in _TRUE else "FALSE")
        if kind == "e":
            return Cell(Holds.ERROR, text)
        if kind == "d":
            return cell_of_iso(text)
        if kind == "n":
            is_dated = look in self._dated
            return cell_of_number(text, is_dated=is_dated, epoch=self._epoch)
        return Cell(Holds.TEXT, text if kind == "inlineStr" else unescaped(text))


class _Filler:
    """Puts cells in their places. One that has no address follows the one before."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._row = self._column = 0

    def start(self, element: Element) -> None:
        """Note that a row begins."""
        if name_of(element) != "row":
            return
        number = element.get("r")
        self._row = self._row + 1 if number is None else _number(number, most=2**20)
        self._column = 0
        if element.get("hidden") in _TRUE:
            self.sheet.hidden_rows.add(self._row)

    def put(self, element: Element, cell: Cell | None) -> None:
        """Keep a cell, if there is room for it and nothing in its place yet."""
        self._find(element.get("r"))
        if cell is None:
            return
        if self._row > MOST_ROWS:
            raise self._too_far(f"below row {MOST_ROWS:,}")
        if self._column > MOST_COLUMNS:
            raise self._too_far(f"beyond column {letters(MOST_COLUMNS)}")
        cells = self.sheet.rows.setdefault(self._row, {})
        if self._column in cells:
            raise NotAWorkbook(DAMAGED)
        cells[self._column] = cell

    def _find(self, address: str | None) -> None:
        if address is None:
            self._column += 1
            return
        found = _WHERE.fullmatch(address)
        if found is None:
            raise NotAWorkbook(DAMAGED)
        self._column = 0
        for letter in found[1]:
            self._column = self._column * 26 + ord(letter) - ord("A") + 1
        self._row = int(found[2])

    def _too_far(self, where: str) -> NotAWorkbook:
        return NotAWorkbook(
            f"The sheet “{self.sheet.name}” goes on {where}. Delete what stands there, "
            "or copy your words into a fresh download."
        )


def _shows_date(key: str, formats: dict[str, str]) -> bool:
    code = formats.get(key)
    if code is None:
        code = BUILTIN_FORMATS.get(_number(key, most=10**6), "General")
    return bool(is_date_format(code))


def _number(text: str, *, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most))):
        raise NotAWorkbook(DAMAGED)
    number = int(text)
    if number > most:
        raise NotAWorkbook(DAMAGED)
    return number
