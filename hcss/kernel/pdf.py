"""Making PDF: tagged, in English, with its own fonts, the same bytes for the same data.

Documents are Typst templates in ``hcss/pdf``. What they show reaches them as JSON and
never as part of the template, so that no text can be taken for an instruction.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from hcss.kernel.glyphs import covered_by, shown_with

_FOLDER = Path(__file__).parent.parent / "pdf"
_FONTS = _FOLDER / "fonts"
#: What a long word is broken after, so that it never runs off the page.
_BREAK_AFTER = 40


def compile_pdf(
    template: str, data: Any, *, made_at: datetime, pictures: Sequence[str] = ()
) -> bytes:
    """Return ``data`` as a PDF/UA-1 document of the template ``hcss/pdf/<template>``.

    ``made_at`` is the document's date: it does not read the clock. Characters that
    the fonts do not have are named in words, and none is left out. ``pictures`` are
    SVG, which the template finds by their place.
    """
    drawn = [shown_with(_glyphs(), svg, break_after=len(svg)) for svg in pictures]
    printable = json.dumps(_printable(data), ensure_ascii=False, sort_keys=True)
    made: bytes = typst.compile(
        _FOLDER / template,
        root=_FOLDER,
        font_paths=_fonts(),
        sys_inputs={"data": printable, "pictures": json.dumps(drawn)},
        pdf_standards="ua-1",
        timestamp=int(made_at.timestamp()),
    )
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[_FONTS],
    )


@cache
def _glyphs() -> frozenset[int]:
    """Return the characters that every one of our fonts has."""
    return frozenset.intersection(
        *(covered_by(path.read_bytes()) for path in sorted(_FONTS.glob("*.ttf")))
    )


def _printable(data: Any) -> Any:
    """Return the data with every text such that the fonts can show it."""
    if isinstance(data, str):
        return shown_with(_glyphs(), data, break_after=_BREAK_AFTER)
    if isinstance(data, dict):
        return {name: _printable(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_printable(value) for value in data]
    return data
