"""How each kind is drawn: a ground, a pattern on it and the colour of its figure.

Of any two either the pattern differs or the ground is much darker: what is printed in
grey, or seen without colours, says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assurance.pictures.drawing import (
    INK,
    SMALL,
    WIDTH,
    element,
    width_of,
    words,
)

#: What each pattern is made of, in a tile of 8 by 8.
_MARKS: dict[str, tuple[dict[str, object], ...]] = {
    "plain": (),
    "rising": ({"d": "M0 8L8 0M-2 2L2 -2M6 10L10 6", "stroke_width": 1.5},),
    "dots": ({"d": "M2 2h2v2h-2zM6 6h2v2h-2z", "stroke_width": 0.5},),
    "crossed": ({"d": "M0 0L8 8M8 0L0 8", "stroke_width": 1.25},),
    "level": ({"d": "M0 4H8", "stroke_width": 1.25},),
    "upright": ({"d": "M4 0V8", "stroke_width": 1.25},),
}
_TILE = 8
_WHITE = "#ffffff"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing in a picture, and how it looks."""

    code: str
    label: str
    #: What stands in its place where there is no figure: a letter.
    letter: str
    ground: str
    pattern: str = "plain"
    #: The colour of the pattern's lines.
    line: str = INK
    figure: str = INK


def pattern_of(kind: Kind, key: str) -> str:
    """Return the definition of a kind's pattern; nothing for a plain ground."""
    if kind.pattern == "plain":
        return ""
    ground = element("rect", width=_TILE, height=_TILE, fill=kind.ground)
    marks = [
        element("path", stroke=kind.line, fill="none", **each)
        for each in _MARKS[kind.pattern]
    ]
    return element(
        "pattern",
        ground,
        *marks,
        id=f"{key}-{kind.code.replace('_', '-')}",
        width=_TILE,
        height=_TILE,
        patternUnits="userSpaceOnUse",
    )


def patterns(kinds: Sequence[Kind], key: str) -> str:
    """Return the definitions of all patterns."""
    return element("defs", *(pattern_of(each, key) for each in kinds))


def patch(
    kind: Kind, key: str, *, x: float, y: float, width: float, height: float
) -> str:
    """Return a rectangle of the kind."""
    is_plain = kind.pattern == "plain"
    name = f"{key}-{kind.code.replace('_', '-')}"
    return element(
        "rect",
        x=x,
        y=y,
        width=width,
        height=height,
        fill=kind.ground if is_plain else f"url(#{name})",
        stroke=INK,
        stroke_width=0.75,
    )


def figure(kind: Kind, said: str, *, x: float, y: float, size: int = SMALL) -> str:
    """Return a figure in the middle of a patch, with its ground round it."""
    return words(
        said,
        x=x,
        y=y,
        size=size,
        fill=kind.figure,
        anchor="middle",
        weight="bold",
        behind=None if kind.pattern == "plain" else kind.ground,
    )


def legend(
    kinds: Sequence[Kind], key: str, *, y: float, letters: bool = False
) -> tuple[list[str], float]:
    """Return what each kind looks like, and where the next thing may stand."""
    drawn: list[str] = []
    x = 0.0
    for kind in kinds:
        taken = 34 + width_of(kind.label, SMALL) + 14
        if x and x + taken > WIDTH:
            x, y = 0.0, y + 24
        drawn.append(patch(kind, key, x=x + 1, y=y, width=26, height=18))
        if letters:
            drawn.append(figure(kind, kind.letter, x=x + 14, y=y + 13.5))
        drawn.append(words(kind.label, x=x + 34, y=y + 13.5, size=SMALL))
        x += taken
    return drawn, y + 34


RATED = (
    Kind("complete", "Complete", "C", "#0f385c", figure=_WHITE),
    Kind(
        "reported_complete",
        "Reported complete",
        "R",
        "#d2e2f1",
        pattern="rising",
        line="#1a65a6",
    ),
    Kind("on_track", "On track", "T", "#cfe8d5"),
    Kind("at_risk", "At risk", "K", "#fff1b8", pattern="dots", line="#8a5a00"),
    Kind(
        "off_track",
        "Off track",
        "F",
        "#a92b2b",
        pattern="crossed",
        line="#d98b8b",
        figure=_WHITE,
    ),
    Kind(
        "quiet",
        "Not started, nothing due or on hold",
        "Q",
        _WHITE,
        pattern="level",
        line="#8f9498",
    ),
    Kind("silent", "Not reported", "U", _WHITE, pattern="upright", line="#505a5f"),
)
CAME_IN = (
    Kind("on_time", "On time", "T", "#cfe8d5"),
    Kind("nil", "Nil return, on time", "N", "#d2e2f1", pattern="level", line="#9dc0de"),
    Kind("late", "Late", "L", "#fff1b8", pattern="dots", line="#b8862c"),
    Kind(
        "nil_late",
        "Nil return, late",
        "NL",
        "#fff1b8",
        pattern="rising",
        line="#b8862c",
    ),
    Kind(
        "not_yet_returned",
        "Not yet returned",
        "Y",
        _WHITE,
        pattern="upright",
        line="#c2c8cc",
    ),
    Kind("no_return", "No return", "X", "#7d1f1f", figure=_WHITE),
)
