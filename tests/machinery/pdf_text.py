"""Reading a PDF back: its words, its tags and what they say."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf

#: Has no width: where a long word may be broken.
_ZERO_WIDTH_SPACE = "\u200b"


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def text_of(content: bytes) -> str:
    """Return every word of the pages in reading order, with single spaces."""
    with opened(content) as pdf:
        shown = " ".join(_page_text(page) for page in pdf.pages)
    return re.sub(r"\s+", " ", shown.replace(_ZERO_WIDTH_SPACE, ""))


def words_in(content: bytes, text: str) -> bool:
    """Say whether the document has all of the text, whatever its lines break at."""
    return _compact(text) in _compact(text_of(content))


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", text)


def tags_of(content: bytes) -> Counter[str]:
    """Return how often each kind of element is tagged."""
    with opened(content) as pdf:
        return Counter(_kinds(pdf.Root.StructTreeRoot.K))


def _kinds(node: Any) -> list[str]:
    if isinstance(node, pikepdf.Array):
        return [kind for each in node for kind in _kinds(each)]
    if not isinstance(node, pikepdf.Dictionary) or "/S" not in node:
        return []
    below = _kinds(node.K) if "/K" in node else []
    return [str(node.S).lstrip("/"), *below]


def _page_text(page: Any) -> str:
    """Return the words of a page, without what repeats on every one (artifacts)."""
    fonts = {str(name): _characters(font) for name, font in page.Resources.Font.items()}
    pieces, font = [], {}
    for name, operands in _not_repeated(page):
        if name == "Tf":
            font = fonts[str(operands[0])]
        elif name in ("Tj", "TJ"):
            pieces.append(_decoded(operands[0], font))
        else:
            pieces.append("\n")
    return "".join(pieces)


def _not_repeated(page: Any) -> Iterator[tuple[str, Any]]:
    """Give what chooses a font, shows text or begins a new piece of it."""
    marked: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            marked.append(str(operands[0]))
        elif name == "EMC":
            marked.pop()
        shows = name == "Tf" or "/Artifact" not in marked
        if shows and name in ("Tf", "Tj", "TJ", "BDC", "BT"):
            yield name, operands


def _decoded(shown: Any, font: dict[int, str]) -> str:
    strings = shown if isinstance(shown, pikepdf.Array) else [shown]
    text = ""
    for each in strings:
        if isinstance(each, pikepdf.String):
            code = bytes(each)
            pairs = [code[at : at + 2] for at in range(0, len(code), 2)]
            text += "".join(font.get(int.from_bytes(two), "?") for two in pairs)
    return text


def _characters(font: Any) -> dict[int, str]:
    """Read which character each glyph stands for, from the font's ToUnicode map."""
    words = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", words, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", words, re.DOTALL):
        triples = re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block)
        for first, last, text in triples:
            start = int(text, 16)
            for number, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(start + number)
    return found
