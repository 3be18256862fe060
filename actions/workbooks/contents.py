"""What goes into the workbook of one return, for one person of its agency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from actions.choices import REPORTED_LIVES, Marking
from actions.models import Return, ReturnLine
from actions.models.lines import LineWords
from actions.selectors.comparison import Earlier, last_quarter
from actions.selectors.handling import HELD_BACK, words_for
from actions.selectors.sheet import answers_of, label_of
from actions.selectors.still_true import answer_of
from actions.workbooks.columns import FORMAT, GIVEN, MOST_IN_CELL, WRITTEN, Kind
from actions.workbooks.stamps import book_stamp, row_key
from hcss.kernel.templatetags.show import day
from partnerships.models import User

#: What a cell holds: words, a day, or nothing.
Held = str | date | None
#: Lines stand in the order of the Agreement.
_ORDER = ("action__priority__number", "action__ref", "pk")


@dataclass(frozen=True)
class Line:
    """A line of the return with what was reported on its action before."""

    line: ReturnLine
    earlier: Earlier | None
    #: The earlier words as the person may read them (R57).
    readable: LineWords | None

    @property
    def ref(self) -> str:
        return self.line.action.ref

    @property
    def is_owed(self) -> bool:
        """Say whether the agency still leads the action and reports on it."""
        action = self.line.action
        is_led = action.lead_agency_id == self.line.quarterly_return.agency_id
        return is_led and action.life in REPORTED_LIVES

    @property
    def is_sensitive(self) -> bool:
        """R57: whether anything that stands in its row is kept closer."""
        words = (self.line, self.readable)
        marked = any(each.is_sensitive for each in words if each is not None)
        return marked or self.line.action.is_sensitive

    @property
    def given(self) -> dict[str, Held]:
        """What is given with the line, to be read and not written."""
        action = self.line.action
        return {
            "ref": action.ref,
            "title": in_cell(action.title),
            "due": action.forecast_on,
            "last_status": self._last_status,
            "last_words": self._last_words,
        }

    @property
    def written(self) -> dict[str, Held]:
        """What the agency has written on it, as the cells hold it."""
        said: dict[str, Held] = {"answer": answer_of(self.line)}
        for column in WRITTEN[1:]:
            value = getattr(self.line, column.name)
            said[column.name] = in_cell(value) if isinstance(value, str) else value
        return said

    @property
    def _last_status(self) -> str:
        if self.earlier is None or self.readable is None:
            return ""
        return f"{label_of(self.readable, self.line)} ({self.earlier.quarter})"

    @property
    def _last_words(self) -> str:
        if self.readable is None:
            return ""
        if getattr(self.readable, "is_hidden", False):
            return HELD_BACK
        said = answers_of(self.readable)
        return in_cell("\n".join(f"{each.label}: {_said(each.value)}" for each in said))

    def key(self, *, version: int, given: Mapping[str, Held] | None = None) -> str:
        """Return the hidden key of the row beside what is given in it."""
        beside = self.given if given is None else given
        return row_key(
            quarterly_return=self.line.quarterly_return_id,
            line=self.line.pk,
            version=version,
            given=[as_stamped(beside.get(column.name)) for column in GIVEN],
        )


@dataclass(frozen=True)
class Contents:
    """Everything that a workbook says."""

    quarterly_return: Return
    marking: str
    facts: Mapping[str, str]
    lines: list[Line]


def contents(
    quarterly_return: Return, *, reader: User, made_for: str, now: datetime
) -> Contents:
    """Return the lines in which the agency may write now, with what they say."""
    lines = [
        each
        for each in lines_of(quarterly_return, reader=reader)
        if each.is_owed and each.line.is_writable(at=now)
    ]
    is_sensitive = any(each.is_sensitive for each in lines)
    return Contents(
        quarterly_return=quarterly_return,
        marking=str((Marking.SENSITIVE if is_sensitive else Marking.OFFICIAL).label),
        facts=facts_of(quarterly_return, made_for=made_for, now=now),
        lines=lines,
    )


def lines_of(quarterly_return: Return, *, reader: User) -> list[Line]:
    """Return every line of the return that the person may see. Two queries."""
    visible = quarterly_return.lines.visible_to(reader).with_action()
    lines = list(visible.select_related("accepted_by").order_by(*_ORDER))
    for line in lines:
        line.quarterly_return = quarterly_return
    beside = last_quarter(lines)
    return [_with_earlier(line, beside.get(line.pk), reader) for line in lines]


def _with_earlier(line: ReturnLine, earlier: Earlier | None, reader: User) -> Line:
    if earlier is None:
        return Line(line=line, earlier=None, readable=None)
    words = words_for(earlier.words, line=earlier.words.line, reader=reader)
    return Line(line=line, earlier=earlier, readable=words)


def facts_of(
    quarterly_return: Return, *, made_for: str, now: datetime
) -> dict[str, str]:
    """Return what the hidden sheet says of the whole, with its stamp."""
    facts = {
        "format": FORMAT,
        "return": str(quarterly_return.pk),
        "period": str(quarterly_return.period),
        "agency": quarterly_return.agency_name,
        "made_at": now.isoformat(timespec="seconds"),
        "made_for": made_for,
    }
    return facts | {"stamp": book_stamp(facts)}


def in_cell(text: str) -> str:
    """Return a text as a cell carries it: one kind of line break, and no longer."""
    return even(text)[:MOST_IN_CELL].rstrip()


def even(text: str) -> str:
    """Return a text as the site keeps it: line breaks alike, nothing around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def labelled(held: Mapping[str, Held]) -> dict[str, Held]:
    """Return the cells with the label of each choice instead of its value."""
    labels = {each.name: each.labels for each in WRITTEN if each.kind is Kind.CHOICE}
    return {
        name: labels[name].get(str(value), "") if name in labels else value
        for name, value in held.items()
    }


def as_stamped(held: Held) -> str:
    """Return what is given as it goes under the stamp."""
    return held.isoformat() if isinstance(held, date) else held or ""


def _said(value: object) -> str:
    return day(value) if isinstance(value, date) else str(value)
