"""How a sealed list may be narrowed: the live list's own names, where they fit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.choices import OPEN_LIVES, DelayReason
from actions.return_choices import OPEN_ASKS, EvidenceKind
from assurance.selectors.returns import LATE
from assurance.selectors.sealed_lists.shapes import Row

Test = Callable[[Row, str], bool]


@dataclass(frozen=True)
class Narrowing:
    """One filter: its name in the address, its label, and what it keeps.

    ``value`` and ``words`` are the columns to choose from; ``extra`` are choices that
    no row has as a value. A tick has no choices.
    """

    name: str
    label: str
    keeps: Test
    value: str = ""
    words: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    is_tick: bool = False


def narrowed(code: str, rows: tuple[Row, ...], chosen: Mapping) -> tuple[Row, ...]:
    """Return the rows that every filter named in ``chosen`` keeps."""
    kept = rows
    for each in NARROWINGS.get(code, ()):
        value = chosen.get(each.name)
        if value not in (None, "", False):
            kept = tuple(row for row in kept if each.keeps(row, str(value)))
    return kept


def _by(name: str, label: str, value: str, words: str = "", **more: Any) -> Narrowing:
    def keeps(row: Row, chosen: str) -> bool:
        return str(row[value]) == chosen

    return Narrowing(
        name, label, more.pop("keeps", keeps), value, words or value, **more
    )


def _tick(name: str, label: str, keeps: Callable[[Row], bool]) -> Narrowing:
    return Narrowing(name, label, lambda row, _: keeps(row), is_tick=True)


def _saying(*columns: str) -> Narrowing:
    def keeps(row: Row, words: str) -> bool:
        return any(words.lower() in str(row[each] or "").lower() for each in columns)

    return Narrowing("q", "Words", keeps)


def _under(row: Row, code: str) -> bool:
    return str(row["heading_code"]) == ("" if code == "none" else code)


def _standing(row: Row, state: str) -> bool:
    if state == "unsettled":
        return row["state"] in OPEN_ASKS
    return row["state"] == state


def _asked_of(row: Row, slug: str) -> bool:
    return row["of_agency_slug"] == ("" if slug == "group" else slug)


def _reason(row: Row, code: str) -> bool:
    labels = dict(DelayReason.choices)
    return row["reason_label"] == labels.get(code, code)


def _kind(row: Row, code: str) -> bool:
    return row["kind_label"] == dict(EvidenceKind.choices).get(code, code)


def _current(row: Row, standing: str) -> bool:
    if standing == "replaced":
        return False  # a seal holds the last opinion on each scope
    return bool(row["is_out_of_date"]) == (standing == "out_of_date")


_REF = Narrowing("ref", "Action", lambda row, ref: str(row["ref"]) == ref.upper())
_AGENCY = _by("agency", "Agency", "agency_slug", "agency")
_STATE = _by("state", "State", "state", "state_label")
_PRIORITY = _by("priority", "Priority", "priority_number")
#: By the code of the list. Names that a list's live page has and no column answers
#: to (its order, its age today) are ignored.
NARROWINGS: dict[str, tuple[Narrowing, ...]] = {
    "actions": (
        _saying("ref", "title", "success_criterion"),
        _PRIORITY,
        _by("heading", "Heading", "heading_code", "heading_label", keeps=_under),
        _by("agency", "Lead agency", "lead_slug", "lead"),
        _by("life", "Life", "life", "life_label"),
        _by("status", "Status", "status", "status_label"),
        _tick("overdue", "Overdue", lambda row: bool(row["days_overdue"])),
        _tick(
            "undated",
            "No date agreed",
            lambda row: (
                row["life"] in OPEN_LIVES
                and not (row["forecast_on"] or row["is_continuing"])
            ),
        ),
        _tick("no_contact", "No contact", lambda row: not row["contact"]),
    ),
    "returns": (
        _AGENCY,
        _by("state", "State", "state", "label"),
        _tick("late", "Late", lambda row: row["kind"] == LATE),
        _tick("nil", "Nil return", lambda row: bool(row["is_nil"])),
    ),
    "opinions": (
        _PRIORITY,
        _by("heading", "Heading", "code", "scope"),
        _by("level", "Level", "level", "level_label"),
        _by("line", "Line of assurance", "line"),
        Narrowing(
            "standing",
            "Standing",
            _current,
            extra=(("current", "Current"), ("out_of_date", "Out of date")),
        ),
    ),
    "date_changes": (
        _STATE,
        _by("agency", "Lead agency", "agency_slug", "agency"),
        Narrowing("reason", "Reason", _reason, extra=tuple(DelayReason.choices)),
        _REF,
    ),
    "asks": (
        _by(
            "state",
            "State",
            "state",
            "state_label",
            keeps=_standing,
            extra=(("unsettled", "Not settled"),),
        ),
        _by(
            "of",
            "Asked of",
            "of_agency_slug",
            "of_name",
            keeps=_asked_of,
            extra=(("group", "The group"),),
        ),
        _by("agency", "Asked by", "agency_slug", "agency"),
        _REF,
        _tick("late", "Answer is late", lambda row: bool(row["days_late"])),
    ),
    "amendments": (
        _by("quarter", "Quarter", "quarter", "quarter_label"),
        _AGENCY,
        _REF,
    ),
    "escalations": (_STATE, _by("kind", "Why", "kind", "kind_label"), _AGENCY),
    "checks": (_by("grade", "Grade", "grade"),),
    "evidence": (
        _AGENCY,
        Narrowing("kind", "Kind", _kind, extra=tuple(EvidenceKind.choices)),
        _REF,
    ),
}
