"""What a file is, by its content. Its name says nothing that is believed.

A short list of kinds is taken; each has a check of its own that the whole file is
that and nothing besides: no second file behind it, no page hidden inside.
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

import puremagic

from hcss.kernel import containers
from hcss.kernel.containers import ContainerFault

_HEAD = 8192
_TAIL = 1024
_CHUNK = 256 * 1024
#: The longest marker below, so that none is missed where two chunks meet.
_OVERLAP = 64


@dataclass(frozen=True)
class FileType:
    """A kind of file that is taken: how it is served, offered and called."""

    media_type: str
    extension: str
    label: str


class UnfitFile(Exception):
    """The file is not taken. Its text ends the sentence "“name” is not taken: …"."""


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
PDF = FileType("application/pdf", ".pdf", "PDF")
PNG = FileType("image/png", ".png", "PNG")
JPEG = FileType("image/jpeg", ".jpg", "JPEG")
TEXT = FileType("text/plain", ".txt", "plain text")
CSV = FileType("text/csv", ".csv", "CSV")
DOCUMENTS = (
    FileType(f"{_OFFICE}wordprocessingml.document", ".docx", "Word (DOCX)"),
    FileType(f"{_OFFICE}spreadsheetml.sheet", ".xlsx", "Excel (XLSX)"),
    FileType(f"{_OFFICE}presentationml.presentation", ".pptx", "PowerPoint (PPTX)"),
    FileType(f"{_ODF}text", ".odt", "OpenDocument (ODT, ODS, ODP)"),
    FileType(f"{_ODF}spreadsheet", ".ods", "OpenDocument (ODT, ODS, ODP)"),
    FileType(f"{_ODF}presentation", ".odp", "OpenDocument (ODT, ODS, ODP)"),
)
TYPES: dict[str, FileType] = {
    each.media_type: each for each in (PDF, PNG, JPEG, *DOCUMENTS, TEXT, CSV)
}
#: "PDF, PNG, JPEG, Word (DOCX), … and CSV", for those who choose a file.
TAKEN = " and ".join(
    ", ".join(dict.fromkeys(each.label for each in TYPES.values())).rsplit(", ", 1)
)

#: What a browser could take for a page, and a server for a program.
_MARKUP = re.compile(
    rb"<(?:html|script|iframe|body)[\s>/]|<svg[\s>/]|<!doctype\s+html"
    rb"|<\?php|<\?xml-stylesheet",
    re.IGNORECASE,
)
_PROGRAM = re.compile(rb"#!|@echo\b|\{\\rtf|%!PS|MIME-Version:|<\?xml", re.IGNORECASE)
#: Plain text has no mark of its own: only what calls itself text is taken for it.
_TEXT_NAMES = {".txt": TEXT, ".csv": CSV, "": TEXT}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def detect(content: IO[bytes], *, name: str) -> FileType:
    """Return what the file is; reads all of it and leaves it at its beginning.

    Raises:
        UnfitFile: it is empty, of no kind that is taken, or not only that.
    """
    try:
        content.seek(0)
        head = content.read(_HEAD)
        if not head:
            raise UnfitFile("it is empty.")
        for mark, check in _CHECKS:
            if head.startswith(mark):
                return check(content)
        return _as_text(content, head, name)
    except ContainerFault as fault:
        raise UnfitFile(str(fault)) from None
    finally:
        content.seek(0)


def _as_pdf(content: IO[bytes]) -> FileType:
    _, end, after = _tail(content).rpartition(b"%%EOF")
    if not end:
        raise UnfitFile("it is a PDF that breaks off before its end.")
    _refuse_markup(content)
    _refuse_archive(content)
    if after.strip(b"\x00 \t\r\n\f\x1a"):
        raise UnfitFile("it is a PDF that holds something besides, after its end.")
    return PDF


def _as_png(content: IO[bytes]) -> FileType:
    """Walk the chunks: the last one must be IEND, with nothing behind it."""
    size = content.seek(0, 2)
    place, kind = 8, b""
    while place + 12 <= size and kind != b"IEND":
        content.seek(place)
        length = int.from_bytes(content.read(4), "big")
        kind = content.read(4)
        place += 12 + length
    if kind != b"IEND" or place != size:
        raise UnfitFile("it is a PNG that is broken, or holds something besides.")
    _refuse_markup(content)
    return PNG


def _as_jpeg(content: IO[bytes]) -> FileType:
    _refuse_markup(content)
    _refuse_archive(content)
    if not any(b"\xff\xd9" in chunk for chunk in _chunks(content)):
        raise UnfitFile("it is a JPEG that breaks off before its end.")
    return JPEG


def _as_document(content: IO[bytes]) -> FileType:
    return TYPES[containers.document_type(content)]


def _as_text(content: IO[bytes], head: bytes, name: str) -> FileType:
    """Take UTF-8 text that calls itself so, and in which nothing else begins."""
    kind = _TEXT_NAMES.get(PurePath(name).suffix.lower())
    if kind is None or _PROGRAM.match(head.lstrip(b"\xef\xbb\xbf \t\r\n")):
        raise UnfitFile(_what_it_looks_like(head, name))
    content.seek(0)
    try:
        text = content.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnfitFile(_what_it_looks_like(head, name)) from None
    if not text.strip():
        raise UnfitFile("it is empty.")
    if _CONTROL.search(text):
        raise UnfitFile("it holds characters that are not text.")
    _refuse_markup(content)
    return kind


_CHECKS: tuple[tuple[bytes, Callable[[IO[bytes]], FileType]], ...] = (
    (b"%PDF-", _as_pdf),
    (b"\x89PNG\r\n\x1a\n", _as_png),
    (b"\xff\xd8\xff", _as_jpeg),
    (b"PK\x03\x04", _as_document),
)
#: What is often tried, in our own words; puremagic knows the rest.
_KNOWN = (
    (
        bytes.fromhex("D0CF11E0A1B11AE1"),
        (
            "it is an Office file in the old format, or one with a password. Save it "
            "as DOCX, XLSX, PPTX or PDF without a password."
        ),
    ),
    (b"MZ", "it is a program for Windows."),
    (b"\x7fELF", "it is a program for Linux."),
    (b"#!", "it is a script."),
    (b"GIF8", "it is a GIF. Save it as PNG."),
    (b"<!doctype html", "it is a web page. Print it to PDF."),
    (b"\xff\xfe", "it is not text in UTF-8. Save it as “UTF-8” or “CSV UTF-8”."),
    (b"\xfe\xff", "it is not text in UTF-8. Save it as “UTF-8” or “CSV UTF-8”."),
)
#: Below this, what puremagic says is a guess.
_SURE = 0.6


def _what_it_looks_like(head: bytes, name: str) -> str:
    """Say in words what was found instead of something that is taken."""
    for mark, words in _KNOWN:
        if head[: len(mark)].lower() == mark.lower():
            return words
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        found = []
    if found and found[0].confidence >= _SURE and found[0].name:
        return f"it looks like this: {found[0].name}."
    if PurePath(name).suffix.lower() in _TEXT_NAMES:
        return "it is not text in UTF-8. Save it as “UTF-8” or “CSV UTF-8”."
    return "it is none of the kinds that are taken."


def _refuse_markup(content: IO[bytes]) -> None:
    if any(_MARKUP.search(chunk) for chunk in _chunks(content)):
        raise UnfitFile("it holds a web page or a script.")


def _refuse_archive(content: IO[bytes]) -> None:
    content.seek(0)
    if zipfile.is_zipfile(content):
        raise UnfitFile("it holds a second file, an archive.")


def _tail(content: IO[bytes]) -> bytes:
    size = content.seek(0, 2)
    content.seek(max(0, size - _TAIL))
    return content.read()


def _chunks(content: IO[bytes]) -> "containers.Chunks":
    """Read it from the beginning, each part with the end of the one before."""
    content.seek(0)
    before = b""
    while part := content.read(_CHUNK):
        yield before + part
        before = part[-_OVERLAP:]
