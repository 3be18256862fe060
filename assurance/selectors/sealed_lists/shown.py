"""A sealed row as a page shows it: a few columns, and everything else below them."""

from dataclasses import dataclass
from datetime import date, datetime

from actions.choices import Marking
from assurance.selectors.sealed_lists.shapes import Column, Row, SealedList, Value
from hcss.kernel.templatetags.show import day, moment

#: The columns of each list's table; the first names the row.
MAIN: dict[str, tuple[str, ...]] = {
    "actions": ("ref", "title", "lead", "status_label", "forecast_on", "life_label"),
    "returns": ("agency", "label", "sent_at", "signed_name", "accepted_on", "lines"),
    "opinions": (
        "priority_number",
        "scope",
        "level_label",
        "giver",
        "given_on",
        "expires_on",
    ),
    "date_changes": ("ref", "number", "agency", "old_on", "new_on", "state_label"),
    "asks": ("number", "ref", "agency", "of_name", "text", "need_by", "state_label"),
    "amendments": ("ref", "quarter_label", "agency", "differences", "decided_at"),
    "decisions": ("number", "meeting_on", "text", "follow_up", "outcome"),
    "escalations": ("number", "kind_label", "agency", "to_name", "reply_by", "reply"),
    "funding": ("stream", "ends_on", "quarter_label", "actions"),
    "checks": ("label", "grade", "number", "total"),
    "evidence": ("title", "kind_label", "dated_on", "ref", "agency"),
}
_MARKINGS = ("marking", "line_marking")
#: What programs need and people do not, by how its column is called.
_FOR_PROGRAMS = ("_slug", "_slugs", "_code", "return_of")


@dataclass(frozen=True, slots=True)
class ShownRow:
    """What stands in the table, and what stands below it: label and words."""

    name: str
    cells: tuple[tuple[str, str], ...]
    rest: tuple[tuple[str, str], ...]
    is_sensitive: bool
    #: Its words are kept from the reader.
    is_hidden: bool


def headings(listed: SealedList) -> tuple[Column, ...]:
    """Return the columns of the table, the one that names the row first."""
    by_key = {each.key: each for each in listed.columns}
    return tuple(by_key[key] for key in MAIN[listed.code])


def shown(listed: SealedList, row: Row) -> ShownRow:
    """Return a row in words. Nothing is shortened; what is empty is left out below."""
    first, *others = headings(listed)
    rest = (
        (each.label, _words(each.key, row))
        for each in listed.columns
        if each.key not in MAIN[listed.code] and not _is_for_programs(each.key, row)
    )
    return ShownRow(
        name=words_of(row[first.key]),
        cells=tuple((each.label, words_of(row[each.key])) for each in others),
        rest=tuple((label, words) for label, words in rest if words),
        is_sensitive=any(row.get(key) == Marking.SENSITIVE for key in _MARKINGS),
        is_hidden=bool(row.get("line_is_hidden")),
    )


def _words(key: str, row: Row) -> str:
    value = row[key]
    labels: dict[Value, str] = dict(Marking.choices)
    return labels.get(value, "") if key in _MARKINGS else words_of(value)


def _is_for_programs(key: str, row: Row) -> bool:
    return key.endswith(_FOR_PROGRAMS) or f"{key}_label" in row or key == "kind"


def words_of(value: Value) -> str:
    """Return a value in words; nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else str(value)
