"""Who is to be told what on a day, and writing that down (R59).

One computation, :func:`due_reminders`, answers for the planning, for the dry run and,
at the moment of sending, for whether a reminder still holds.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from actions.choices import Stage
from actions.models import Action, Ask, Period, Reminder, Return
from actions.querysets import ActionQuerySet, ReminderQuerySet, ReturnQuerySet
from actions.selectors.asks import risen
from actions.services.reminder_due import Due, Key
from actions.services.reminder_people import People, Recipient, people_on
from hcss.kernel import working_days

#: What is reached when an action's forecast date is so many days away.
_DAYS_BEFORE = {
    Stage.ACTION_DUE_30: 30,
    Stage.ACTION_DUE_7: 7,
    Stage.ACTION_OVERDUE: -1,
}
_DAYS_BEFORE_REVIEW = 7
_DAYS_UNDATED = 60


@transaction.atomic
def plan_reminders(*, on: date, now: datetime) -> int:
    """Write down whom the rules call to remind on ``on``; return how many are new.

    Safe to repeat, and by two at once: the ledger has one row per person, stage
    and occasion. Whatever fell due on or before ``on`` and has not been sent is
    written, so a run that was missed is made up for; of several stages of one
    thing only the latest is to be sent, the earlier ones are kept as stopped. A
    stopped reminder that holds again (a deadline put off, a person back) is
    revived. Nothing happens on a day that is no working day in England.
    """
    if not working_days.is_working_day(on):
        return 0
    due = [each for each in due_reminders(on=on, now=now) if each.person]
    ledger = {_key(row): row for row in _ledger(on=on, now=now)}
    missing = [each for each in due if each.key not in ledger]
    Reminder.objects.bulk_create(
        # In one order everywhere, so that two planners never wait for each other.
        [_row(each, now) for each in sorted(missing, key=lambda each: each.key)],
        ignore_conflicts=True,
    )
    again = [ledger[each.key].pk for each in due if _is_revived(each, ledger)]
    revived = _revive(again)
    return sum(not each.overtaken_by for each in missing) + revived


def who_would_be_written_to(*, on: date, now: datetime) -> list[Due]:
    """Return what a run on ``on`` would send, and the vacancies it would meet.

    By the same computation as :func:`plan_reminders`, writing nothing. What was
    sent, or waits for an officer because the mail server refused it, is left out;
    so is everything on a day that is no working day.
    """
    if not working_days.is_working_day(on):
        return []
    ledger = {_key(row): row for row in _ledger(on=on, now=now)}
    listed = []
    for each in due_reminders(on=on, now=now):
        row = ledger.get(each.key)
        if each.overtaken_by or (row and (row.sent_at or row.refused_at)):
            continue
        waits = row is not None and row.stopped_at is None
        listed.append(replace(each, is_waiting=waits))
    return listed


def due_reminders(
    *,
    on: date,
    now: datetime,
    returns: ReturnQuerySet | None = None,
    actions: ActionQuerySet | None = None,
) -> list[Due]:
    """Return everything the rules call for on ``on``, whether sent or not.

    ``returns`` and ``actions`` narrow it to those. Five queries, whatever the size.
    """
    people = people_on(day=on)
    found: list[Due] = []
    for quarterly_return in _returns(now, returns).with_agency():
        found += _of_return(quarterly_return, people, on)
    chosen = _actions(on, actions).select_related("lead_agency")
    for action in chosen.order_by("pk"):
        found += _of_action(action, people, on)
    for ask in _asks(on, actions):
        found += _of_ask(ask, people)
    return found


# --- Which things, and which stages they have reached ----------------------------


def _returns(now: datetime, among: ReturnQuerySet | None = None) -> ReturnQuerySet:
    """Keep the returns that have not come in, while their period is open."""
    returns = Return.objects.all() if among is None else among
    open_periods = Period.objects.open().filter(closes_at__gt=now)
    return returns.outstanding().filter(period__in=open_periods).order_by("pk")


def _actions(on: date, among: ActionQuerySet | None = None) -> ActionQuerySet:
    """Keep the actions whose date, or lack of one, calls for a reminder."""
    actions = Action.objects.all() if among is None else among
    soon = on + timedelta(days=max(_DAYS_BEFORE.values()))
    for_review = on + timedelta(days=_DAYS_BEFORE_REVIEW)
    long_ago = on - timedelta(days=_DAYS_UNDATED)
    return actions.reported().filter(
        Q(forecast_on__lte=soon)
        | Q(review_on__lte=for_review)
        | Q(forecast_on=None, review_on=None, agreed_on__lte=long_ago)
    )


def _asks(on: date, among: ActionQuerySet | None = None) -> QuerySet[Ask]:
    """Keep the asks that nobody answered in time (R21)."""
    late: QuerySet[Ask] = risen(on=on)
    return late if among is None else late.filter(action__in=among)


def _of_return(quarterly_return: Return, people: People, on: date) -> Iterator[Due]:
    period, agency = quarterly_return.period, quarterly_return.agency
    due_on = timezone.localtime(period.due_at).date()
    begins = {
        Stage.RETURN_OPENED: date.min,
        Stage.RETURN_FIRST: period.first_reminder_on,
        Stage.RETURN_SECOND: period.second_reminder_on,
        Stage.RETURN_LATE: due_on + timedelta(days=1),
    }
    told = {
        Stage.RETURN_OPENED: people.contacts,
        Stage.RETURN_FIRST: people.contacts,
        Stage.RETURN_SECOND: people.everybody,
        Stage.RETURN_LATE: people.everybody,
    }
    return _each(
        quarterly_return,
        [stage for stage, day in begins.items() if day <= on],
        lambda stage: told[stage](agency),
        occasion=f"return:{quarterly_return.pk}",
        concerns_on=due_on,
    )


def _of_action(action: Action, people: People, on: date) -> Iterator[Due]:
    stages, concerns_on = _action_stages(action, on)
    recipients = people.answering_for(action)
    return _each(
        action,
        stages,
        lambda _stage: recipients,
        occasion=f"action:{action.pk}:{concerns_on or action.agreed_on}",
        concerns_on=concerns_on,
    )


def _of_ask(ask: Ask, people: People) -> Iterator[Due]:
    recipients = people.answering(ask)
    each = _each(
        ask.action,
        [Stage.ASK_LATE],
        lambda _stage: recipients,
        occasion=f"ask:{ask.pk}",
        concerns_on=ask.need_by,
    )
    return (replace(due, ask=ask) for due in each)


def _action_stages(action: Action, on: date) -> tuple[list[Stage], date | None]:
    """Return the stages that an action of :func:`_actions` has reached."""
    if action.forecast_on:
        left = (action.forecast_on - on).days
        reached = [stage for stage, days in _DAYS_BEFORE.items() if left <= days]
        return reached, action.forecast_on
    if action.review_on:
        return [Stage.ACTION_REVIEW], action.review_on
    return [Stage.ACTION_UNDATED], None


def _each(
    thing: Return | Action,
    stages: list[Stage],
    told: Callable[[Stage], list[Recipient]],
    *,
    occasion: str,
    concerns_on: date | None,
) -> Iterator[Due]:
    """Make what is due of one thing; each person is told of the latest stage only."""
    recipients = {stage: told(stage) for stage in stages}
    latest = {who.person.pk: stage for stage in stages for who in recipients[stage]}
    plain = Due(
        stage=stages[-1],
        thing=thing,
        occasion=occasion,
        concerns_on=concerns_on,
        person=None,
        why="vacant: nobody answers for it",
    )
    if not latest:
        yield plain
    for stage in stages:
        for who in recipients[stage]:
            later = latest[who.person.pk]
            yield replace(
                plain,
                stage=stage,
                person=who.person,
                why=who.role,
                overtaken_by="" if later == stage else later.label,
            )


# --- The ledger --------------------------------------------------------------------


def _ledger(*, on: date, now: datetime) -> ReminderQuerySet:
    """Return what is written already about the things that are due."""
    rows = Reminder.objects.filter(
        Q(quarterly_return__in=_returns(now).values("pk"))
        | Q(action__in=_actions(on).values("pk"))
        | Q(action__in=_asks(on).order_by().values("action"))
    )
    return rows.only(
        "person_id", "stage", "occasion", "sent_at", "stopped_at", "refused_at"
    )


def _key(row: Reminder) -> Key:
    return (row.person_id, row.stage, row.occasion)


def _row(due: Due, now: datetime) -> Reminder:
    about = {
        "quarterly_return" if isinstance(due.thing, Return) else "action": due.thing
    }
    return Reminder(
        person=due.person,
        stage=due.stage,
        occasion=due.occasion,
        concerns_on=due.concerns_on,
        planned_at=now,
        stopped_at=now if due.overtaken_by else None,
        stopped_because=overtaken(by=due.overtaken_by) if due.overtaken_by else "",
        **about,
    )


def overtaken(*, by: str) -> str:
    """Return the words for a reminder in whose place a later one goes out."""
    return f"Overtaken by: {by}."


def _is_revived(due: Due, ledger: dict[Key, Reminder]) -> bool:
    row = ledger.get(due.key)
    return bool(row and row.stopped_at and not row.sent_at and not due.overtaken_by)


def _revive(stopped: Iterable[int]) -> int:
    ids = list(stopped)
    if not ids:
        return 0
    rows = Reminder.objects.filter(pk__in=ids, sent_at=None)
    return rows.exclude(stopped_at=None).update(
        stopped_at=None, stopped_because="", taken_at=None, claim=None
    )
