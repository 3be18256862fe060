"""When somebody is to be told of something: stages, their moments, their sources.

A *source* is a kind of thing that people are reminded of, such as returns. Each app
registers its own when it is ready: which of its things are open, which dates they have,
who is to be told. A *stage* is data: so many days before or after one of those dates
these people are told in these words (R59). The words are kept out of the sources so
that officers can change them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml
from django.db.models import Model, Q, QuerySet, TextChoices

from hcss.kernel import working_days
from hcss.kernel.standing import Moment


class Unit(TextChoices):
    """What a stage counts in."""

    WORKING_DAYS = "working_days", "working days"
    DAYS = "days", "days"


#: The furthest that a stage may be from its date, in days of either unit.
FURTHEST = 400


@dataclass(frozen=True)
class Recipient:
    """Somebody to remind, and as what."""

    person: Any
    role: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """A kind of thing that people are reminded of. It asks and never writes."""

    kind: str
    label: str
    model: type[Model]
    #: The dates that its stages may count from, and what each is called.
    dates: Mapping[str, str]
    #: Who may be told, and in words.
    people: Mapping[str, str]
    #: What its sentences may name, and what each stands for.
    words: Mapping[str, str]
    #: What is open at a moment; of a date later than the one given nothing is due yet.
    rows: Callable[[Moment, Mapping[str, date]], QuerySet]
    #: What is fetched with a thing that is shown.
    shown: Callable[[], QuerySet]
    #: The dates of one thing; None where it has none.
    dates_of: Callable[[Any], Mapping[str, date | None]]
    #: Keeps one occasion of a thing apart from the next; empty if it has only one.
    occasion_of: Callable[[Any, str, date], str]
    #: Who is told: the thing, a word of ``people``, and who answers for what.
    told: Callable[[Any, str, Any], list[Recipient]]
    #: The values of ``words`` for one thing and the date that is counted from.
    facts: Callable[[Any, date], Mapping[str, str]]
    #: How a thing may be named in a mail or a feed: nothing sensitive (R57, R58).
    about: Callable[[Any], str]
    #: Why nobody needs reminding of it any more; empty if somebody does.
    over: Callable[[Any, Moment], str]
    #: What has to be so for anybody to be told of it, as a sentence for officers.
    condition: str = ""
    #: The last day of doing it, for a calendar: a word of ``dates`` and its name.
    deadlines: Mapping[str, str] = field(default_factory=dict)
    #: The hour of that day, where it has one.
    ends_at: Callable[[Any], datetime] | None = None
    #: Of which a person may be told on a day, as a filter: all of it theirs to see.
    concerning: Callable[[Any, date], Q] = lambda _person, _on: Q()
    #: Keeps what a reminder, as outer query, is still about: of the same date.
    still: Q = field(default_factory=Q)
    #: The rows in whose history every move of its dates is written down.
    history_of: Callable[[Any], list[Model]] = lambda thing: [thing]


_sources: dict[str, Source] = {}


def register(*sources: Source) -> None:
    """Add kinds of things that people are reminded of."""
    for source in sources:
        if source.kind in _sources:
            raise ValueError(f"two sources are called {source.kind!r}")
        _sources[source.kind] = source


def sources() -> dict[str, Source]:
    """Return every source by its kind, in the order in which they registered."""
    return dict(_sources)


def source_of(kind: str) -> Source:
    """Return the source of that kind; a typing error is a crash."""
    return _sources[kind]


@dataclass(frozen=True, kw_only=True)
class StageRule:
    """One stage as it stands: when, whom, in which words. Version 0 is as delivered."""

    code: str
    label: str
    kind: str
    #: A word of the source's ``dates``.
    counted_from: str
    #: So many days after the date; before it if negative.
    count: int
    unit: str
    people: tuple[str, ...]
    #: What is somebody's duty is mailed whatever they prefer.
    is_duty: bool
    sentence: str
    is_on: bool = True
    version: int = 0

    def moment(self, counted_from: date) -> date:
        """Return the working day on which it is due to go out."""
        if self.unit == Unit.WORKING_DAYS:
            return working_days.after(counted_from, self.count)
        return working_days.after(counted_from + timedelta(days=self.count), 0)

    def reaches(self, on: date) -> date:
        """Return the last date whose moment has come on ``on``."""
        return _reaches(self.unit, self.count, on)

    @property
    def when(self) -> str:
        """The moment in words, such as ``7 working days before``."""
        if not self.count:
            return "on"
        amount = abs(self.count)
        unit = Unit(self.unit).label if amount > 1 else Unit(self.unit).label[:-1]
        return f"{amount} {unit} {'after' if self.count > 0 else 'before'}"


@lru_cache(maxsize=4096)
def _reaches(unit: str, count: int, on: date) -> date:
    if unit == Unit.DAYS:
        return on - timedelta(days=count)
    day = on - timedelta(days=count)  # near it; moments never go back when dates go on
    while working_days.after(day, count) > on:
        day -= timedelta(days=1)
    while working_days.after(day + timedelta(days=1), count) <= on:
        day += timedelta(days=1)
    return day


def problems_of(sentence: str, source: Source) -> list[str]:
    """Return what is wrong with a sentence, in words; nothing if it can be used.

    A sentence names what it needs in braces, such as ``{about}``; nothing else of
    Python's format language is understood.
    """
    try:
        parts = list(Formatter().parse(sentence))
    except ValueError:
        return ["A brace is opened and not closed, or closed and not opened."]
    known = ", ".join("{" + word + "}" for word in source.words)
    return [
        f"“{{{name}}}” is not known here: use {known}."
        if name not in source.words
        else f"Write “{{{name}}}” alone, with nothing after the name."
        for _text, name, form, conversion in parts
        if name is not None and (name not in source.words or form or conversion)
    ]


def reach_of(rules: Iterable[StageRule], on: date) -> dict[str, date]:
    """Return by date of a source how late it may be for some stage to have come."""
    reach: dict[str, date] = {}
    for rule in rules:
        last = rule.reaches(on)
        reach[rule.counted_from] = max(reach.get(rule.counted_from, date.min), last)
    return reach


# --- The stages as delivered -------------------------------------------------------

_delivered: dict[str, StageRule] = {}


def deliver(path: Path) -> None:
    """Read stages from a data file; a source of each kind has registered before.

    Raises:
        ValueError: a stage names what its source does not know.
    """
    for code, words in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        rule = StageRule(code=code, **words | {"people": tuple(words["people"])})
        _refuse_unknown(rule)
        _delivered[code] = rule


def _refuse_unknown(rule: StageRule) -> None:
    source = source_of(rule.kind)
    unknown = {rule.counted_from} - set(source.dates) | set(rule.people) - set(
        source.people
    )
    problems = [*sorted(unknown), *problems_of(rule.sentence, source)]
    if problems or rule.unit not in Unit.values or rule.code in _delivered:
        raise ValueError(f"stage {rule.code!r} cannot be used: {problems}")


def delivered() -> dict[str, StageRule]:
    """Return every stage as delivered, by its code, in order."""
    return dict(_delivered)


def label_of(code: str) -> str:
    """Return what a stage is called; its code if it is no longer known."""
    rule = _delivered.get(code)
    return rule.label if rule else code
