"""What an answer says, whatever kind of file it is."""

import io
import zipfile
from typing import Any

import pikepdf


def text_of(response: Any) -> str:
    """Return all that could be read in an answer."""
    body = (
        b"".join(response.streaming_content) if response.streaming else response.content
    )
    release(response)
    kind = response.headers.get("Content-Type", "")
    said = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    if kind.startswith("application/pdf"):
        return f"{said} {_pdf(body)}"
    if body[:2] == b"PK":
        return f"{said} {_packed(body)}"
    return f"{said} {body.decode(errors='replace')}"


def release(response: Any) -> None:
    """Close the file of an answer, and not the connection to the database with it."""
    for close in response._resource_closers:
        close()


def _packed(body: bytes) -> str:
    """Return what is in a spreadsheet or a document: both are packed files."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return " ".join(
            f"{name} {packed.read(name).decode(errors='replace')}"
            for name in packed.namelist()
        )


def _pdf(body: bytes) -> str:
    """Return the text of a PDF and of its description."""
    with pikepdf.open(io.BytesIO(body)) as pdf:
        words = [all_of(page) for page in pdf.pages]
        about = [str(value) for value in pdf.docinfo.values()]
        streams = [
            bytes(each.read_bytes()).decode(errors="replace")
            for each in pdf.objects
            if isinstance(each, pikepdf.Stream) and _is_text(each)
        ]
    return " ".join([*words, *about, *streams])


def _is_text(stream: Any) -> bool:
    return str(stream.get("/Type", "")) in ("/Metadata", "/EmbeddedFile")


def all_of(page: Any) -> str:
    """Return all that is written on a page, also what repeats on every one."""
    fonts = page.resources.get("/Font", {})
    maps = {name: _letters(font) for name, font in dict(fonts).items()}
    said, letters = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = maps.get(str(operands[0]), {})
        elif str(operator) in ("Tj", "TJ"):
            shown = operands[0]
            pieces = shown if isinstance(shown, pikepdf.Array) else [shown]
            said += [
                _read(bytes(each), letters)
                for each in pieces
                if isinstance(each, pikepdf.String)
            ]
        elif str(operator) in ("Td", "TD", "T*", "ET"):
            said.append("")
    return "".join(said)


def _read(codes: bytes, letters: dict[int, str]) -> str:
    pairs = zip(codes[::2], codes[1::2], strict=False)
    return "".join(letters.get(high * 256 + low, "") for high, low in pairs)


def _letters(font: Any) -> dict[int, str]:
    """Return what each code of a font stands for, from its map to Unicode."""
    if "/ToUnicode" not in font:
        return {}
    found: dict[int, str] = {}
    is_range = False
    for line in font["/ToUnicode"].read_bytes().decode().splitlines():
        is_range = (is_range or "beginbfrange" in line) and "endbfrange" not in line
        codes = line.replace("<", " ").replace(">", " ").split()
        if "[" in line or not all(
            set(each) <= set("0123456789abcdefABCDEF") for each in codes
        ):
            continue
        if is_range and len(codes) == 3:
            first, last, letter = (int(each, 16) for each in codes)
            found |= {
                code: chr(letter + code - first) for code in range(first, last + 1)
            }
        elif len(codes) == 2:
            found[int(codes[0], 16)] = bytes.fromhex(codes[1]).decode("utf-16-be")
    return found
