"""What a picture is: its drawing, what it says in words, and its table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with the head of its column."""

    head: str
    value: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class PictureTable:
    """The figures that a picture is drawn from; the first cell of a row names it.

    ``numbers`` are the columns of figures.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()

    @property
    def lines(self) -> list[tuple[str, list[Cell]]]:
        """Return each row as its name and the cells beside it."""
        return [
            (
                name,
                [
                    Cell(head, value, place in self.numbers)
                    for place, (head, value) in enumerate(
                        zip(self.heads[1:], values, strict=True), 1
                    )
                ],
            )
            for name, *values in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with everything that somebody needs who does not see it."""

    svg: str
    title: str
    description: str
    table: PictureTable
