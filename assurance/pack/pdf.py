"""The paper as PDF: tagged, PDF/UA-1 by the compiler, the same bytes for a seal."""

from typing import Any

from assurance.pack.blocks import Paper, Picture, Table
from hcss.kernel.pdf import compile_pdf
from hcss.kernel.plain import plain


def pack_pdf(paper: Paper) -> bytes:
    """Return the paper as a PDF. Its date is that of the seal."""
    pictures = [
        block
        for section in paper.sections
        for block in section.blocks
        if isinstance(block, Picture)
    ]
    return compile_pdf(
        "pack.typ",
        _data(paper, pictures),
        pictures=[each.svg for each in pictures],
        made_at=paper.made_at,
    )


def _data(paper: Paper, pictures: list[Picture]) -> dict[str, Any]:
    """Return what ``hcss/pdf/pack.typ`` shows: texts, and lists of them."""
    return {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "author": paper.group,
        "summary": f"{paper.title}. {paper.subtitle}.",
        "marking": paper.marking,
        "reference": f"Position as at {paper.position_as_at}",
        "footer": f"{paper.group}. {paper.part}",
        "facts": [{"label": each.label, "value": each.text} for each in paper.facts],
        "sections": [
            {
                "heading": section.heading,
                "is_wide": section.is_wide,
                "blocks": [_block(block, pictures) for block in section.blocks],
            }
            for section in paper.sections
        ],
    }


def _block(block: Any, pictures: list[Picture]) -> dict[str, Any]:
    """Return a block; of a picture its place among them in the place of its SVG."""
    shown: dict[str, Any] = plain(block)
    if isinstance(block, Table):
        return shown | {"widths": list(block.proportions)}
    if isinstance(block, Picture):
        del shown["svg"]
        table = _block(block.table, pictures)
        return shown | {"number": pictures.index(block), "table": table}
    return shown
