"""From a seal to the bytes of a paper, step by step."""

from collections.abc import Callable

from actions.choices import Marking
from assurance.meeting_choices import PackFormat, Part
from assurance.models import Seal
from assurance.pack.of_seal import paper_of
from assurance.pack.pdf import pack_pdf
from assurance.pack.tables import pack_csv, pack_xlsx
from assurance.pack.word import pack_docx
from assurance.selectors.seal_reading import read, readable
from assurance.selectors.seal_shapes import Sealed

READING = "Reading the seal"
SETTING = "Setting it"
STEPS = (READING, SETTING)


def make(
    seal: Seal, *, part: str, pack_format: str, report: Callable[[str], object]
) -> bytes:
    """Return the paper of a part in a format; ``report`` is told each step.

    The same seal gives the same bytes of PDF, whenever and wherever it is made.

    Raises:
        KeyError, ValueError: the seal is damaged.
    """
    report(READING)
    if pack_format in (PackFormat.PDF, PackFormat.WORD):
        written = paper_of(seal, Part(part))
        report(SETTING)
        return (
            pack_pdf(written) if pack_format == PackFormat.PDF else pack_docx(written)
        )
    sealed = read(seal)
    report(SETTING)
    return _data(sealed, part=part, pack_format=pack_format, sha256=seal.sha256)


def _data(sealed: Sealed, *, part: str, pack_format: str, sha256: str) -> bytes:
    """Return the data: of the open part without, of the closed one with all (R57)."""
    is_open = part == Part.OPEN
    shown = readable(sealed, None) if is_open else sealed
    marking = str((Marking.OFFICIAL if is_open else Marking.SENSITIVE).label)
    write = pack_xlsx if pack_format == PackFormat.WORKBOOK else pack_csv
    return write(shown, marking=marking, sha256=sha256)
