"""Section 4: assurance by priority and heading, in words. Nothing is averaged (R40)."""

from assurance.choices import CellState, Direction
from assurance.pack.blocks import Section, Table, Words
from assurance.pack.wording import day
from assurance.selectors.matrix_shapes import RULE
from assurance.selectors.seal_shapes import Sealed
from assurance.selectors.shapes import Cell, MatrixRow


def grid(sealed: Sealed) -> Section:
    """Return the grid, and under it the worst heading of each priority."""
    position = sealed.position
    heads = ("Priority", "As a whole", *(each.label for each in position.headings))
    table = Table(
        caption="Assurance: level, direction, date of the opinion and whose it is",
        heads=heads,
        rows=tuple(_row(row) for row in position.matrix),
        widths=(3, *[2] * (len(heads) - 1)),
    )
    counts = "; ".join(
        f"{each.number} of {position.cells_total} {each.label}"
        for each in position.opinions
    )
    return Section(
        anchor="assurance-grid",
        heading="4. Assurance grid",
        is_wide=True,
        blocks=(
            Words(
                "Each level is the opinion of the person named with it. None is worked "
                "out from delivery ratings. Direction is against "
                f"{position.worse.compared_with or 'no earlier position'}."
            ),
            Words(f"Under the headings: {counts or 'nothing to assess'}."),
            table,
            _worst(sealed),
            Words(f"{RULE} Nothing is averaged."),
        ),
    )


def cell_words(cell: Cell) -> str:
    """Return a cell in words, a line each: level, direction, date, whose it is."""
    if cell.state == CellState.NO_HEADING:
        return "No heading in the source"
    lines = [cell.state_label]
    if cell.state == CellState.OUT_OF_DATE and cell.level_label:
        lines[0] = f"{cell.state_label}: was {cell.level_label}"
    if cell.opinion is not None or cell.was:
        lines.append(_direction(cell))
    if cell.given_on:
        lines += [day(cell.given_on), cell.giver]
    return "\n".join(each for each in lines if each)


def _direction(cell: Cell) -> str:
    told = (Direction.IMPROVING, Direction.DETERIORATING)
    if cell.direction in told and cell.was_label:
        return f"{cell.direction_label} (was {cell.was_label})"
    return cell.direction_label


def _row(row: MatrixRow) -> tuple[str, ...]:
    return (
        f"{row.number}. {row.title}",
        cell_words(row.whole),
        *map(cell_words, row.cells),
    )


def _worst(sealed: Sealed) -> Table:
    """Return what stands under the grid: read off the opinions, and nobody's own."""
    rows = tuple(
        (f"{row.number}. {row.title}", row.worst.summary, row.whole.state_label)
        for row in sealed.position.matrix
    )
    return Table(
        caption="The worst heading of each priority",
        heads=("Priority", "Worst of its headings", "Opinion on the whole"),
        rows=rows,
        widths=(3, 3, 1),
    )
