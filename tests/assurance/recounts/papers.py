"""What a paper and a workbook have to say, written out from the count by hand."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import lxml.html
import openpyxl

from tests.assurance.recounts.figures import told
from tests.assurance.recounts.page import (
    DIRECTIONS,
    GAPS,
    RETURNS,
    STATES,
    STATUSES,
)
from tests.assurance.recounts.recount import Figures
from tests.machinery.pdf_text import text_of

#: The columns of the workbook's lists that are counted again.
STATUS, OVERDUE = "Status’s code", "Overdue by days"


def sayings(by_hand: Figures) -> list[str]:
    """Return what the paper must say, letter for letter but for its spaces."""
    return [*_delivery(by_hand), *_movement(by_hand), _returns(by_hand), _grid(by_hand)]


def missing_from(text: str, by_hand: Figures) -> list[str]:
    """Return what a text does not say of what it must."""
    shown = _compact(text)
    return [each for each in sayings(by_hand) if _compact(each) not in shown]


def html_text(html: str) -> str:
    """Return the words of a page."""
    return str(lxml.html.fromstring(html).text_content())


def pdf_text(content: bytes) -> str:
    """Return the words of a PDF."""
    return text_of(content)


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _delivery(by_hand: Figures) -> Iterator[str]:
    """Give the rows of the table of actions by priority and status."""
    shown = [each for each in STATUSES.values() if ("delivery", None, each) in by_hand]
    labels = [label for label, status in STATUSES.items() if status in shown]
    yield " ".join(["Priority", "Actions", *labels, "Overdue"])
    for place in _places(by_hand):
        total = by_hand.get(("actions", place), 0)
        counts = [by_hand.get(("delivery", place, each), 0) for each in shown]
        counts.append(by_hand.get(("overdue", place), 0))
        title = "All priorities" if place is None else f"{place}. Priority of {place}"
        figures = [f"{each} of {total}" if total else "None" for each in counts]
        yield " ".join([title, str(total), *figures])


def _places(by_hand: Figures) -> list[int | None]:
    numbers = {name[1] for name in by_hand if name[0] == "state"}
    return [*sorted(numbers), None]


def _movement(by_hand: Figures) -> Iterator[str]:
    total = by_hand.get(("actions", None), 0)
    if total:
        for label, code in DIRECTIONS.items():
            yield f"{label} {by_hand.get(('movement', code), 0)} of {total}"


def _returns(by_hand: Figures) -> str:
    late = by_hand.get(("returns", "late"), 0)
    received = by_hand.get(("returns", "on_time"), 0) + late
    said = f"{received} of {by_hand['returns', 'all']} returned"
    return f"{said}, {late} late." if late else f"{said}."


def _grid(by_hand: Figures) -> str:
    cells = by_hand["cells",]
    counts = "; ".join(
        f"{by_hand.get(('states', code), 0)} of {cells} {label}"
        for label, code in STATES.items()
    )
    return f"Under the headings: {counts}."


def of_workbook(content: bytes) -> tuple[Figures, Figures]:
    """Return the figures of a workbook: those that it gives, and what its rows say."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    given: Figures = {}
    for row in _rows(book["Figures"]):
        given |= _given(
            row["Section"], row["What is counted"], row["Number"], row["Of"]
        )
    return told(given), told(_listed(book))


def _rows(sheet: Any) -> Iterator[dict[str, Any]]:
    """Give the rows of a sheet by its heads, which stand under its caption."""
    cells = sheet.iter_rows(values_only=True)
    next(cells)
    heads = next(cells)
    for row in cells:
        yield dict(zip(heads, row, strict=True))


def _given(section: str, label: str, number: int, total: int) -> Figures:
    if section == "Assurance by heading":
        return {("states", STATES[label]): number, ("cells",): total}
    if section == "Returns":
        known = RETURNS | {"Nil returns": "nil"}
        return {("returns", known[label]): number, ("returns", "all"): total}
    if section == "What we do not know":
        return {("gap", GAPS[label]): number, ("of", GAPS[label]): total}
    if section.startswith("Delivery"):
        place = re.search(r"P(\d+)", section)
        return _of_delivery(int(place[1]) if place else None, label, number, total)
    return {}


def _of_delivery(place: int | None, label: str, number: int, total: int) -> Figures:
    if label == "Proposed, not agreed":
        return {("proposed", place): number}
    if label == "Overdue":
        return {("overdue", place): number, ("actions", place): total}
    status = STATUSES.get(label, label)
    return {("delivery", place, status): number, ("actions", place): total}


def _listed(book: Any) -> Counter[tuple[Any, ...]]:
    """Count the rows of the workbook's lists."""
    found: Counter[tuple[Any, ...]] = Counter()
    for row in _rows(book["Actions"]):
        for place in (row["Priority"], None):
            if row[STATUS]:
                found["delivery", place, row[STATUS]] += 1
                found["actions", place] += 1
            found["overdue", place] += row[OVERDUE] > 0
            found["proposed", place] += row["Life’s code"] == "proposed"
    for row in _rows(book["Returns"]):
        found["returns", "all"] += 1
        found["returns", row["How it came in, as code"]] += 1
        found["returns", "nil"] += row["Nil return"] in (True, "Yes")
        twice = row["No return two quarters running"]
        found["returns", "twice"] += twice in (True, "Yes")
    return found
