"""Ways to write the texts of papers."""

from datetime import datetime

from assurance.services.written_parts import write_part
from tests import factories as make
from tests.handling.writing import officer, writes


@writes("assurance.WrittenPart.text")
def _write_part(text: str, now: datetime) -> None:
    write_part(
        actor=officer(),
        period=make.PeriodFactory(),
        code="summary",
        text=text,
        version=0,
        now=now,
    )
