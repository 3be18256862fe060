"""What a paper says, block by block."""

from collections.abc import Iterator
from typing import Any

from assurance.pack.blocks import Paper, Section
from hcss.kernel.plain import plain


def section_of(paper: Paper, anchor: str) -> Section:
    return next(each for each in paper.sections if each.anchor == anchor)


def words_of(thing: Any) -> str:
    """Return every text in a paper, a section or blocks."""
    return "\n".join(_texts(plain(thing)))


def table_of(section: Section, caption: str) -> Any:
    """Return the table whose caption begins so."""
    return next(
        each
        for each in section.blocks
        if each.kind == "table" and each.caption.startswith(caption)
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
