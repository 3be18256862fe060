"""What the pages ask of an agreement."""

from priorities.selectors.reading import (
    Block,
    Quotation,
    Related,
    Section,
    Totals,
    agreement_called,
    quotations_of,
    sections_of,
    totals_of,
)

__all__ = [
    "Block",
    "Quotation",
    "Related",
    "Section",
    "Totals",
    "agreement_called",
    "quotations_of",
    "sections_of",
    "totals_of",
]
