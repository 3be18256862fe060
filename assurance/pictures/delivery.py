"""Delivery status by priority over the last quarters: small bars, each with figures."""

from collections.abc import Sequence

from assurance.pictures.drawing import (
    SMALL,
    fitted,
    picture,
    words,
)
from assurance.pictures.kinds import RATED, Kind, figure, legend, patch, patterns
from assurance.pictures.shapes import Picture, PictureTable
from assurance.selectors.seal_shapes import SealedGroup, SealedQuarter

#: Said where there is nothing to draw.
EMPTY = "No quarter has begun yet, so there is no delivery status to show."
#: Which statuses each kind stands for; the words of the legend say the same.
STANDS_FOR = {
    "complete": ("complete",),
    "reported_complete": ("reported_complete",),
    "on_track": ("on_track",),
    "at_risk": ("at_risk",),
    "off_track": ("off_track",),
    "quiet": ("not_started", "nothing_due", "on_hold"),
    "silent": ("not_yet_returned", "no_return", "no_line"),
}
#: How many priorities one picture shows, two beside each other.
_EACH = 8
_PANEL, _BETWEEN = 326.0, 28.0
_LABELS, _ROW, _BAR, _HEAD = 78.0, 20.0, 16.0, 38.0
_ROOM = _PANEL - _LABELS
#: How long one action is drawn at most.
_MOST = 30.0
_QUIET = "#505a5f"

Counts = list[tuple[Kind, int]]


def delivery_pictures(
    history: Sequence[SealedQuarter], *, key: str = "delivery"
) -> tuple[Picture, ...]:
    """Return the picture, in parts if there are many priorities; none without data."""
    keys = _priorities(history)
    parts = [keys[at : at + _EACH] for at in range(0, len(keys), _EACH)]
    return tuple(
        _picture(history, part, f"{key}-{number}", number, len(parts))
        for number, part in enumerate(parts, 1)
    )


def _priorities(history: Sequence[SealedQuarter]) -> list[tuple[str, str]]:
    """Return each priority's number and its title as it was called last."""
    titles = {group.key: group.label for each in history for group in each.delivery}
    return sorted(titles.items(), key=lambda item: (len(item[0]), item[0]))


def _picture(
    history: Sequence[SealedQuarter],
    keys: list[tuple[str, str]],
    key: str,
    number: int,
    of: int,
) -> Picture:
    title = _title(history) + (f" (part {number} of {of})" if of > 1 else "")
    description = _description(history, keys)
    unit = _unit([_counts(quarter, one) for quarter in history for one, _ in keys])
    drawn, top = legend(RATED, key, y=4)
    height = _HEAD + len(history) * _ROW + 12
    for place, (one, label) in enumerate(keys):
        x = (place % 2) * (_PANEL + _BETWEEN)
        y = top + (place // 2) * height
        drawn += _panel(history, (one, label), key, x=x, y=y, unit=unit)
    return Picture(
        svg=picture(
            key=key,
            title=title,
            description=description,
            height=top + (len(keys) + 1) // 2 * height,
            inside=[patterns(RATED, key), *drawn],
        ),
        title=title,
        description=description,
        table=_table(history, keys, title),
    )


def _title(history: Sequence[SealedQuarter]) -> str:
    if len(history) == 1:
        return f"Delivery status by priority, {history[0].label}"
    return f"Delivery status by priority, {history[0].label} to {history[-1].label}"


def _description(
    history: Sequence[SealedQuarter], keys: Sequence[tuple[str, str]]
) -> str:
    """Return how to read it, and how the last quarter stands (R30)."""
    last = history[-1]
    summed = [
        (kind, sum(_figure(last, one, kind) for one, _ in keys)) for kind in RATED
    ]
    total = sum(count for _, count in summed)
    said = [f"{count} {kind.label.lower()}" for kind, count in summed if count]
    stands = f"In {last.label}, of {total} actions: {', '.join(said)}." if total else ""
    how = (
        "One bar a quarter for each priority, in parts by status, each with its number "
        "of actions."
    )
    return f"{how} {stands}".strip()


def _panel(
    history: Sequence[SealedQuarter],
    priority: tuple[str, str],
    key: str,
    *,
    x: float,
    y: float,
    unit: float,
) -> list[str]:
    """Return the bars of one priority under its title."""
    one, label = priority
    lines = fitted(f"P{one} {label}", width=_PANEL, lines=2, size=SMALL)
    drawn = [
        words(line, x=x, y=y + 12 + 15 * place, size=SMALL, weight="bold")
        for place, line in enumerate(lines)
    ]
    for place, quarter in enumerate(history):
        top = y + _HEAD - 6 + place * _ROW
        drawn.append(words(quarter.label, x=x, y=top + 12.5, size=SMALL))
        drawn += _bar(_counts(quarter, one), key, x=x + _LABELS, y=top, unit=unit)
    return drawn


def _bar(counts: Counts, key: str, *, x: float, y: float, unit: float) -> list[str]:
    """Return one bar: each part as long as its figure says, and its figure."""
    if not counts:
        return [words("No agreed action", x=x, y=y + 12.5, size=SMALL, fill=_QUIET)]
    drawn = []
    for kind, count in counts:
        width = _length(count, unit)
        drawn.append(patch(kind, key, x=x, y=y, width=width, height=_BAR))
        drawn.append(figure(kind, str(count), x=x + width / 2, y=y + 12.5))
        x += width
    return drawn


def _unit(bars: Sequence[Counts]) -> float:
    """Return how long one action is drawn, so that the longest bar has room."""
    unit = _MOST
    while unit > 1 / _MOST and max(_whole(bar, unit) for bar in bars) > _ROOM:
        unit *= 0.97
    return unit


def _whole(bar: Counts, unit: float) -> float:
    return sum(_length(count, unit) for _, count in bar)


def _length(count: int, unit: float) -> float:
    """Return how long a part is: never too short for its own figure."""
    return max(count * unit, 8.0 + 8 * len(str(count)))


def _counts(quarter: SealedQuarter, key: str) -> Counts:
    """Return the kinds that there are, with how many actions of each."""
    counted = [(kind, _figure(quarter, key, kind)) for kind in RATED]
    return [(kind, count) for kind, count in counted if count]


def _figure(quarter: SealedQuarter, key: str, kind: Kind) -> int:
    group = _group(quarter, key)
    statuses = STANDS_FOR[kind.code]
    if group is None:
        return 0
    return sum(each.number for each in group.counts if each.code in statuses)


def _group(quarter: SealedQuarter, key: str) -> SealedGroup | None:
    return next((each for each in quarter.delivery if each.key == key), None)


def _table(
    history: Sequence[SealedQuarter], keys: Sequence[tuple[str, str]], title: str
) -> PictureTable:
    heads = ("Priority", "Quarter", *(kind.label for kind in RATED), "Actions")
    return PictureTable(
        caption=title,
        heads=heads,
        rows=tuple(
            _row(quarter, one, f"P{one} {label}")
            for one, label in keys
            for quarter in history
        ),
        numbers=tuple(range(2, len(heads))),
    )


def _row(quarter: SealedQuarter, key: str, name: str) -> tuple[str, ...]:
    figures = [_figure(quarter, key, kind) for kind in RATED]
    return (name, quarter.label, *map(str, figures), str(sum(figures)))
