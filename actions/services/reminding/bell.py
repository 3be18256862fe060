"""What waits for a person: under the bell, and on the page of their reminders.

It is read from the ledger, so that it is what their digests say: nobody sees a thing
here of which they are not told, and what is done is gone at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from actions.models import Reminder
from actions.querysets import ReminderQuerySet
from actions.querysets.reminders import with_things
from actions.selectors.stages import rules_in_force
from actions.services.reminding.due import Due
from actions.services.reminding.wording import Sentence, parted
from hcss.kernel.reminding import StageRule
from hcss.kernel.standing import Moment
from partnerships.models import User


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that a person still has to do, and how they were told of it."""

    #: The latest that they were told, or will be.
    reminder: Reminder
    #: Since when it waits for them.
    since: datetime
    #: When a mail last named it; none if none has.
    mailed_at: datetime | None
    #: Filled in by :func:`in_words`.
    sentence: str = ""
    concerns_on: date | None = None

    @property
    def parted(self) -> Sentence:
        """The sentence with the name of the thing by itself, for a link."""
        return parted(self.sentence, name=self.reminder.about)


def number_of(*, person: User, now: datetime) -> int:
    """Return how many things wait: two queries, one for whom nothing is kept."""
    if not person.standing:
        return 0
    things = _open(person, now).values("kind", "thing_id")
    return things.distinct().count()


def what_waits(*, person: User, now: datetime, kind: str = "") -> list[Waiting]:
    """Return each thing that waits for the person once, the most urgent first."""
    if not person.standing:
        return []
    rows = _open(person, now).select_related("person")
    told: dict[tuple[str, int], list[Reminder]] = {}
    for row in rows.filter(kind=kind) if kind else rows:
        told.setdefault((row.kind, row.thing_id), []).append(row)
    return sorted(map(_one, told.values()), key=_by_urgency)


def told_before(*, person: User, now: datetime) -> ReminderQuerySet:
    """Return what the person was told of and need not do any more, newest first."""
    told: ReminderQuerySet = Reminder.objects.filter(person=person).sent()
    open_now = _open(person, now).values("pk")
    return told.exclude(pk__in=open_now).order_by("-sent_at", "-pk")


def in_words(listed: Sequence[Waiting]) -> list[Waiting]:
    """Say each in the words of its stage: a query a kind, however many there are."""
    with_things([each.reminder for each in listed])
    rules = rules_in_force()
    return [_said(each, rules.get(each.reminder.stage)) for each in listed]


def _open(person: User, now: datetime) -> ReminderQuerySet:
    rows: ReminderQuerySet = Reminder.objects.open_for(person, Moment.of(now))
    return rows


def _one(rows: list[Reminder]) -> Waiting:
    """Make one of all that was told of a thing."""
    mailed = [row.sent_at for row in rows if row.sent_at and row.is_mailed]
    return Waiting(
        reminder=max(rows, key=lambda row: (row.planned_at, row.pk)),
        since=min(row.planned_at for row in rows),
        mailed_at=max(mailed, default=None),
    )


def _by_urgency(each: Waiting) -> tuple[date, datetime, int]:
    """What has no date comes last."""
    return (each.reminder.concerns_on or date.max, each.since, each.reminder.pk)


def _said(each: Waiting, rule: StageRule | None) -> Waiting:
    reminder = each.reminder
    dates = reminder.source.dates_of(reminder.thing)
    counted_from = dates.get(rule.counted_from) if rule else None
    if rule is None or counted_from is None:
        return replace(each, sentence=reminder.about, concerns_on=reminder.concerns_on)
    due = Due(
        rule=rule,
        thing=reminder.thing,
        occasion=reminder.occasion,
        counted_from=counted_from,
        person=reminder.person,
        why="",
    )
    sentence = due.about if _is_late_no_more(due) else due.sentence
    return replace(each, sentence=sentence, concerns_on=due.concerns_on)


def _is_late_no_more(due: Due) -> bool:
    """Say whether they were told that it is late, and it has another date since."""
    source, counted_from = due.source, due.rule.counted_from
    now = source.occasion_of(due.thing, counted_from, due.counted_from)
    return due.rule.count > 0 and now != due.occasion
