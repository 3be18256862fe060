"""An agency with a return, the workbook that it downloads, and hands to fill it in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from openpyxl.utils import get_column_letter

from actions.choices import DeliveryStatus
from actions.models import Return, ReturnLine, Upload
from actions.services.workbooks import DryRun, check_workbook
from actions.workbooks.columns import COLUMNS, FIRST_ROW, HEADINGS_ROW, LINES
from actions.workbooks.contents import contents
from actions.workbooks.writing import write_workbook
from hcss.kernel.quarters import Quarter
from partnerships.models import User
from tests import factories as make

#: The letter of each column, by the name of its field.
LETTER = {
    column.name: get_column_letter(at) for at, column in enumerate(COLUMNS, start=1)
}
NUMBER = {column.name: at for at, column in enumerate(COLUMNS, start=1)}
ROW = FIRST_ROW
__all__ = ["HEADINGS_ROW", "LETTER", "NUMBER", "ROW", "Desk", "a_desk"]


@dataclass
class Desk:
    """One agency's return in Q2, with lines reported in Q1."""

    contact: User
    colleague: User
    quarterly_return: Return
    lines: list[ReturnLine]
    now: datetime

    def download(self, now: datetime | None = None) -> bytes:
        """Return the workbook as the agency gets it."""
        at = now or self.now
        fresh = Return.objects.with_agency().get(pk=self.quarterly_return.pk)
        found = contents(fresh, reader=self.contact, made_for=str(self.contact), now=at)
        return write_workbook(found, now=at)

    def filled(self, fill: Callable[[Any], None], data: bytes | None = None) -> bytes:
        """Return the workbook after ``fill`` was at its sheet of lines."""
        book = openpyxl.load_workbook(BytesIO(data or self.download()))
        fill(book[LINES])
        return saved(book)

    def check(self, data: bytes, name: str = "lines.xlsx") -> DryRun:
        """Upload a workbook."""
        fresh = Return.objects.with_agency().get(pk=self.quarterly_return.pk)
        return check_workbook(
            actor=self.contact,
            quarterly_return=fresh,
            file=ContentFile(data, name=name),
            now=self.now,
        )

    def refusal(self, data: bytes, name: str = "lines.xlsx") -> str:
        """Upload what is no workbook; return why it is refused."""
        with pytest.raises(ValidationError) as refused:
            self.check(data, name)
        return " ".join(refused.value.message_dict["file"])

    def words(self) -> list[dict[str, Any]]:
        """Return everything that is kept of the lines, to compare."""
        return list(
            ReturnLine.objects.filter(quarterly_return=self.quarterly_return)
            .order_by("pk")
            .values()
        )

    def upload(self) -> Upload:
        """Return the latest upload, with what its pages show."""
        return Upload.objects.with_people().order_by("-pk")[0]


def saved(book: openpyxl.Workbook) -> bytes:
    """Return a workbook as bytes."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def a_desk(now: datetime, count: int = 3) -> Desk:
    """Make an agency with ``count`` lines; each was on track in the quarter before."""
    agency = make.AgencyFactory(name="Wessex Council")
    contact = make.UserFactory(name="Connie Contact", contact=agency, employer=agency)
    colleague = make.UserFactory(name="Cora League", contact=agency, employer=agency)
    earlier = make.ReturnFactory(
        period=make.PeriodFactory(quarter=Quarter(2026, 1), closed=True),
        agency=agency,
        accepted=True,
    )
    current = make.ReturnFactory(agency=agency, draft=True)
    priority = make.PriorityFactory()
    lines = []
    for number in range(1, count + 1):
        action = make.ActionFactory(
            priority=priority,
            ref=f"P1-{number:03}",
            title=f"Agree plan {number}",
            lead_agency=agency,
            contact=contact,
            active=True,
        )
        make.ReturnLineFactory(
            quarterly_return=earlier,
            action=action,
            reported=DeliveryStatus.ON_TRACK,
            reported__progress=f"Draft {number} went out.",
        )
        lines.append(make.ReturnLineFactory(quarterly_return=current, action=action))
    return Desk(contact, colleague, current, lines, now)
