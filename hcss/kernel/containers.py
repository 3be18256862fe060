"""Documents that are ZIP archives inside: which one, and whether it may be opened.

Every entry is unpacked here once, within a limit, and thrown away: what an archive
says of its own sizes is not believed.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree as ET

Chunks = Iterator[bytes]

#: Nobody's evidence unpacks to more than this, or has more parts.
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 5_000
_MOST_XML = 1024 * 1024
_TYPE_LENGTH = 100
_CHUNK = 256 * 1024
_ENCRYPTED = 0x1
_LOCAL_HEADER = 30
#: The longest that may stand behind a part: its sizes, written afterwards.
_DESCRIPTOR = 24

_OFFICE = "application/vnd.openxmlformats-officedocument."
#: The type of the main part of an Office document, and of what that makes the file.
_MAIN_PARTS = {
    f"{_OFFICE}{each}.main+xml": f"{_OFFICE}{each}"
    for each in ("wordprocessingml.document", "presentationml.presentation")
} | {f"{_OFFICE}spreadsheetml.sheet.main+xml": f"{_OFFICE}spreadsheetml.sheet"}
_ODF = {
    f"application/vnd.oasis.opendocument.{each}"
    for each in ("text", "spreadsheet", "presentation")
}
_MACROS = re.compile(
    r"vbaproject|vbadata|macrosheets/|(^|/)activex/|^basic/|^scripts/|macroenabled",
    re.IGNORECASE,
)
_PROGRAMS = re.compile(
    r"\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|jar|lnk|"
    r"docm|dotm|xlsm|xltm|xlam|xlsb|pptm|potm|ppam|ppsm|html?|zip|7z|rar)$",
    re.IGNORECASE,
)
_NO_MACROS = "it holds macros. Save it without them, for example as PDF."
_ANOTHER = "it is an archive, and no document that is taken."
_BROKEN = "it is an archive that is broken, or holds something besides."
_BOMB = "it unpacks to far more than a document does."


class ContainerFault(Exception):
    """The archive is not taken. Its text ends a sentence: "… it holds macros."."""


def document_type(content: IO[bytes]) -> str:
    """Return the media type of an Office or OpenDocument file.

    Raises:
        ContainerFault: it is another archive, has macros or a password, is broken, or
            would unpack to more than a document does.
    """
    try:
        with zipfile.ZipFile(content) as archive:
            _refuse_shape(content, archive)
            _unpack_all(content, archive)
            return _odf_type(archive) or _office_type(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        raise ContainerFault(_BROKEN) from None
    except (OSError, ValueError, EOFError, ET.ParseError):
        raise ContainerFault(_BROKEN) from None


def _refuse_shape(content: IO[bytes], archive: zipfile.ZipFile) -> None:
    """Refuse by what the table of contents says, before anything is unpacked."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise ContainerFault("it has a password. Save it without one.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ContainerFault(_BOMB)
    size = content.seek(0, 2)
    end = archive.start_dir + sum(_table_length(part) for part in parts)
    content.seek(end)
    is_last = content.read(4) == b"PK\x05\x06" and size == end + 22
    if len(set(names)) != len(names) or not is_last or any(map(_is_outside, names)):
        raise ContainerFault(_BROKEN)
    if any(map(_MACROS.search, names)):
        raise ContainerFault(_NO_MACROS)
    if any(map(_PROGRAMS.search, names)):
        raise ContainerFault("it holds a program, a web page or another archive.")


def _table_length(part: zipfile.ZipInfo) -> int:
    name = part.orig_filename.encode("utf-8" if part.flag_bits & 0x800 else "cp437")
    return 46 + len(name) + len(part.extra) + len(part.comment)


def _is_outside(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or "\\" in name


def _unpack_all(content: IO[bytes], archive: zipfile.ZipFile) -> None:
    """Unpack every part and count: none is longer than it says, nothing lies between.

    The parts must follow one another from the first byte to the table of contents.
    """
    place, left = 0, MOST_UNPACKED
    for part in sorted(archive.infolist(), key=lambda each: each.header_offset):
        _refuse_gap(place, part.header_offset)
        place = _data_begins(content, part) + part.compress_size
        found = sum(map(len, _unpacked(content, part, most=left)))
        if found != part.file_size:
            raise ContainerFault(_BROKEN if found < part.file_size else _BOMB)
        left -= found
    _refuse_gap(place, archive.start_dir)


def _refuse_gap(end: int, begin: int) -> None:
    if begin < end:
        raise ContainerFault(_BOMB)
    if begin - end > _DESCRIPTOR * bool(end):
        raise ContainerFault(_BROKEN)


def _data_begins(content: IO[bytes], part: zipfile.ZipInfo) -> int:
    content.seek(part.header_offset)
    header = content.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
        raise ContainerFault(_BROKEN)
    name, extra = header[26:28], header[28:30]
    beyond = int.from_bytes(name, "little") + int.from_bytes(extra, "little")
    return part.header_offset + _LOCAL_HEADER + beyond


def _unpacked(content: IO[bytes], part: zipfile.ZipInfo, *, most: int) -> Chunks:
    """Yield what is in one part, up to a little more than ``most``."""
    content.seek(_data_begins(content, part))
    packed, found = part.compress_size, 0
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    is_stored = part.compress_type == zipfile.ZIP_STORED
    if not is_stored and part.compress_type != zipfile.ZIP_DEFLATED:
        raise ContainerFault(_BROKEN)
    while packed and found <= most:
        chunk = content.read(min(_CHUNK, packed))
        packed -= len(chunk)
        if not chunk:
            raise ContainerFault(_BROKEN)
        while chunk and found <= most:
            plain = chunk if is_stored else inflate.decompress(chunk, _CHUNK)
            chunk = b"" if is_stored else inflate.unconsumed_tail
            found += len(plain)
            yield plain
    if found > most:
        raise ContainerFault(_BOMB)


def _odf_type(archive: zipfile.ZipFile) -> str:
    """Return the type an OpenDocument file declares, or nothing if it is none."""
    first = archive.infolist()[:1]
    if (
        not first
        or first[0].filename != "mimetype"
        or first[0].file_size > _TYPE_LENGTH
    ):
        return ""
    media_type = archive.read(first[0]).decode("ascii")
    names = archive.namelist()
    if media_type not in _ODF or "content.xml" not in names:
        raise ContainerFault(_ANOTHER)
    manifest = _xml(archive, "META-INF/manifest.xml")
    tags = {element.tag.rpartition("}")[2] for element in manifest.iter()}
    if "encryption-data" in tags:
        raise ContainerFault("it has a password. Save it without one.")
    return media_type


def _office_type(archive: zipfile.ZipFile) -> str:
    """Return the type that the main part of an Office document gives it."""
    names = set(archive.namelist())
    if not {"[Content_Types].xml", "_rels/.rels"} <= names:
        raise ContainerFault(_ANOTHER)
    entries = list(_xml(archive, "[Content_Types].xml"))
    types = [entry.get("ContentType", "").strip() for entry in entries]
    if any(map(_MACROS.search, types)):
        raise ContainerFault(_NO_MACROS)
    main = {_MAIN_PARTS[each] for each in types if each in _MAIN_PARTS}
    if len(main) != 1:
        raise ContainerFault(_ANOTHER)
    return main.pop()


def _xml(archive: zipfile.ZipFile, name: str) -> ET.Element:
    """Read a small part as XML that refers to nothing, here or elsewhere."""
    try:
        part = archive.getinfo(name)
    except KeyError:
        raise ContainerFault(_BROKEN) from None
    text = archive.read(part) if part.file_size <= _MOST_XML else b""
    if not text or b"\x00" in text or b"<!DOCTYPE" in text.upper():
        raise ContainerFault(_BROKEN)
    return ET.fromstring(text)  # noqa: S314 -- no declarations, small
