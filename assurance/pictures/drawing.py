"""Writing SVG: elements, texts and nothing else.

Presentation attributes only: no style, no script, nothing fetched from elsewhere. What
people typed is always a text, and never markup.
"""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

#: In user units; 100 of them are about 25 mm on paper.
WIDTH = 680
FONT = "'Source Sans 3', Arial, sans-serif"
INK, FAINT = "#0b0c0c", "#8f9498"
SIZE, SMALL = 15, 13
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NARROW = frozenset("iljtfrI.,:;'’|!()[]/ -")
_BROAD = frozenset("mwMW@%—…")
_ELLIPSIS = "…"


def element(name: str, *inside: str, **attributes: object) -> str:
    """Return an element; ``_`` in a name of an attribute is written as ``-``."""
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(clean(_number(value)))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{''.join(inside)}</{name}>" if inside else f"<{name}{said}/>"


def clean(text: str) -> str:
    """Return a text that XML can hold: what it cannot becomes a replacement mark."""
    return _NOT_XML.sub("\ufffd", text)


def words(
    said: str,
    *,
    x: float,
    y: float,
    size: int = SIZE,
    fill: str = INK,
    anchor: str | None = None,
    weight: str | None = None,
    behind: str | None = None,
) -> str:
    """Return a text; ``behind`` is a colour round it, on a pattern."""
    return element(
        "text",
        escape(clean(said)),
        x=x,
        y=y,
        font_size=size,
        fill=fill,
        text_anchor=anchor,
        font_weight=weight,
        stroke=behind,
        stroke_width=4 if behind else None,
        stroke_linejoin="round" if behind else None,
        paint_order="stroke" if behind else None,
    )


def picture(
    *, key: str, title: str, description: str, height: float, inside: Iterable[str]
) -> str:
    """Return the whole drawing, named by its title and its description."""
    names = (f"{key}-title", f"{key}-description")
    return element(
        "svg",
        element("title", escape(clean(title)), id=names[0]),
        element("desc", escape(clean(description)), id=names[1]),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {_number(height)}",
        width=WIDTH,
        height=height,
        font_family=FONT,
        role="img",
        aria_labelledby=" ".join(names),
    )


def width_of(text: str, size: int = SIZE) -> float:
    """Return about how wide a text is; rather too much than too little."""
    return sum(_width(letter) for letter in text) * size


def fitted(text: str, *, width: float, size: int = SIZE, lines: int = 1) -> list[str]:
    """Return a text in at most so many lines; what is too long ends in an ellipsis.

    The whole of it stands in the picture's table.
    """
    found: list[str] = []
    rest = " ".join(clean(text).split())
    while rest and len(found) < lines:
        is_last = len(found) == lines - 1
        line, rest = _line(rest, width, size, is_last=is_last)
        found.append(line)
    return found


def _line(text: str, width: float, size: int, *, is_last: bool) -> tuple[str, str]:
    """Return what fits in one line, broken between words, and what is left."""
    if width_of(text, size) <= width:
        return text, ""
    room = width - (width_of(_ELLIPSIS, size) if is_last else 0)
    place = _that_fit(text, room, size)
    space = text.rfind(" ", 0, place + 1)
    if space > place // 2:
        place = space
    line = text[:place].rstrip()
    return (f"{line}{_ELLIPSIS}", "") if is_last else (line, text[place:].lstrip())


def _that_fit(text: str, room: float, size: int) -> int:
    taken = 0.0
    for place, letter in enumerate(text):
        taken += _width(letter) * size
        if taken > room:
            return max(place, 1)
    return len(text)


def _width(letter: str) -> float:
    if letter in _NARROW:
        return 0.31
    if letter in _BROAD:
        return 0.95
    if ord(letter) > 0x2E80:  # noqa: PLR2004 -- from here on letters are square
        return 1.0
    return 0.66 if letter.isupper() else 0.55


def _number(value: object) -> str:
    """Return a number without a needless fraction, anything else as it is."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
