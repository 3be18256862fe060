"""Baseline against forecast date: a line an action, and the slip in days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assurance.pictures.drawing import (
    FAINT,
    INK,
    SMALL,
    WIDTH,
    element,
    fitted,
    picture,
    words,
)
from assurance.pictures.shapes import Picture, PictureTable
from assurance.selectors.action_dates import ActionDates, DatedAction
from hcss.kernel.quarters import Quarter
from hcss.kernel.templatetags.show import day

#: Said where there is nothing to draw.
EMPTY = "No action that is still to be done has a date yet."
#: How many actions one picture shows.
_EACH = 23
_NAMES, _SLIPS, _ROW, _MARGIN = 290.0, 66.0, 36.0, 12.0
_FROM, _TO = _NAMES + _MARGIN, WIDTH - _SLIPS - _MARGIN
#: At most so many names of quarters fit above the lines.
_NAMED = 4
_BLUE = "#1d70b8"
_HOW = (
    "One line an action: from its baseline date to its forecast date, with the slip in "
    "days."
)
#: A date beyond is drawn here: no quarter is worked out past it.
_LATEST = date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a day stands between the first and the last one."""

    first: date
    last: date

    def place(self, on: date) -> float:
        days = (min(on, self.last) - self.first).days
        return _FROM + (_TO - _FROM) * days / self.days

    @property
    def days(self) -> int:
        return max((self.last - self.first).days, 1)


def dates_pictures(dates: ActionDates, *, key: str = "dates") -> tuple[Picture, ...]:
    """Return the lines, in parts if there are many; none where nothing has a date.

    What has no date stands in the table of the last part; see :func:`undated`.
    """
    dated = [each for each in dates.actions if _has_date(each)]
    parts = [dated[at : at + _EACH] for at in range(0, len(dated), _EACH)]
    scale = _scale(dated)
    return tuple(
        _picture(dates, part, scale, f"{key}-{number}", (number, len(parts)))
        for number, part in enumerate(parts, 1)
    )


def undated(dates: ActionDates) -> tuple[str, ...]:
    """Return the actions that have no date, one line each."""
    return tuple(
        f"{each.ref} {each.title}: {_without(each)}"
        for each in dates.actions
        if not _has_date(each)
    )


def _has_date(action: DatedAction) -> bool:
    return action.baseline_on is not None or action.forecast_on is not None


def _without(action: DatedAction) -> str:
    if not action.is_continuing:
        return "no date agreed"
    if action.review_on is None:
        return "it continues"
    return f"it continues, and is reviewed on {day(action.review_on)}"


def _scale(actions: Sequence[DatedAction]) -> _Scale:
    """Return whole quarters round every date of actions that have one."""
    found = [(each.baseline_on, each.forecast_on) for each in actions]
    days = [min(on, _LATEST) for pair in found for on in pair if on is not None]
    first = Quarter.containing(min(days, default=_LATEST)).starts_on
    return _Scale(first, Quarter.containing(max(days, default=first)).ends_on)


def _slip(action: DatedAction) -> str:
    """Return by how many days it moved, with its sign; nothing without both dates."""
    if action.baseline_on is None or action.forecast_on is None:
        return ""
    moved = (action.forecast_on - action.baseline_on).days
    sign = {True: "+", False: "−"}[moved > 0] if moved else ""
    return f"{sign}{abs(moved)}"


def _picture(
    dates: ActionDates,
    actions: Sequence[DatedAction],
    scale: _Scale,
    key: str,
    part: tuple[int, int],
) -> Picture:
    number, of = part
    title = "Baseline and forecast date of each action still to be done"
    title += f" (part {number} of {of})" if of > 1 else ""
    description = _description(dates)
    top = 68.0
    height = top + len(actions) * _ROW
    drawn = [*_legend(), *_quarters(scale, height)]
    for place, action in enumerate(actions):
        drawn += _line(action, scale, top + place * _ROW)
    return Picture(
        svg=picture(
            key=key,
            title=title,
            description=description,
            height=height + 8,
            inside=drawn,
        ),
        title=title,
        description=description,
        table=_table(dates, actions, title, is_last=number == of),
    )


def _description(dates: ActionDates) -> str:
    """Return how to read it, and how many moved, of how many (R30)."""
    both = [each for each in dates.actions if _slip(each)]
    later = sum(_slip(each).startswith("+") for each in both)
    dated = sum(_has_date(each) for each in dates.actions)
    said = [
        _HOW,
        f"{dated} of {dates.total} actions still to be done are shown.",
        f"Of {len(both)} with both dates {later} are forecast later than the baseline.",
    ]
    if without := len(dates.actions) - dated:
        said.append(f"{without} of {dates.total} have no date.")
    if dates.not_named:
        said.append(f"{dates.not_named} of {dates.total} are not for every reader.")
    return " ".join(said)


def _legend() -> list[str]:
    return [
        _first(8, 12),
        words("Baseline date", x=22, y=17, size=SMALL),
        _present(158, 12),
        words("Forecast date", x=172, y=17, size=SMALL),
        words("Slip in days", x=WIDTH, y=38, size=SMALL, anchor="end", weight="bold"),
    ]


def _first(x: float, y: float) -> str:
    """Return a ring."""
    return element(
        "circle", cx=x, cy=y, r=5, fill="#ffffff", stroke=INK, stroke_width=2
    )


def _present(x: float, y: float) -> str:
    """Return a filled diamond."""
    return element(
        "path", d=f"M{x:g} {y - 7:g}l7 7l-7 7l-7 -7z", fill=_BLUE, stroke=INK
    )


def _quarters(scale: _Scale, bottom: float) -> list[str]:
    """Return the beginnings of quarters, as many as can be named."""
    starts, quarter = [], Quarter.containing(scale.first)
    while quarter.starts_on < scale.last:
        starts.append(quarter)
        quarter = quarter.next
    step = -(-len(starts) // _NAMED)
    drawn = []
    for each in starts[::step]:
        x = scale.place(each.starts_on)
        line = f"M{x:g} 62V{bottom:g}"
        drawn.append(
            element("path", d=line, stroke=FAINT, stroke_width=0.75, fill="none")
        )
        drawn.append(words(str(each), x=x, y=56, size=12, anchor="start"))
    return drawn


def _line(action: DatedAction, scale: _Scale, y: float) -> list[str]:
    """Return one action: its name, its marks with a line between, and the slip."""
    named = f"{action.ref} {action.title}"
    lines = fitted(named, width=_NAMES, size=SMALL, lines=2)
    top = y + 22.5 - 7.5 * (len(lines) - 1)
    drawn = [
        words(line, x=0, y=top + 15 * place, size=SMALL)
        for place, line in enumerate(lines)
    ]
    middle = y + 18
    if action.baseline_on and action.forecast_on:
        ends = scale.place(action.baseline_on), scale.place(action.forecast_on)
        line = f"M{ends[0]:.2f} {middle:g}H{ends[1]:.2f}"
        drawn.append(element("path", d=line, stroke=INK, stroke_width=2, fill="none"))
    if action.forecast_on:
        drawn.append(_present(scale.place(action.forecast_on), middle))
    if action.baseline_on:
        drawn.append(_first(scale.place(action.baseline_on), middle))
    slip = _slip(action)
    if slip:
        drawn.append(words(slip, x=WIDTH, y=y + 23, anchor="end", weight="bold"))
    return drawn


def _table(
    dates: ActionDates, actions: Sequence[DatedAction], title: str, *, is_last: bool
) -> PictureTable:
    """Return the figures; with the last part also what has no date."""
    without = [each for each in dates.actions if not _has_date(each)]
    return PictureTable(
        caption=title,
        heads=("Action", "Baseline date", "Forecast date", "Slip in days"),
        rows=tuple(_row(each) for each in [*actions, *(without if is_last else ())]),
        numbers=(3,),
    )


def _row(action: DatedAction) -> tuple[str, ...]:
    without = _without(action)
    none = without[0].upper() + without[1:]
    return (
        f"{action.ref} {action.title}",
        day(action.baseline_on) or none,
        day(action.forecast_on) or none,
        _slip(action) or "–",
    )
