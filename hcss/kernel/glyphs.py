"""Which characters a font has, and how text reads that it cannot show."""

import struct
import unicodedata

#: A long word may be broken here without a sign.
_ZERO_WIDTH_SPACE = "\u200b"
#: The format of a character map that covers all of Unicode.
_GROUPS = 12


def covered_by(font: bytes) -> frozenset[int]:
    """Return the code points of a TrueType font, from its map of all Unicode."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = {}
    for number in range(count):
        tag, _, start, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        tables[tag] = start
    start = tables[b"cmap"]
    found: set[int] = set()
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        _, _, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * number)
        if struct.unpack_from(">H", font, start + offset)[0] == _GROUPS:
            found |= _groups(font, start + offset)
    return frozenset(found)


def shown_with(glyphs: frozenset[int], text: str, *, break_after: int) -> str:
    """Return the text so that a font with these glyphs can show all of it.

    A character it lacks is named in square brackets: an emoji is worth its name.
    What has no width and no meaning in print is left out. Words longer than
    ``break_after`` may be broken, without a sign.
    """
    composed = unicodedata.normalize("NFC", text)
    named = "".join(_shown(each, glyphs) for each in composed)
    return "".join(_breakable(part, break_after) for part in _parts(named))


def _groups(font: bytes, start: int) -> set[int]:
    """Read the groups of a map: from a first to a last code point."""
    found: set[int] = set()
    for number in range(struct.unpack_from(">L", font, start + 12)[0]):
        first, last, _ = struct.unpack_from(">LLL", font, start + 16 + 12 * number)
        found.update(range(first, last + 1))
    return found


def _shown(character: str, glyphs: frozenset[int]) -> str:
    if character in "\n ":
        return character
    if character in "\t\r\v\f\u2028\u2029":
        return " "
    if unicodedata.category(character) in ("Cc", "Cf"):
        return ""
    if ord(character) in glyphs:
        return character
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    return f"[{name.lower() if ' ' in name else name}]"


def _parts(text: str) -> list[str]:
    """Return the text cut between words, nothing left out."""
    parts, here = [], ""
    for character in text:
        if bool(here) and character.isspace() != here[-1].isspace():
            parts.append(here)
            here = ""
        here += character
    return [*parts, here]


def _breakable(part: str, after: int) -> str:
    if len(part) <= after or part.isspace():
        return part
    return _ZERO_WIDTH_SPACE.join(
        part[at : at + after] for at in range(0, len(part), after)
    )
