"""Pictures of a position, drawn here: plain data in, SVG out, the same every time.

The same SVG stands in a page and in a PDF. Each picture has a title, a description and
the table that it is drawn from, and is legible in grey: every kind has its pattern.
"""

from assurance.pictures.dates import dates_pictures
from assurance.pictures.delivery import delivery_pictures
from assurance.pictures.returns import returns_pictures
from assurance.pictures.shapes import Picture, PictureTable

__all__ = [
    "Picture",
    "PictureTable",
    "dates_pictures",
    "delivery_pictures",
    "returns_pictures",
]
