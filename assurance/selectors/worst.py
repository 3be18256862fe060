"""The worst of a priority's headings: read off its opinions, and nobody's opinion."""

from collections.abc import Sequence

from assurance.choices import CellState
from assurance.selectors.matrix_shapes import RULE, WorstHeading
from assurance.selectors.scales import Scales
from assurance.selectors.shapes import Cell


def worst_of(cells: Sequence[Cell], scales: Scales) -> WorstHeading:
    """Return the worst current level among a priority's cells, with its denominator.

    Only levels of one version of the scale are compared: the newest among them (3.4).
    """
    total = sum(cell.state != CellState.NO_HEADING for cell in cells)
    current = [cell for cell in cells if cell.tone]
    version = max((cell.scale_version or 0 for cell in current), default=None)
    compared = [cell for cell in current if cell.scale_version == version]
    worst = max(
        (scales.levels[version or 0, cell.state] for cell in compared),
        key=lambda level: level.order,
        default=None,
    )
    not_compared = len(current) - len(compared)
    return WorstHeading(
        level=worst.code if worst else "",
        level_label=worst.label if worst else "",
        tone=worst.tone if worst else "",
        scale_version=version,
        assessed=len(current),
        total=total,
        not_compared=not_compared,
        summary=_summary(worst.label if worst else "", len(current), total)
        + _apart(not_compared),
        rule=RULE,
    )


def _summary(label: str, assessed: int, total: int) -> str:
    if not total:
        return "No heading in the source."
    counted = f"{assessed} of {total} heading{'' if total == 1 else 's'} assessed"
    return f"Worst of its headings: {label or 'none is current'}. {counted}."


def _apart(number: int) -> str:
    if not number:
        return ""
    verb = "was" if number == 1 else "were"
    return f" {number} {verb} given on an earlier version of the scale: not compared."
