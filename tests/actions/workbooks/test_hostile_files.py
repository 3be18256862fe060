"""Files that are no workbook of ours, or are meant to do harm: refused in words."""

import resource
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from actions.models import Upload
from actions.return_choices import UploadState
from actions.workbooks import opening
from hcss.kernel.models import AuditEvent
from tests.actions.workbooks.desk import Desk, a_desk
from tests.actions.workbooks.packing import (
    SHEET,
    STRINGS,
    TYPES,
    WORKBOOK,
    declared_smaller,
    flagged_encrypted,
    packed,
    parts_of,
    replaced,
    with_part,
    without_part,
)

pytestmark = pytest.mark.django_db

Spoil = Callable[[bytes], bytes]
CASES: list[tuple[str, Spoil, str]] = []
NOT_EXCEL = f"This is not an Excel workbook (.xlsx). {opening.SAVE_AS}"
MACROS = "The workbook holds macros. Save it without them, as .xlsx."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
MEGABYTE = 1024 * 1024
DTD = b'<?xml version="1.0"?><!DOCTYPE x [%s]><worksheet>%s</worksheet>'
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.fixture
def desk(now: datetime) -> Desk:
    return a_desk(now, count=1)


def hostile(name: str, words: str) -> Callable[[Spoil], Spoil]:
    def note(spoil: Spoil) -> Spoil:
        CASES.append((name, spoil, words))
        return spoil

    return note


def a_sheet(rows: bytes) -> bytes:
    return b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (NAMESPACE, rows)


def add(name: str, words: str, spoil: Spoil) -> None:
    hostile(name, words)(spoil)


add("empty", "The file is empty.", lambda data: b"")
add("text", NOT_EXCEL, lambda data: b"Reference,Action\nP1-001,Agree plan\n")
add("a web page", NOT_EXCEL, lambda data: b"<html><table></table></html>")
add(
    "an old workbook",
    f"This is an old kind of workbook (.xls). {opening.SAVE_AS}",
    lambda data: OLE,
)
add(
    "a password",
    opening.ENCRYPTED,
    lambda data: OLE + "EncryptedPackage".encode("utf-16-le"),
)
add("encrypted parts", opening.ENCRYPTED, flagged_encrypted)
add("truncated", opening.DAMAGED, lambda data: data[: len(data) // 2])
add("only the beginning", opening.DAMAGED, lambda data: data[:10])
add(
    "spoiled in the middle",
    opening.DAMAGED,
    lambda data: data[:400] + b"\0" * 200 + data[600:],
)
add(
    "another kind of package",
    NOT_EXCEL,
    lambda data: packed({"word/document.xml": b"<document/>"}),
)
add("an empty package", NOT_EXCEL, lambda data: packed({}))
add(
    "a document",
    NOT_EXCEL,
    lambda data: packed({TYPES: b"<Types/>", "word/document.xml": b"<document/>"}),
)
add(
    "OpenDocument",
    f"This is an OpenDocument file (.ods). {opening.SAVE_AS}",
    lambda data: packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": b"<x/>",
        }
    ),
)
add(
    "a binary workbook",
    f"This is a binary workbook (.xlsb). {opening.SAVE_AS}",
    lambda data: packed({TYPES: b"<Types/>", "xl/workbook.bin": b"x"}),
)
add("macros", MACROS, lambda data: with_part(data, "xl/vbaProject.bin", b"x"))
add(
    "old macros",
    MACROS,
    lambda data: with_part(data, "xl/macrosheets/sheet1.xml", b"<x/>"),
)
add(
    "external links",
    "The workbook holds links to other files. Break them first.",
    lambda data: with_part(data, "xl/externalLinks/externalLink1.xml", b"<x/>"),
)
add(
    "a connection",
    "The workbook fetches data from elsewhere. Remove that first.",
    lambda data: with_part(data, "xl/connections.xml", b"<x/>"),
)
add(
    "an embedded file",
    "The workbook holds other files. Take them out first.",
    lambda data: with_part(data, "xl/embeddings/oleObject1.bin", b"x"),
)
add(
    "controls",
    "The workbook holds controls. Take them out first.",
    lambda data: with_part(data, "xl/activeX/activeX1.bin", b"x"),
)
add(
    "a path that leads out",
    opening.STRANGE,
    lambda data: with_part(data, "../../etc/cron.d/x", b"x"),
)
add(
    "an absolute path",
    opening.STRANGE,
    lambda data: with_part(data, "/etc/passwd", b"x"),
)
add(
    "a path of Windows",
    opening.STRANGE,
    lambda data: with_part(data, "xl\\..\\..\\x", b"x"),
)
add(
    "too many parts",
    opening.STRANGE,
    lambda data: packed(parts_of(data) | {f"xl/x{n}.xml": b"" for n in range(300)}),
)
add(
    "packed with bzip2",
    opening.STRANGE,
    lambda data: packed(parts_of(data), compression=zipfile.ZIP_BZIP2),
)
add(
    "packed with LZMA",
    opening.STRANGE,
    lambda data: packed(parts_of(data), compression=zipfile.ZIP_LZMA),
)
add(
    "a bomb",
    opening.TOO_BIG,
    lambda data: with_part(data, "xl/media/image1.png", b"\0" * 300 * MEGABYTE),
)
add(
    "a bomb of many parts",
    opening.TOO_BIG,
    lambda data: packed(
        parts_of(data) | {f"xl/x{n}.xml": b"0123456789" * 104_000 for n in range(60)}
    ),
)
add(
    "a bomb that lies",
    opening.DAMAGED,
    lambda data: declared_smaller(data, "xl/media/x.png", b"\0" * 30 * MEGABYTE),
)
add(
    "a bomb among the words",
    opening.TOO_BIG,
    lambda data: with_part(
        data, STRINGS, b"<sst>%s</sst>" % (b"<si><t>x</t></si>" * 1_000_000)
    ),
)
add(
    "billion laughs",
    opening.DAMAGED,
    lambda data: with_part(
        data,
        SHEET,
        DTD
        % (
            b'<!ENTITY a "ha">'
            + b"".join(
                b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10)
                for n in range(9)
            ),
            b"&j;",
        ),
    ),
)
add(
    "an external entity",
    opening.DAMAGED,
    lambda data: with_part(
        data, SHEET, DTD % (b'<!ENTITY x SYSTEM "file:///etc/passwd">', b"&x;")
    ),
)
add(
    "an external definition",
    opening.DAMAGED,
    lambda data: with_part(
        data,
        WORKBOOK,
        b'<!DOCTYPE workbook SYSTEM "http://127.0.0.1/x.dtd"><workbook/>',
    ),
)
add("no XML", opening.DAMAGED, lambda data: with_part(data, SHEET, b"not XML"))
add(
    "an unknown encoding",
    opening.DAMAGED,
    lambda data: with_part(
        data, SHEET, b'<?xml version="1.0" encoding="klingon"?><worksheet/>'
    ),
)
add(
    "an unclosed sheet",
    opening.DAMAGED,
    lambda data: with_part(data, SHEET, b"<worksheet><sheetData>"),
)
add("a missing sheet", opening.DAMAGED, lambda data: without_part(data, SHEET))
add("a missing workbook", NOT_EXCEL, lambda data: without_part(data, WORKBOOK))
add(
    "a workbook of another kind",
    NOT_EXCEL,
    lambda data: with_part(data, WORKBOOK, b"<html/>"),
)
add("missing words", opening.DAMAGED, lambda data: without_part(data, STRINGS))
add(
    "nested without end",
    opening.TOO_BIG,
    lambda data: with_part(data, SHEET, b"<x>" * 100_000 + b"</x>" * 100_000),
)
add(
    "a million rows",
    "The sheet “Lines” goes on below row 2,000. Delete what stands there, or copy "
    "your words into a fresh download.",
    lambda data: with_part(
        data,
        SHEET,
        a_sheet(
            b"".join(
                b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n)
                for n in range(1, 600_001)
            )
        ),
    ),
)
add(
    "a million empty rows",
    opening.TOO_BIG,
    lambda data: with_part(
        data,
        SHEET,
        a_sheet(b"".join(b'<row r="%d"/>' % n for n in range(1, 1_000_001))),
    ),
)
add(
    "16,384 columns",
    "The sheet “Lines” goes on beyond column CV. Delete what stands there, or copy "
    "your words into a fresh download.",
    lambda data: with_part(
        data, SHEET, a_sheet(b'<row r="2">' + b"<c><v>1</v></c>" * 16_384 + b"</row>")
    ),
)
add(
    "a cell twice",
    opening.DAMAGED,
    lambda data: with_part(
        data,
        SHEET,
        a_sheet(b'<row r="3"><c r="A3"><v>1</v></c><c r="A3"><v>2</v></c></row>'),
    ),
)
add(
    "an address that is none",
    opening.DAMAGED,
    lambda data: with_part(
        data, SHEET, a_sheet(b'<row r="3"><c r="?"><v>1</v></c></row>')
    ),
)
add(
    "words that are not there",
    opening.DAMAGED,
    lambda data: with_part(
        data, SHEET, a_sheet(b'<row r="3"><c r="A3" t="s"><v>999999</v></c></row>')
    ),
)
add(
    "a row number without end",
    opening.DAMAGED,
    lambda data: with_part(data, SHEET, a_sheet(b'<row r="%s"/>' % (b"9" * 5_000))),
)


def test_every_kind_of_harm_has_its_own_name() -> None:
    assert len({name for name, _, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [pytest.param(spoil, words, id=name) for name, spoil, words in CASES],
)
def test_it_is_refused_in_words_and_not_kept(
    desk: Desk, spoil: Spoil, words: str
) -> None:
    data, before = spoil(desk.download()), desk.words()

    started = time.process_time()
    with pytest.raises(ValidationError) as refusal:
        desk.check(data)

    assert time.process_time() - started < 5  # on the processor: machines are shared
    assert refusal.value.message_dict == {"file": [words]}
    assert desk.words() == before
    upload = Upload.objects.get()
    assert (upload.state, upload.file.name) == (UploadState.REFUSED, "")
    assert [each["text"] for each in upload.findings] == [words]
    assert AuditEvent.objects.get().verb == "actions.workbook_refused"


def test_a_file_that_is_too_large_is_not_even_looked_at(desk: Desk, settings) -> None:
    settings.WORKBOOK_MOST_BYTES = 2048

    assert desk.refusal(desk.download() + b"\0" * 2048) == (
        "The file is larger than 2 KB. A return never is: copy your words into a fresh "
        "download."
    )


def test_the_worst_files_take_little_memory(desk: Desk) -> None:
    """What is looked at in one process: 200 MB are enough for the worst of them."""
    worst = ("a bomb", "a bomb among the words", "a million empty rows")
    spoiled = [spoil(desk.download()) for name, spoil, _ in CASES if name in worst]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for data in spoiled:
        desk.refusal(data)

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 200 * 1024


def test_a_name_that_is_no_name_is_made_one(desk: Desk) -> None:
    run = desk.check(desk.download(), name="../../x\r\n" + "y" * 300 + ".xlsx")

    assert run.upload.file_name.endswith("y.xlsx")
    assert len(run.upload.file_name) == 200
    assert run.upload.file.name.startswith("workbooks/2026/")


def test_what_stands_in_a_part_that_is_not_read_does_no_harm(desk: Desk) -> None:
    data = with_part(desk.download(), "xl/theme/theme9.xml", b"<!DOCTYPE x>nonsense")

    assert desk.check(data).check.findings == []


@pytest.mark.parametrize("length", [0, 1, 100, 5_000])
def test_a_file_cut_anywhere_is_refused(desk: Desk, length: int) -> None:
    assert desk.refusal(desk.download()[:length]) in (
        opening.DAMAGED,
        NOT_EXCEL,
        "The file is empty.",
    )


def test_a_workbook_in_the_strict_dialect_is_read(desk: Desk) -> None:
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    usual = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = {
        name: part.replace(usual, strict)
        for name, part in parts_of(desk.download()).items()
    }

    assert desk.check(packed(parts)).check.findings == []


def test_a_workbook_that_counts_days_from_1904_is_read(desk: Desk) -> None:
    data = replaced(
        desk.download(), WORKBOOK, b"<workbookPr ", b'<workbookPr date1904="1" '
    )

    found = desk.check(data).check.findings

    assert [(each.column, each.row) for each in found] == [("C", 3)]


def test_the_package_is_opened_as_it_is_named(desk: Desk) -> None:
    with zipfile.ZipFile(BytesIO(desk.download())) as package:
        assert package.testzip() is None
