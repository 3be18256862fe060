"""Returns on time by agency: a cell a quarter, each with its letter and its pattern."""

from collections import Counter
from collections.abc import Sequence

from assurance.pictures.drawing import (
    FAINT,
    SMALL,
    WIDTH,
    element,
    fitted,
    picture,
    words,
)
from assurance.pictures.kinds import CAME_IN, Kind, figure, legend, patch, patterns
from assurance.pictures.shapes import Picture, PictureTable
from assurance.selectors.seal_shapes import SealedQuarter

#: Said where there is nothing to draw.
EMPTY = (
    "No agency to show: no return has been asked for yet, or how each agency returned "
    "is for the officers, the chairs and the agency itself."
)
#: How many agencies one picture shows.
_EACH = 32
_NAMES, _ROW, _GAP = 300.0, 24.0, 4.0
_WIDEST = 64.0
_KINDS = {kind.code: kind for kind in CAME_IN}
_RECEIVED = ("on_time", "nil", "late", "nil_late")
_NOT_ASKED = "Not asked for"

Agency = tuple[str, str]


def returns_pictures(
    history: Sequence[SealedQuarter], *, key: str = "returns"
) -> tuple[Picture, ...]:
    """Return the grid, in parts if there are many agencies; none without data."""
    agencies = _agencies(history)
    parts = [agencies[at : at + _EACH] for at in range(0, len(agencies), _EACH)]
    return tuple(
        _picture(history, part, f"{key}-{number}", number, len(parts))
        for number, part in enumerate(parts, 1)
    )


def _agencies(history: Sequence[SealedQuarter]) -> list[Agency]:
    """Return each agency's slug and its name as it was last, by name."""
    names = {group.key: group.label for each in history for group in each.returns}
    return sorted(names.items(), key=lambda item: (item[1], item[0]))


def _picture(
    history: Sequence[SealedQuarter],
    agencies: Sequence[Agency],
    key: str,
    number: int,
    of: int,
) -> Picture:
    title = _title(history) + (f" (part {number} of {of})" if of > 1 else "")
    description = _description(history)
    drawn, top = legend(CAME_IN, key, y=4, letters=True)
    drawn += _heads(history, top)
    top += 24
    for place, agency in enumerate(agencies):
        drawn += _row(history, agency, key, top + place * _ROW)
    height = top + len(agencies) * _ROW
    drawn += _totals(history, height)
    return Picture(
        svg=picture(
            key=key,
            title=title,
            description=description,
            height=height + _ROW + 6,
            inside=[patterns(CAME_IN, key), *drawn],
        ),
        title=title,
        description=description,
        table=_table(history, agencies, title),
    )


def _title(history: Sequence[SealedQuarter]) -> str:
    if len(history) == 1:
        return f"Returns by agency, {history[0].label}"
    return f"Returns by agency, {history[0].label} to {history[-1].label}"


def _description(history: Sequence[SealedQuarter]) -> str:
    """Return how to read it, and how the last quarter stands (R30)."""
    last = history[-1]
    counted = Counter(each.counts[0].code for each in last.returns)
    said = [
        f"{counted[kind.code]} {kind.label.lower()}"
        for kind in CAME_IN
        if counted[kind.code]
    ]
    stands = f"In {last.label}, of {len(last.returns)} returns: {', '.join(said)}."
    how = "One row for each agency and one cell a quarter, with a letter."
    return f"{how} {stands}" if said else how


def _column(history: Sequence[SealedQuarter], place: int) -> tuple[float, float]:
    """Return where a quarter's column begins, and how wide it is."""
    width = min((WIDTH - _NAMES) / len(history), _WIDEST)
    return _NAMES + place * width, width


def _heads(history: Sequence[SealedQuarter], y: float) -> list[str]:
    """Return the quarters' names: the quarter above its year."""
    drawn = []
    for place, quarter in enumerate(history):
        x, width = _column(history, place)
        named, _, year = quarter.label.partition(" ")
        for line, said in enumerate((named, year)):
            middle = x + width / 2
            drawn.append(
                words(said, x=middle, y=y + 13 * line, size=12, anchor="middle")
            )
    return drawn


def _row(
    history: Sequence[SealedQuarter], agency: Agency, key: str, y: float
) -> list[str]:
    """Return one agency: its name and a cell for each quarter."""
    slug, name = agency
    drawn = [
        words(line, x=0, y=y + 16, size=SMALL)
        for line in fitted(name, width=_NAMES - 8, size=SMALL)
    ]
    for place, quarter in enumerate(history):
        x, width = _column(history, place)
        kind = _kind(quarter, slug)
        if kind is None:
            drawn.append(words("–", x=x + width / 2, y=y + 16, anchor="middle"))
            continue
        drawn.append(
            patch(
                kind,
                key,
                x=x + _GAP / 2,
                y=y,
                width=width - _GAP,
                height=_ROW - _GAP,
            )
        )
        drawn.append(figure(kind, kind.letter, x=x + width / 2, y=y + 15))
    return drawn


def _totals(history: Sequence[SealedQuarter], y: float) -> list[str]:
    """Return how many came in of how many asked for, under each quarter (R30)."""
    drawn = [
        element(
            "path", d=f"M0 {y:g}H{WIDTH}", stroke=FAINT, stroke_width=1, fill="none"
        ),
        words("Returned, of all asked", x=0, y=y + 18, size=SMALL, weight="bold"),
    ]
    for place, quarter in enumerate(history):
        x, width = _column(history, place)
        drawn.append(
            words(
                _returned(quarter),
                x=x + width / 2,
                y=y + 18,
                size=SMALL,
                anchor="middle",
                weight="bold",
            )
        )
    return drawn


def _returned(quarter: SealedQuarter) -> str:
    """Return "12 of 14"; of all agencies, in whichever part they stand."""
    if not quarter.returns:
        return "–"
    came = sum(each.counts[0].code in _RECEIVED for each in quarter.returns)
    return f"{came} of {len(quarter.returns)}"


def _kind(quarter: SealedQuarter, slug: str) -> Kind | None:
    code = next(
        (each.counts[0].code for each in quarter.returns if each.key == slug), ""
    )
    return _KINDS.get(code)


def _table(
    history: Sequence[SealedQuarter], agencies: Sequence[Agency], title: str
) -> PictureTable:
    rows = [
        (name, *(_said(quarter, slug) for quarter in history))
        for slug, name in agencies
    ]
    totals = ("Returned, of all asked", *(_returned(each) for each in history))
    return PictureTable(
        caption=title,
        heads=("Agency", *(each.label for each in history)),
        rows=(*rows, totals),
    )


def _said(quarter: SealedQuarter, slug: str) -> str:
    kind = _kind(quarter, slug)
    return kind.label if kind else _NOT_ASKED
