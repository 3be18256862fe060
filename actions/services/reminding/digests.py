"""Sending what people are owed: one mail per person, whatever it is about (R59).

A worker takes all of a person's reminders by one conditional UPDATE, so that of two
workers only one sees rows change. It looks again whether each still holds, writes the
message down as a :class:`Digest`, sends it, and notes the answer. If the worker dies,
the rows come free when ``settings.REMINDER_LEASE`` is over; that must be longer than a
mail can take. What fails is tried again later and later, by the ledger and not by the
queue, so that no broker can lose it.

A second mail is possible where the answer is not known: a worker died between the mail
server's yes and our note of it, or the answer never came. Its digest is marked as
doubtful and counted. A second copy of the same reminders carries the same Message-ID,
by which most mail systems drop it.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from actions import events
from actions.models import Digest, Reminder
from actions.querysets import ReminderQuerySet
from actions.querysets.reminders import with_things
from actions.selectors.stages import rules_in_force
from actions.services.reminding import messages
from actions.services.reminding.delivery import give_up
from actions.services.reminding.due import Due
from actions.services.reminding.plans import due_reminders, moment_of, overtaken
from actions.tasks import reminders as tasks
from hcss.kernel import audit, working_days

#: After the first failure a while, then twice as long each time, an hour at most.
_LONGEST_WAIT = timedelta(hours=1)
#: In seconds: what no worker has begun by then is asked for again.
_UNTIL_THE_NEXT_RUN = 300
_DOUBLINGS = 6

Owed = list[tuple[Reminder, Due]]


def owed_people(*, now: datetime) -> list[int]:
    """Return the ids of those who are owed something that nobody is sending."""
    owed = _unclaimed(now).order_by("person").values_list("person", flat=True)
    return list(owed.distinct())


def queue_digests(*, now: datetime) -> int:
    """Hand one task per person owed to the workers; return how many.

    Safe to repeat: a task that finds nothing of its person's left does nothing.
    With the broker down it raises, nothing is lost, and the next run asks again.
    """
    if not working_days.is_working_day(timezone.localtime(now).date()):
        return 0
    people = owed_people(now=now)
    send: Any = tasks.send_digest
    for person_id in people:
        send.hand_over(kwargs={"person_id": person_id}, expires=_UNTIL_THE_NEXT_RUN)
    return len(people)


def send_digest(*, person_id: int, now: datetime) -> int:
    """Send one mail with all that the person is owed; return how many reminders.

    0 if another worker has them, if nothing is owed any more, if it could not be
    sent (the reminders say why and when they are tried again), or on a day that is
    no working day.
    """
    on = timezone.localtime(now).date()
    if not working_days.is_working_day(on):
        return 0
    claim = uuid4()
    mine = _unclaimed(now).filter(person=person_id)
    if not mine.update(taken_at=now, claim=claim, attempts=F("attempts") + 1):
        return 0
    owed = _drop_what_no_longer_holds(claim, now)
    if not owed:
        return 0
    digest = _write_down(owed, claim, now)
    if digest is None or not _deliver(digest, owed, claim, now):
        return 0
    with transaction.atomic():
        Digest.objects.filter(pk=digest.pk).update(sent_at=now)
        _held(claim).update(sent_at=now, error="", failed_at=None, next_try_at=None)
        sent = [reminder for reminder, _due in owed]
        audit.record_many(events.REMINDER_SENT, actor=None, subjects=sent, now=now)
    return len(sent)


def _unclaimed(now: datetime) -> ReminderQuerySet:
    on = timezone.localtime(now).date()
    return Reminder.objects.unclaimed(at=now, on=on, lease=settings.REMINDER_LEASE)


def _held(claim: UUID) -> ReminderQuerySet:
    """Return what this worker has taken, unless its lease ran out and another did."""
    return Reminder.objects.owed().filter(claim=claim)


# --- Does it still hold? ----------------------------------------------------------


def _drop_what_no_longer_holds(claim: UUID, now: datetime) -> Owed:
    """Stop the reminders whose reason has gone; return the others with it."""
    taken = with_things(_held(claim).select_related("person").order_by("pk"))
    give_up(reminders=taken, now=now)
    among: dict[str, set[int]] = defaultdict(set)
    for reminder in taken:
        among[reminder.kind].add(reminder.thing_id)
    due = due_reminders(on=timezone.localtime(now).date(), now=now, among=among)
    by_key = {each.key: each for each in due}
    holding: Owed = []
    stopping: dict[str, list[int]] = defaultdict(list)
    for reminder in taken:
        found = by_key.get((reminder.person_id, reminder.stage, reminder.occasion))
        if found and not found.overtaken_by:
            holding.append((reminder, found))
        else:
            stopping[_why_not(reminder, found, due, now)].append(reminder.pk)
    for why, ids in stopping.items():
        _held(claim).filter(pk__in=ids).update(
            stopped_at=now, stopped_because=why, taken_at=None, claim=None
        )
    return holding


def _why_not(
    reminder: Reminder, found: Due | None, due: Iterable[Due], now: datetime
) -> str:
    """Say why a reminder is not sent."""
    if found:
        return overtaken(by=found.overtaken_by)
    told = [
        each.person
        for each in due
        if (each.stage, each.occasion) == (reminder.stage, reminder.occasion)
    ]
    if told:
        others = any(told)
        return f"{'Somebody else' if others else 'Nobody'} is told of it now."
    rule = rules_in_force().get(reminder.stage)
    if rule is None or not rule.is_on:
        return "The stage was turned off."
    moment = moment_of(on=timezone.localtime(now).date(), now=now)
    over = reminder.source.over(reminder.thing, moment)
    return over or "The date, or when it is reminded of, has changed."


# --- The mail -----------------------------------------------------------------------


def _write_down(owed: Owed, claim: UUID, now: datetime) -> Digest | None:
    """Write the message down before it goes, and take the reminders afresh.

    None if the lease ran out meanwhile and another worker has them.
    """
    reminders = [reminder for reminder, _due in owed]
    person = reminders[0].person
    with transaction.atomic():
        digest = Digest.objects.create(
            person=person,
            address=person.email,
            subject=messages.subject_of([due for _reminder, due in owed])[:300],
            message_id=messages.message_id_of(reminders),
            begun_at=now,
        )
        taken = _held(claim).update(digest=digest, taken_at=now)
        if taken != len(reminders):
            transaction.set_rollback(True)
            return None
    return digest


def _deliver(digest: Digest, owed: Owed, claim: UUID, now: datetime) -> bool:
    """Send the mail; if it fails, let the reminders go with the error beside them."""
    message = messages.message_of(digest, [due for _reminder, due in owed])
    try:
        message.send()
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors
        _let_go(digest, [reminder for reminder, _due in owed], claim, error, now)
        return False
    return True


def _let_go(
    digest: Digest,
    reminders: list[Reminder],
    claim: UUID,
    error: Exception,
    now: datetime,
) -> None:
    """Free what could not be sent, and write down why where an officer sees it.

    If the address was mended meanwhile, it is tried again at once, whatever was said.
    """
    digest.person.refresh_from_db(fields=["email"])
    is_mended = not digest.is_to_their_address
    for_good = messages.is_for_good(error) and not is_mended
    words = messages.words_of(error)
    news = [each for each in reminders if for_good or each.failed_at is None]
    tries = max(each.attempts for each in reminders)
    with transaction.atomic():
        Digest.objects.filter(pk=digest.pk).update(
            failed_at=now,
            is_refused=for_good,
            lost_at=now if messages.is_unanswered(error) else None,
            error=words,
        )
        _held(claim).update(
            taken_at=None,
            claim=None,
            failed_at=now,
            next_try_at=now if is_mended else now + wait_after(tries),
            refused_at=now if for_good else None,
            error=words,
        )
        audit.record_many(
            events.REMINDER_FAILED, actor=None, subjects=news, now=now, why=words
        )


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts have failed."""
    doubled = settings.REMINDER_RETRY * 2 ** min(max(attempts - 1, 0), _DOUBLINGS)
    return doubled if doubled < _LONGEST_WAIT else _LONGEST_WAIT
