"""Writing spreadsheets in which words stay words, and the same data the same bytes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

#: What a person types is never taken for anything but words.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
#: No cell holds more; what is longer goes on in the cells below it.
MOST_IN_A_CELL = 32_000
_LONDON = ZoneInfo("Europe/London")
_WIDEST, _NARROWEST = 60, 10


def write_text(
    sheet: Worksheet, row: int, column: int, text: str, form: Format | None = None
) -> None:
    """Write a text as text, whatever it looks like."""
    if text.startswith("<r>") and text.endswith("</r>"):
        # The library would take it for its own markup and not escape it.
        sheet.write_rich_string(row, column, text[0], text[1], text[2:], form)
    else:
        sheet.write_string(row, column, text, form)


class Book:
    """A workbook of plain tables on its way into memory."""

    def __init__(self, *, title: str, marking: str, made_at: datetime) -> None:
        self.marking = marking
        self.buffer = BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, OPTIONS)
        self.book.set_properties(
            {
                "title": title,
                "category": marking,
                "keywords": marking,
                "comments": f"Marking: {marking}",
                "created": made_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        look = {"font_name": "Arial", "font_size": 11, "valign": "top"}
        plain = {**look, "text_wrap": True}
        self.title = self.book.add_format({**look, "bold": True, "font_size": 14})
        self.head = self.book.add_format(
            {**plain, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1D3B53"}
        )
        self.words = self.book.add_format({**plain, "num_format": "@"})
        self.number = self.book.add_format({**plain, "num_format": "0"})
        self.day = self.book.add_format({**plain, "num_format": "dd/mm/yyyy"})
        self.moment = self.book.add_format({**plain, "num_format": "dd/mm/yyyy hh:mm"})

    def table(
        self,
        name: str,
        *,
        caption: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[Any]],
    ) -> None:
        """Add a sheet with a caption, a row of heads and the rows below it."""
        sheet = self.book.add_worksheet(name)
        marking = self.marking.replace("&", "&&")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&C{marking}")
        sheet.set_footer(f"&L&A&C{marking}&R&P / &N")
        write_text(sheet, 0, 0, f"{self.marking}. {caption}", self.title)
        for at, head in enumerate(heads):
            write_text(sheet, 1, at, head, self.head)
            values = [row[at] for row in rows]
            sheet.set_column(at, at, _width(head, values))
        below = 2
        for row in rows:
            below += self._row(sheet, below, row)
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(0, 1)

    def made(self) -> bytes:
        """Return the bytes of the .xlsx file."""
        self.book.close()
        return self.buffer.getvalue()

    def _row(self, sheet: Worksheet, at: int, row: Sequence[Any]) -> int:
        """Write a row; return how many it took: a very long text goes on below."""
        taken = 1
        for column, value in enumerate(row):
            pieces = _pieces(value)
            for below, piece in enumerate(pieces):
                self._cell(sheet, at + below, column, piece)
            taken = max(taken, len(pieces))
        return taken

    def _cell(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        if isinstance(value, bool):
            write_text(sheet, row, column, "Yes" if value else "No", self.words)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.number)
        elif isinstance(value, datetime):
            local = value.astimezone(_LONDON).replace(tzinfo=None)
            sheet.write_datetime(row, column, local, self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        elif value:
            write_text(sheet, row, column, str(value), self.words)
        else:
            sheet.write_blank(row, column, None, self.words)


def _pieces(value: Any) -> list[Any]:
    """Return a value as one cell after another can hold it."""
    if not isinstance(value, str) or len(value) <= MOST_IN_A_CELL:
        return [value]
    starts = range(0, len(value), MOST_IN_A_CELL)
    return [value[start : start + MOST_IN_A_CELL] for start in starts]


def _width(head: str, values: Sequence[Any]) -> int:
    longest = max((len(str(value)) for value in [head, *values]), default=0)
    return min(max(longest + 2, _NARROWEST), _WIDEST)
