"""The pictures of section 5, drawn from the seal."""

from collections.abc import Sequence

from assurance import pictures
from assurance.pack.blocks import Block, Bullets, Picture, SubHeading, Table, Words
from assurance.pictures import dates, delivery, returns
from assurance.selectors.action_dates import sealed_dates
from assurance.selectors.seal_shapes import Sealed


def drawn(whole: Sealed, shown: Sealed) -> tuple[Block, ...]:
    """Return each picture with its table, or why there is none to draw."""
    moved = sealed_dates(whole, shown)
    return (
        SubHeading("Delivery status over eight quarters"),
        *_blocks(pictures.delivery_pictures(shown.history), delivery.EMPTY),
        SubHeading("Returns over eight quarters"),
        *_blocks(pictures.returns_pictures(shown.history), returns.EMPTY),
        SubHeading("Baseline and forecast dates"),
        *_blocks(pictures.dates_pictures(moved), dates.EMPTY),
        *_listed(dates.undated(moved)),
    )


def _blocks(found: Sequence[pictures.Picture], empty: str) -> tuple[Block, ...]:
    return tuple(map(_picture, found)) or (Words(empty),)


def _picture(picture: pictures.Picture) -> Picture:
    """Return the picture with its table; a cell without a figure says so."""
    table = picture.table
    rows = tuple(tuple(cell or "None" for cell in row) for row in table.rows)
    return Picture(
        svg=picture.svg,
        title=picture.title,
        description=picture.description,
        table=Table(
            caption=table.caption, heads=table.heads, rows=rows, numbers=table.numbers
        ),
    )


def _listed(items: tuple[str, ...]) -> tuple[Block, ...]:
    if not items:
        return ()
    return (Words("Not drawn, because they have no date:"), Bullets(items=items))
