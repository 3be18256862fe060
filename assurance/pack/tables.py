"""The data of a pack: as a workbook of tables, and as CSV files in one archive."""

import csv
import zipfile
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

from assurance.pack.figures import HEADS, figures
from assurance.selectors.seal_shapes import Sealed
from assurance.selectors.sealed_lists import SealedList, sealed_lists
from hcss.kernel.csv import cell, when
from hcss.kernel.spreadsheets import Book
from hcss.kernel.templatetags.show import moment

#: A spreadsheet takes no longer name for a sheet.
_LONGEST_NAME = 31
#: Archives know no year before this one; it is the same for the same seal.
_DATED = (1980, 1, 1, 0, 0, 0)


def pack_xlsx(sealed: Sealed, *, marking: str, sha256: str) -> bytes:
    """Return the sealed data as a workbook: about it, its figures, and each list."""
    title = f"{sealed.group}: position of {sealed.quarter_label}"
    book = Book(title=title, marking=marking, made_at=sealed.sealed_at)
    book.table("About", caption=title, heads=_ABOUT, rows=_about(sealed, sha256))
    book.table("Figures", caption="Figures", heads=HEADS, rows=figures(sealed))
    for each in sealed_lists(sealed):
        book.table(
            each.title[:_LONGEST_NAME],
            caption=each.title,
            heads=[column.label for column in each.columns],
            rows=_rows(each),
        )
    return book.made()


def pack_csv(sealed: Sealed, *, marking: str, sha256: str) -> bytes:
    """Return the sealed data as CSV files, one a list, in a ZIP archive."""
    buffer = BytesIO()
    files: dict[str, tuple[Any, Any]] = {
        "about": (_ABOUT, _about(sealed, sha256)),
        "figures": (HEADS, figures(sealed)),
    }
    for each in sealed_lists(sealed):
        files[each.code] = ([column.label for column in each.columns], _rows(each))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (heads, rows) in files.items():
            entry = zipfile.ZipInfo(f"{name}-{marking}.csv", _DATED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _written(heads, rows))
    return buffer.getvalue()


_ABOUT = ("What", "Answer")


def _about(sealed: Sealed, sha256: str) -> list[tuple[str, Any]]:
    return [
        ("Group", sealed.group),
        ("Agreement", sealed.agreement),
        ("Quarter", sealed.quarter_label),
        ("Position as at", moment(sealed.sealed_at)),
        ("Sealed by", f"{sealed.sealed_by}, {sealed.sealed_by_post}".rstrip(", ")),
        ("SHA-256 of the sealed position", sha256),
        *(
            (f"Scale “{scale.name}”: {level.label}", level.definition)
            for scale in sealed.scales
            for level in scale.levels
        ),
    ]


def _rows(listed: SealedList) -> list[list[Any]]:
    return [[row[column.key] for column in listed.columns] for row in listed.rows]


def _written(heads: Any, rows: Any) -> bytes:
    """Return a CSV file as every other export of ours is: UTF-8 that Excel reads."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([cell(_plain(value)) for value in row])
    return ("\ufeff" + text.getvalue()).encode()


def _plain(value: Any) -> Any:
    """Return a value as a spreadsheet sorts it: moments in local time."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return when(value)
    return value
