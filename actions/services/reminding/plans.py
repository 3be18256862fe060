"""Who is to be told what on a day, and writing that down (R59).

One computation, :func:`due_reminders`, answers for the planning, for the dry run and,
at the moment of sending, for whether a reminder still holds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from actions.models import Reminder
from actions.querysets import ReminderQuerySet
from actions.selectors.stages import rules_in_force
from actions.selectors.windows import LONDON
from actions.services.reminding.due import Due, Key
from actions.services.reminding.people import People, people_on
from actions.services.reminding.ways import Way, ways_of
from hcss.kernel import bulk, reminding, working_days
from hcss.kernel.reminding import Recipient, Source, StageRule
from hcss.kernel.standing import Moment

Rules = dict[str, list[StageRule]]
#: The first planning of a day begins with this hour in Europe/London.
_MORNING = time(8)


@transaction.atomic
def plan_reminders(*, on: date, now: datetime) -> int:
    """Write down whom the rules call to remind on ``on``; return how many are new.

    Safe to repeat, and by two at once: the ledger has one row per person, stage
    and occasion. Whatever fell due on or before ``on`` and has not been sent is
    written, so a run that was missed is made up for; of several stages of one
    thing only the latest is to be sent, the earlier ones are kept as stopped. A
    stopped reminder that holds again (a deadline put off, a person back) is
    revived. Nothing happens on a day that is no working day in England. A fixed
    number of statements, however many people.
    """
    if not working_days.is_working_day(on):
        return 0
    due = [each for each in due_reminders(on=on, now=now) if each.person]
    ledger = {key_of(row): row for row in ledger_of(on=on, now=now)}
    missing = [each for each in due if each.key not in ledger]
    ways = ways_of(on=on)
    # In one order everywhere, so that two planners never wait for each other.
    ordered = sorted(missing, key=lambda each: each.key)
    bulk.insert_new([new_row(each, ways[each.key[0]], now) for each in ordered])
    again = [ledger[each.key].pk for each in due if _is_revived(each, ledger)]
    revived = _revive(again, now)
    return sum(not each.overtaken_by for each in missing) + revived


def due_reminders(
    *,
    on: date,
    now: datetime,
    among: Mapping[str, Iterable[int]] | None = None,
    rules: Rules | None = None,
) -> list[Due]:
    """Return everything the rules call for on ``on``, whether sent or not.

    ``among`` narrows it to those things: ids by kind. ``rules`` are those in force,
    unless others are to be tried. A fixed number of queries.
    """
    moment = moment_of(on=on, now=now)
    people = people_on(day=on)
    found: list[Due] = []
    for kind, of_kind in (rules_by_kind() if rules is None else rules).items():
        if among is not None and kind not in among:
            continue
        source = reminding.source_of(kind)
        rows = source.rows(moment, reminding.reach_of(of_kind, on))
        if among is not None:
            rows = rows.filter(pk__in=among[kind])
        open_now = source.shown().filter(pk__in=rows.order_by().values("pk"))
        for thing in open_now.order_by("pk"):
            found += _of_thing(thing, source, of_kind, people, on)
    return found


def rules_by_kind() -> Rules:
    """Return the stages that are on, by the kind of thing that they are about."""
    rules: Rules = defaultdict(list)
    for rule in rules_in_force().values():
        if rule.is_on:
            rules[rule.kind].append(rule)
    return rules


def moment_of(*, on: date, now: datetime) -> Moment:
    """Return the moment that counts for ``on``: now, or the morning of a later day."""
    return Moment(at=max(now, datetime.combine(on, _MORNING, LONDON)), on=on)


# --- One thing ----------------------------------------------------------------------


def _of_thing(
    thing: object, source: Source, rules: list[StageRule], people: People, on: date
) -> Iterator[Due]:
    """Make what is due of one thing; each person is told of the latest stage only."""
    dates = source.dates_of(thing)
    reached = [
        (rule, day)
        for rule in rules
        if (day := dates.get(rule.counted_from)) and day <= rule.reaches(on)
    ]
    reached.sort(key=lambda each: each[0].moment(each[1]))
    told = {rule.code: _told(thing, source, rule, people) for rule, _day in reached}
    latest = {who.person.pk: rule for rule, _day in reached for who in told[rule.code]}
    rules_reached = [rule for rule, _day in reached]
    duties = [rule for rule in rules_reached if rule.is_duty]
    bound = {who.person.pk for rule in duties for who in told[rule.code]}
    is_vacant = not any(told[rule.code] for rule in _who_answers(rules_reached))
    for rule, day in reached:
        plain = Due(
            rule=rule,
            thing=thing,
            occasion=source.occasion_of(thing, rule.counted_from, day),
            counted_from=day,
            person=None,
            why="vacant: nobody answers for it",
        )
        if is_vacant and rule == reached[-1][0]:
            yield plain
        for who in told[rule.code]:
            later = _later(rule, latest[who.person.pk], rules_reached)
            yield replace(
                plain,
                person=who.person,
                why=who.role,
                overtaken_by=later,
                stands_for_a_duty=who.person.pk in bound,
            )


def _who_answers(reached: list[StageRule]) -> list[StageRule]:
    """Return the stages that tell whoever is to do it, not others that it is late."""
    duties = [rule for rule in reached if rule.is_duty]
    return [rule for rule in duties if rule.count <= 0] or duties or reached


def _told(
    thing: object, source: Source, rule: StageRule, people: People
) -> list[Recipient]:
    """Return whom a stage tells, each person once and as what comes first."""
    first: dict[int, Recipient] = {}
    for whom in rule.people:
        for who in source.told(thing, whom, people):
            first.setdefault(who.person.pk, who)
    return list(first.values())


def _later(rule: StageRule, latest: StageRule, reached: list[StageRule]) -> str:
    """Return what a later stage is called in whose favour this one is dropped.

    One that the person is told, or one after the date where this one is before it.
    """
    if latest != rule:
        return latest.label
    passed = [
        each.label
        for each in reached
        if rule.count < 0 < each.count and each.counted_from == rule.counted_from
    ]
    return passed[0] if passed else ""


# --- The ledger --------------------------------------------------------------------


def ledger_of(
    *, on: date, now: datetime, rules: Rules | None = None
) -> ReminderQuerySet:
    """Return what is written already about the things that are due."""
    tried = rules_by_kind() if rules is None else rules
    reach = {kind: reminding.reach_of(of_kind, on) for kind, of_kind in tried.items()}
    rows: ReminderQuerySet = Reminder.objects.still_open(
        moment_of(on=on, now=now), reach
    )
    return rows


def key_of(row: Reminder) -> Key:
    """Return what keeps a row apart from every other."""
    return (row.person_id, row.stage, row.occasion)


def new_row(due: Due, way: Way, now: datetime) -> Reminder:
    """Return the row that stands for what is due, in the way the person chose."""
    stopped = bool(due.overtaken_by)
    is_mailed = due.is_duty or not way.in_service_only
    return Reminder(
        person_id=due.key[0],
        stage=due.stage,
        kind=due.kind,
        thing_id=due.thing.pk,
        occasion=due.occasion,
        concerns_on=due.concerns_on,
        planned_at=now,
        not_before=None if due.is_duty or stopped else way.next_day,
        is_mailed=is_mailed,
        sent_at=now if not is_mailed and not stopped else None,
        stopped_at=now if stopped else None,
        stopped_because=overtaken(by=due.overtaken_by) if stopped else "",
    )


def overtaken(*, by: str) -> str:
    """Return the words for a reminder in whose place a later one goes out."""
    return f"Overtaken by: {by}."


def _is_revived(due: Due, ledger: dict[Key, Reminder]) -> bool:
    row = ledger.get(due.key)
    return bool(row and row.stopped_at and not row.sent_at and not due.overtaken_by)


def _revive(stopped: Iterable[int], now: datetime) -> int:
    """Let them go after all; what its person wants in the service only is shown."""
    ids = list(stopped)
    if not ids:
        return 0
    again: dict[str, Any] = {"stopped_at": None, "stopped_because": ""}
    rows = Reminder.objects.filter(pk__in=ids, sent_at=None).exclude(stopped_at=None)
    shown = rows.filter(is_mailed=False).update(**again, sent_at=now)
    return shown + rows.update(**again, taken_at=None, claim=None)
