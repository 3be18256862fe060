"""How an upload leaves the house again: as a download, and never as a page."""

from pathlib import PurePath
from typing import IO
from urllib.parse import quote

from django.http import FileResponse

from hcss.kernel.filetypes import TYPES

_UNSAFE = set('"\\/:*?<>|;')


def handed_over(content: IO[bytes], *, name: str, media_type: str) -> FileResponse:
    """Return a file as an attachment of the type that was found in it.

    What is not among the kinds that are taken goes out as plain bytes. The name is
    the one it had, with the ending of what it is.
    """
    known = TYPES.get(media_type)
    kind = known.media_type if known else "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    extension = known.extension if known else ""
    stem = PurePath(name).stem
    return attachment(content, stem=stem, extension=extension, content_type=kind)


def attachment(
    content: IO[bytes], *, stem: str, extension: str, content_type: str
) -> FileResponse:
    """Return a file as a download that no browser opens as a page of ours."""
    response = FileResponse(content, as_attachment=True, content_type=content_type)
    response["Content-Disposition"] = _disposition(stem, extension)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _disposition(stem: str, extension: str) -> str:
    """Offer the whole name, and for old programs one in ASCII."""
    safe = "".join(
        each if each.isprintable() and each not in _UNSAFE else "_" for each in stem
    ).strip(" .")
    name = f"{safe or 'file'}{extension}"
    plain = "".join(each if each.isascii() else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
