"""Who will be written to on a day, and why, before it goes (R59).

It is worked out as the planning and the sending work it out, so that what is listed is
what is then sent. For a later day the runs before it are gone through in memory: what
they send is no longer listed, what they leave is.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone

from actions.models import Reminder
from actions.services.reminding.due import Due, Key
from actions.services.reminding.plans import (
    Rules,
    due_reminders,
    key_of,
    ledger_of,
    new_row,
)
from actions.services.reminding.ways import Way, ways_of
from hcss.kernel import working_days
from partnerships.models import User

#: From this hour in Europe/London on, what is not planned goes on the next working day.
_EVENING = 18
#: How many working days ahead the pages look.
AHEAD = 10


@dataclass(frozen=True)
class Planned:
    """Somebody is to be told something by the run of a day, or why they are not yet."""

    due: Due
    #: Its row of the ledger, once it is written down; not saved if an earlier run of
    #: those gone through would write it.
    row: Reminder | None
    way: Way
    #: The person's address does not work, so nothing goes until it is mended.
    is_refused: bool

    @property
    def is_mailed(self) -> bool:
        """Whether it is mailed at all, or shown in the service only."""
        if self.row:
            return self.row.is_mailed
        return self.due.is_duty or not self.way.in_service_only

    @property
    def is_held(self) -> bool:
        return bool(self.row and self.row.held_at)

    @property
    def is_waiting(self) -> bool:
        """Say whether it stands in the ledger already and waits to be sent."""
        return bool(self.row and self.row.pk and not self.row.stopped_at)

    @property
    def not_before(self) -> date | None:
        """The day before which it does not go: chosen, or of the next try."""
        if self.row is None:
            return None if self.due.is_duty else self.way.next_day
        tried = self.row.next_try_at
        days = [self.row.not_before, timezone.localdate(tried) if tried else None]
        return max((each for each in days if each), default=None)

    def goes_on(self, day: date) -> bool:
        """Say whether that day's run mails it."""
        later = self.not_before is not None and self.not_before > day
        stays = self.is_held or self.is_refused or not self.due.person
        return self.is_mailed and not later and not stays

    def why_not_on(self, day: date) -> str:
        """Return a word for why that day's run does not mail it; empty if it does."""
        if self.goes_on(day):
            return ""
        if self.is_held:
            return "held"
        if not self.is_mailed:
            return "service"
        return "refused" if self.is_refused else "later"

    def row_after(self, day: date, now: datetime) -> Reminder:
        """Return how its row would stand after the run of ``day``. Saves nothing."""
        row = copy(self.row) if self.row else new_row(self.due, self.way, now)
        if row.sent_at:
            return row
        stops = bool(self.due.overtaken_by)
        row.stopped_at = now if stops else None
        is_shown = not row.is_mailed and not row.held_at
        if not stops and (self.goes_on(day) or is_shown):
            row.sent_at = now
        return row


@dataclass(frozen=True)
class Letter:
    """What one person is told on a day: the mail, and what does not go with it."""

    person: User
    going: list[Planned]
    staying: list[Planned]
    is_refused: bool


def next_run_on(*, now: datetime) -> date:
    """Return the day of the next run: today until the evening of a working day."""
    local = timezone.localtime(now)
    return working_days.after(local.date(), int(local.hour >= _EVENING))


def days_ahead(*, now: datetime) -> list[date]:
    """Return the day of the next run and the working days after it, in order."""
    first = next_run_on(now=now)
    return [working_days.after(first, count) for count in range(AHEAD + 1)]


def who_would_be_written_to(
    *, on: date, now: datetime, rules: Rules | None = None
) -> list[Planned]:
    """Return what a run on ``on`` finds to be told, and the vacancies it would meet.

    Writes nothing. What was sent before is left out, by the runs until then too; so
    is everything on a day that is no working day. What ``goes_on`` that day is just
    what is then mailed. ``rules`` are those in force, unless others are to be tried.
    """
    if not working_days.is_working_day(on):
        return []
    refused = set(Reminder.objects.refused().values_list("person", flat=True))
    told: dict[Key, Reminder] = {}
    for day in _runs_before(on, now):
        for each in _run_of(day, now, told, refused, rules):
            if each.due.person:
                told[each.due.key] = each.row_after(day, now)
    return [
        each
        for each in _run_of(on, now, told, refused, rules)
        if not each.due.overtaken_by and not (each.row and each.row.sent_at)
    ]


def by_person(planned: Iterable[Planned], *, on: date) -> dict[int, list[Planned]]:
    """Return the digests of a day: by person's id what goes to them together."""
    return {
        each.person.pk: each.going for each in letters(planned, on=on) if each.going
    }


def letters(planned: Iterable[Planned], *, on: date) -> list[Letter]:
    """Return by person, in order of their names, what goes and what does not."""
    told = [(each.due.person, each) for each in planned if each.due.person]
    told.sort(key=lambda each: (each[0].name, each[0].pk))
    found = []
    for person, group in groupby(told, key=lambda each: each[0]):
        theirs = sorted((each for _person, each in group), key=_as_in_the_mail)
        going = [each for each in theirs if each.goes_on(on)]
        staying = [each for each in theirs if not each.goes_on(on)]
        is_refused = any(each.is_refused for each in theirs)
        found.append(Letter(person, going, staying, is_refused))
    return found


def vacancies_in(planned: Iterable[Planned]) -> list[Planned]:
    """Return where nobody can be told."""
    return [each for each in planned if each.due.person is None]


def _as_in_the_mail(planned: Planned) -> tuple[bool, int, Key]:
    """Keep the order of the ledger; what is not in it yet comes in planning's order."""
    number = planned.row.pk if planned.row else None
    return (number is None, number or 0, planned.due.key)


def _runs_before(on: date, now: datetime) -> Iterator[date]:
    day = next_run_on(now=now)
    while day < on:
        yield day
        day = working_days.after(day, 1)


def _run_of(
    on: date,
    now: datetime,
    told: dict[Key, Reminder],
    refused: set[int],
    rules: Rules | None,
) -> list[Planned]:
    """Return all that is due on a day, told or not, with its row as it then stands."""
    ledger = {key_of(row): row for row in ledger_of(on=on, now=now, rules=rules)}
    ledger |= told
    ways = ways_of(on=on)
    return [
        Planned(due, ledger.get(due.key), ways[due.key[0]], due.key[0] in refused)
        for due in due_reminders(on=on, now=now, rules=rules)
    ]
