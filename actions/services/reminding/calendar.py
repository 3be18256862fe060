"""What a person owes with its dates, as a calendar reads it (iCalendar, RFC 5545).

Not only what a stage has been reached of: everything open that is the person's duty,
up to a year ahead. Whoever is told only because a date has passed owes nothing by that
date, and has it not. What is done is not in it any more. The same thing keeps its UID;
every change in its history, so every move of its date, raises the SEQUENCE. Nothing
of a sensitive action stands here but its reference (R57, R58).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max, Model, Q
from django.utils import timezone
from icalendar import Alarm, Calendar, Event

from actions.selectors.windows import LONDON
from actions.services.reminding.people import People, people_on
from actions.services.reminding.plans import rules_by_kind
from hcss.kernel import reminding
from hcss.kernel.models import AuditEvent
from hcss.kernel.reminding import Source, StageRule
from hcss.kernel.standing import Moment
from partnerships.models import User

_AHEAD = timedelta(days=366)
#: A week before; of what takes the whole day at nine in the morning, not at midnight.
_WEEK_BEFORE = timedelta(days=-7)
_WEEK_BEFORE_AT_NINE = _WEEK_BEFORE + timedelta(hours=9)
#: How often a calendar is asked to read again.
_READ_AGAIN = timedelta(hours=1)

#: By label and number of its subject: how many events of the audit trail, and the last.
History = dict[tuple[str, int], tuple[int, datetime]]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One last day of one thing."""

    source: Source
    thing: Any
    #: A word of the source's ``deadlines``.
    deadline: str
    on: date

    @property
    def uid(self) -> str:
        host = urlsplit(settings.SITE_URL).hostname
        return f"{self.source.kind}-{self.thing.pk}-{self.deadline}@{host}"

    @property
    def summary(self) -> str:
        """Name it as a mail may, on one line, and say what is to be done by then."""
        words = (
            f"{self.source.about(self.thing)} {self.source.deadlines[self.deadline]}"
        )
        return " ".join(words.split())

    @property
    def starts(self) -> date | datetime:
        """The hour of a thing that has one, in Europe/London; else the day."""
        if self.source.ends_at is None:
            return self.on
        return self.source.ends_at(self.thing).astimezone(LONDON)

    @property
    def url(self) -> str:
        return f"{settings.SITE_URL}{self.thing.get_absolute_url()}"

    @property
    def history_of(self) -> list[Model]:
        return self.source.history_of(self.thing)


def calendar_of(*, person: User, made_at: datetime, now: datetime) -> bytes:
    """Return the calendar of a person: the same bytes until something changes.

    ``made_at`` stands in for the time of a thing that has no history. A fixed number
    of queries, however much the person owes.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.GROUP_NAME}//{settings.SERVICE_NAME}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", settings.SERVICE_NAME)
    calendar.add("x-wr-calname", settings.SERVICE_NAME)
    calendar.add("x-wr-timezone", LONDON.key)
    calendar.add("refresh-interval", _READ_AGAIN, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", _READ_AGAIN)
    entries = list(entries_of(person=person, now=now))
    history = _history(each for entry in entries for each in entry.history_of)
    for entry in entries:
        calendar.add_component(_event(entry, history, made_at))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def entries_of(*, person: User, now: datetime) -> Iterator[Entry]:
    """Return every last day of what is open and the person's duty, a year ahead."""
    moment = Moment(at=now, on=timezone.localtime(now).date())
    people = people_on(day=moment.on)
    for kind, rules in rules_by_kind().items():
        source = reminding.source_of(kind)
        owing = _who_owes(rules)
        if not source.deadlines or not owing:
            continue
        for thing in _open(source, person, moment):
            if _is_told(source, thing, owing, people, person):
                yield from _last_days(source, thing)


def _who_owes(rules: Iterable[StageRule]) -> set[str]:
    """Return who is told by a duty before its date; by any, if none is before."""
    duties = [rule for rule in rules if rule.is_duty]
    before = [rule for rule in duties if rule.count <= 0]
    return {whom for rule in before or duties for whom in rule.people}


def _open(source: Source, person: User, moment: Moment) -> Iterable[Any]:
    far = dict.fromkeys(source.deadlines, moment.on + _AHEAD)
    rows = source.rows(moment, far).order_by()
    mine = rows.filter(source.concerning(person, moment.on))
    return source.shown().filter(pk__in=mine.values("pk")).order_by("pk")


def _is_told(
    source: Source, thing: Any, owing: set[str], people: People, person: User
) -> bool:
    told = (each for whom in owing for each in source.told(thing, whom, people))
    return any(each.person.pk == person.pk for each in told)


def _last_days(source: Source, thing: Any) -> Iterator[Entry]:
    dates = source.dates_of(thing)
    for deadline in source.deadlines:
        if on := dates.get(deadline):
            yield Entry(source=source, thing=thing, deadline=deadline, on=on)


# --- As iCalendar ---------------------------------------------------------------------


def _event(entry: Entry, history: History, made_at: datetime) -> Event:
    known = [history[key] for key in map(_key, entry.history_of) if key in history]
    changed_at = max((at for _count, at in known), default=made_at)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", sum(count for count, _at in known))
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("dtstart", entry.starts)
    event.add("summary", entry.summary)
    event.add("url", entry.url)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # a deadline keeps nobody busy
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.summary)
    is_timed = isinstance(entry.starts, datetime)
    alarm.add("trigger", _WEEK_BEFORE if is_timed else _WEEK_BEFORE_AT_NINE)
    event.add_component(alarm)
    return event


def _key(row: Model) -> tuple[str, int]:
    return (row._meta.label, row.pk)


def _history(rows: Iterable[Model]) -> History:
    """Count what the audit trail says of each row, in one query."""
    ids: dict[str, set[int]] = defaultdict(set)
    for label, pk in map(_key, rows):
        ids[label].add(pk)
    about = Q(pk__in=[])
    for label, found in ids.items():
        about |= Q(subject_type=label, subject_id__in=found)
    events = AuditEvent.objects.filter(about).values("subject_type", "subject_id")
    counted = events.annotate(number=Count("pk"), last=Max("happened_at"))
    return {
        (each["subject_type"], each["subject_id"]): (each["number"], each["last"])
        for each in counted
    }
