"""The same figures as they can be read in an answer of the API, or in a seal."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from assurance.selectors.seal_shapes import Sealed
from tests.assurance.recounts.recount import Figures


def told(found: Mapping[tuple[Any, ...], Any]) -> Figures:
    """Leave out what is 0."""
    return {name: number for name, number in found.items() if number}


def of_payload(position: Mapping[str, Any]) -> Figures:
    """Return the figures of a position as the API answers it."""
    decide, worse = position["to_decide"], position["worse"]
    found: Figures = {
        ("worse",): worse["actions"]["total"],
        ("exceptions",): position["exceptions"]["total"],
        ("asks",): decide["asks"]["total"],
        ("late_asks",): decide["late_asks"]["total"],
        ("date_changes",): decide["date_changes_total"],
        ("weak",): len(position["weak_opinions"]),
        ("gone_down",): len(worse["opinions"]),
        ("issues",): len(position["contributor_issues"]),
        ("cells",): position["cells_total"],
    }
    found |= _delivery([*position["delivery"], position["delivery_total"]])
    for each in worse["movement"]:
        found["movement", each["status"]] = each["number"]
    for gap in position["unknown"]:
        found["gap", gap["code"]] = gap["number"]
        found["of", gap["code"]] = gap["total"]
    for each in position["opinions"]:
        found["states", each["status"]] = each["number"]
    found |= _returns(position["returns"]) | _group(position)
    cells = [
        cell for row in position["matrix"] for cell in (row["whole"], *row["cells"])
    ]
    return told(found) | _cells(cells) | _owners(decide)


def _delivery(rows: Iterable[Mapping[str, Any]]) -> Figures:
    found: Figures = {}
    for row in rows:
        found["actions", row["number"]] = row["total"]
        found["overdue", row["number"]] = row["overdue"]
        found["proposed", row["number"]] = row["proposed"]
        for each in row["counts"]:
            found["delivery", row["number"], each["status"]] = each["number"]
    return found


def _returns(returns: Mapping[str, Any]) -> Figures:
    found: Figures = {
        ("returns", "all"): returns["total"],
        ("returns", "nil"): returns["nil"],
        ("returns", "twice"): returns["missing_twice"],
    }
    for each in returns["counts"]:
        found["returns", each["status"]] = each["number"]
    return found


def _group(position: Mapping[str, Any]) -> Figures:
    last, escalations = position["last_meeting"], position["escalations"]
    found: Figures = {
        ("escalated",): escalations["raised"],
        ("escalations",): escalations["open"],
        ("escalations", "late"): sum(
            each["days_late"] > 0 for each in escalations["escalations"]
        ),
    }
    if last is not None:
        found |= {(name,): last[name] for name in ("decisions", "follow_ups", "done")}
    return found


def _cells(cells: Iterable[Mapping[str, Any]]) -> Figures:
    found: Figures = {}
    for cell in cells:
        place = (cell["priority_number"], cell["code"])
        found["state", *place] = cell["state"]
        found["direction", *place] = cell["direction"]
    return found


def _owners(decide: Mapping[str, Any]) -> Figures:
    return {
        ("unowned",): [each["number"] for each in decide["ownership_to_develop"]],
        ("unused",): [each["number"] for each in decide["owned_without_action"]],
    }


def of_rows(sealed: Sealed) -> Figures:
    """Return the figures that the rows of a seal add up to, without its position.

    These are what its lists, its workbook and its tables show.
    """
    return told(_of_actions(sealed) + _of_returns(sealed) + _of_the_group(sealed))


def _of_actions(sealed: Sealed) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for action in sealed.actions:
        for place in (action.priority_number, None):
            if action.status:
                found["delivery", place, action.status] += 1
                found["actions", place] += 1
            found["overdue", place] += action.days_overdue > 0
            found["proposed", place] += action.life == "proposed"
        is_red = action.status == "off_track"
        found["asks",] += is_red
        found["exceptions",] += is_red or action.days_overdue > 0
    return found


def _of_returns(sealed: Sealed) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for each in sealed.returns:
        found["returns", "all"] += 1
        found["returns", each.kind] += 1
        found["returns", "nil"] += each.is_nil
        found["returns", "twice"] += each.missing_twice
    return found


def _of_the_group(sealed: Sealed) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for decision in sealed.matters_arising:
        found["decisions",] += 1
        found["follow_ups",] += bool(decision.follow_up)
        found["done",] += decision.follow_up_status == "complete"
    return found


def of_opinions(sealed: Sealed) -> Figures:
    """Return what each scope says by the opinions of a seal alone."""
    return {
        ("state", each.priority_number, each.code): (
            "out_of_date" if each.is_out_of_date else each.level
        )
        for each in sealed.opinions
    }


def of_last_quarter(sealed: Sealed) -> Figures:
    """Return what the pictures show of the quarter that was sealed."""
    found: Counter[tuple[Any, ...]] = Counter()
    quarter = sealed.history[-1]
    assert quarter.slug == sealed.quarter
    for group in quarter.delivery:
        found["actions", int(group.key)] += group.total
        for each in group.counts:
            found["delivery", int(group.key), each.code] += each.number
    for group in quarter.returns:
        found["returns", "all"] += group.total
        for each in group.counts:
            kind = {"nil": "on_time", "nil_late": "late"}.get(each.code, each.code)
            found["returns", kind] += each.number
            found["returns", "nil"] += each.number if "nil" in each.code else 0
    return told(found)
