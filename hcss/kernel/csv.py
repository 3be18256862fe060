"""Lists as CSV, for people who carry on in a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

MARKING = "OFFICIAL"
#: A spreadsheet would take such a cell for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, value: str) -> str:
        return value


def csv_response(
    filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """Return ``rows`` as a download named ``filename``, streamed.

    UTF-8 with a byte-order mark, so that Excel reads it. Text that a spreadsheet
    would run as a formula gets a leading apostrophe. The marking stands in the name
    of the file (R57): a line before the header would break what reads it. What is
    sensitive is in no export, so it is always the same.
    """
    writer = csv.writer(_Echo())

    def lines() -> Iterable[str]:
        yield "\ufeff" + writer.writerow(header)
        for row in rows:
            yield writer.writerow([cell(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    marked = f"{filename.removesuffix('.csv')}-{MARKING}.csv"
    response["Content-Disposition"] = f'attachment; filename="{marked}"'
    return response


def when(value: datetime | None) -> str:
    """Return a moment as a spreadsheet sorts it, in local time; nothing for none."""
    return timezone.localtime(value).isoformat(timespec="minutes") if value else ""


def cell(value: Any) -> str:
    """Return a value as a cell: text that looks like a formula gets an apostrophe."""
    text = "" if value is None else str(value)
    if isinstance(value, int):
        return text
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
