"""Taking a workbook apart and putting it together again, as no program would."""

import struct
import zipfile
from io import BytesIO

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
WORKBOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook by name."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(
    parts: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return parts as one file."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, compression)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """Return a workbook in which one part is another, or new."""
    return packed(parts_of(data) | {name: content})


def without_part(data: bytes, name: str) -> bytes:
    """Return a workbook that lacks a part."""
    return packed({at: part for at, part in parts_of(data).items() if at != name})


def replaced(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook in one part of which something is written differently."""
    part = parts_of(data)[name]
    assert old in part
    return with_part(data, name, part.replace(old, new))


def declared_smaller(data: bytes, name: str, content: bytes) -> bytes:
    """Return a workbook with a part that says it unpacks to ten bytes, and lies."""
    whole = bytearray(with_part(data, name, content))
    told = struct.pack("<L", len(content))
    at = whole.find(told)
    while at >= 0:
        whole[at : at + 4] = struct.pack("<L", 10)
        at = whole.find(told, at + 4)
    return bytes(whole)


def flagged_encrypted(data: bytes) -> bytes:
    """Return a workbook whose parts say that they are encrypted."""
    whole = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.find(mark)
        while at >= 0:
            whole[at + offset] |= 1
            at = whole.find(mark, at + 4)
    return bytes(whole)
