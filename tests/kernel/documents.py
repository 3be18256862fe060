"""Small files of every kind that is taken, as bytes, and ways to spoil them."""

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook

_OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": ("word/document.xml", f"{_OFFICE}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_OFFICE}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{_OFFICE}presentationml.presentation.main+xml"),
}
ODF = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
MANIFEST = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def pdf(*, inside: bytes = b"", after: bytes = b"") -> bytes:
    body = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n" + inside
    return body + b"\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n" + after


def png(*, after: bytes = b"", text: bytes = b"") -> bytes:
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))]
    if text:
        chunks.append((b"tEXt", b"Comment\0" + text))
    chunks += [(b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    parts = (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + after


def jpeg(*, inside: bytes = b"\x12" * 40) -> bytes:
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + inside + b"\xff\xd9"


def archive(parts: dict[str, bytes | str], *, stored: tuple[str, ...] = ()) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            packed.writestr(name, content, how)
    return made.getvalue()


def types(*content_types: str) -> str:
    overrides = "".join(
        f'<Override PartName="/part{number}" ContentType="{each}"/>'
        for number, each in enumerate(content_types)
    )
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<?xml version="1.0"?><Types xmlns="{space}">{overrides}</Types>'


def office(kind: str, **more: bytes | str) -> bytes:
    """Make a DOCX, XLSX or PPTX; ``more`` are parts beside or in place of its own."""
    part, content_type = MAIN[kind]
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": types(content_type),
        "_rels/.rels": "<Relationships/>",
        part: "<main/>",
    }
    return archive(parts | more)


def odf(kind: str, **more: bytes | str) -> bytes:
    parts: dict[str, bytes | str] = {
        "mimetype": f"application/vnd.oasis.opendocument.{ODF[kind]}",
        "content.xml": "<content/>",
        "META-INF/manifest.xml": MANIFEST,
    }
    return archive(parts | more, stored=("mimetype",))


def workbook() -> bytes:
    """Return a workbook as a program writes it."""
    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


def encrypted(content: bytes) -> bytes:
    """Set the mark of encryption on every part of an archive."""
    spoiled = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = spoiled.find(mark)
        while at >= 0:
            spoiled[at + place] |= 1
            at = spoiled.find(mark, at + 4)
    return bytes(spoiled)


def bomb(size: int, *, says: int | None = None) -> bytes:
    """Make a DOCX with a part of so many noughts; it may say another size."""
    content = office("docx", **{"word/media/image1.png": bytes(size)})
    if says is None:
        return content
    return content.replace(struct.pack("<I", size), struct.pack("<I", says))
