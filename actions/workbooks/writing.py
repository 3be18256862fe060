"""Writing the workbook that an agency downloads."""

from datetime import date, datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from actions.selectors.windows import LONDON
from actions.workbooks import columns as shape
from actions.workbooks import guide
from actions.workbooks.columns import COLUMNS, Column, Kind
from actions.workbooks.contents import Contents, Held, Line, labelled
from hcss.kernel.spreadsheets import OPTIONS, write_text

_FONT = {"font_name": "Arial", "font_size": 11, "valign": "top", "text_wrap": True}
_FORMATS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": False},
    "heading": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1D3B53"},
    "given": {"bg_color": "#EEF1F4", "border": 1, "border_color": "#8A949E"},
    "written": {"locked": False, "border": 1, "border_color": "#8A949E"},
    "plain": {},
    "bold": {"bold": True},
}
#: As a date is written here; what is typed in a text cell stays text.
_DAY, _TEXT = "dd/mm/yyyy", "@"
_EARLIEST, _LATEST = date(2015, 1, 1), date(2050, 12, 31)
#: Below it a protected sheet may still be made wider, higher and filtered by eye.
_PROTECTION = {"format_columns": True, "format_rows": True}
_A4 = 9


class _Writer:
    """One workbook on its way into memory."""

    def __init__(self, contents: Contents, *, now: datetime) -> None:
        self.contents = contents
        self.made_at = now.astimezone(LONDON).replace(tzinfo=None)
        self.buffer = BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, OPTIONS)
        self.formats: dict[tuple[str, str], Format] = {}
        owner = contents.quarterly_return
        self.title = f"{owner.agency_name}: lines of the return for {owner.period}"

    def form(self, name: str, number: str = _TEXT) -> Format:
        if (name, number) not in self.formats:
            look = {**_FONT, **_FORMATS[name], "num_format": number}
            self.formats[name, number] = self.book.add_format(look)
        return self.formats[name, number]

    def write(self) -> bytes:
        self.book.set_properties(
            {
                "title": self.title,
                "subject": "Quarterly return",
                "category": self.contents.marking,
                "keywords": self.contents.marking,
                "comments": f"Marking: {self.contents.marking}",
                "created": self.made_at,
            }
        )
        self.lines(self.sheet(shape.LINES))
        self.how_to(self.sheet(shape.HOW_TO, portrait=True))
        self.definitions(self.sheet(shape.DEFINITIONS, portrait=True))
        self.key(self.sheet(shape.KEY))
        self.book.close()
        return self.buffer.getvalue()

    def sheet(self, name: str, *, portrait: bool = False) -> Worksheet:
        """Add a protected sheet that prints with its marking on every page."""
        sheet = self.book.add_worksheet(name)
        sheet.protect("", dict(_PROTECTION))
        sheet.set_paper(_A4)
        sheet.set_portrait() if portrait else sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.8, bottom=0.8)
        marking = self.contents.marking.replace("&", "&&")
        sheet.set_header(f"&C{marking}")
        sheet.set_footer(f"&L&A&C{marking}&R&P / &N")
        sheet.hide_gridlines(0)
        return sheet

    def lines(self, sheet: Worksheet) -> None:
        """Write the sheet to fill in."""
        self.words(sheet, 0, 0, f"{self.contents.marking}. {self.title}", "title")
        top = shape.HEADINGS_ROW - 1
        for at, column in enumerate(COLUMNS):
            self.words(sheet, top, at, column.heading, "heading")
            hidden = {"hidden": True} if column.is_hidden else None
            sheet.set_column(at, at, column.width, None, hidden)
        for number, line in enumerate(self.contents.lines, start=top + 1):
            self.line(sheet, number, line)
        last = top + max(len(self.contents.lines), 1)
        for at, column in enumerate(COLUMNS):
            if not column.is_locked:
                sheet.data_validation(top + 1, at, last, at, _validation(column))
        sheet.freeze_panes(top + 1, 2)
        sheet.repeat_rows(0, top)
        sheet.repeat_columns(0, 0)
        sheet.print_area(0, 0, last, len(COLUMNS) - len(shape.HIDDEN) - 1)
        sheet.set_selection(top + 1, len(shape.GIVEN), top + 1, len(shape.GIVEN))

    def line(self, sheet: Worksheet, number: int, line: Line) -> None:
        """Write one row: what is given, what is written, and what ties it."""
        version = line.line.version
        held: dict[str, Held] = labelled({**line.given, **line.written})
        held |= {"key": line.key(version=version), "version": str(version)}
        for at, column in enumerate(COLUMNS):
            look = "given" if column.is_locked else "written"
            value = held[column.name]
            if isinstance(value, date):
                sheet.write_datetime(number, at, value, self.form(look, _DAY))
            elif value:
                self.words(sheet, number, at, value, look)
            else:
                number_format = _DAY if column.kind is Kind.DAY else _TEXT
                sheet.write_blank(number, at, None, self.form(look, number_format))

    def how_to(self, sheet: Worksheet) -> None:
        """Write the steps."""
        sheet.set_column(0, 0, 100)
        self.words(sheet, 0, 0, "How to fill in this workbook", "title")
        for number, words in enumerate(guide.how_to(self.contents), start=1):
            self.words(sheet, number, 0, words, "plain")

    def definitions(self, sheet: Worksheet) -> None:
        """Write what each word that can be chosen means."""
        for at, (heading, width) in enumerate(
            [("Column", 20), ("Word", 24), ("What it means", 90)]
        ):
            sheet.set_column(at, at, width)
            self.words(sheet, 0, at, heading, "heading")
        for number, row in enumerate(guide.definitions(), start=1):
            for at, words in enumerate(row):
                self.words(sheet, number, at, words, "bold" if at == 1 else "plain")
        sheet.freeze_panes(1, 0)

    def key(self, sheet: Worksheet) -> None:
        """Write what ties the file to its return, out of sight."""
        for number, (name, label) in enumerate(shape.KEY_ROWS):
            self.words(sheet, number, 0, label, "bold")
            self.words(sheet, number, 1, self.contents.facts[name], "plain")
        sheet.very_hidden()

    def words(
        self, sheet: Worksheet, row: int, column: int, text: str, look: str
    ) -> None:
        """Write a text as text, whatever it looks like."""
        write_text(sheet, row, column, text, self.form(look))


def write_workbook(contents: Contents, *, now: datetime) -> bytes:
    """Return the workbook as the bytes of an .xlsx file."""
    return _Writer(contents, now=now).write()


def _validation(column: Column) -> dict[str, object]:
    """Return what a spreadsheet offers and refuses in the cells of a column."""
    told = {"input_title": column.heading[:32], "input_message": column.hint}
    rule: dict[str, object] = {"error_title": column.heading[:32]}
    if column.kind is Kind.CHOICE:
        rule |= {"validate": "list", "source": list(column.labels.values())}
        rule["error_message"] = "Choose one of the list."
    elif column.kind is Kind.DAY:
        rule |= {"validate": "date", "criteria": "between"}
        rule |= {"minimum": _EARLIEST, "maximum": _LATEST}
        rule["error_message"] = "Type a date, such as 31/10/2026."
    else:
        rule |= {"validate": "length", "criteria": "<=", "value": column.most}
        rule["error_message"] = f"Use {column.most:,} characters or fewer."
    return rule | (told if column.hint else {})
