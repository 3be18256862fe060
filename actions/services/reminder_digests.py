"""Sending what people are owed: one mail per person, whatever it is about (R59).

A worker takes all of a person's reminders by one conditional UPDATE, so that of two
workers only one sees rows change. It looks again whether each still holds, sends one
mail, and notes it. If the worker dies, the rows come free when
``settings.REMINDER_LEASE`` is over; that must be longer than a mail can take.

One second mail is possible and no other: if a worker dies between the mail server's
yes and our note of it. It carries the same Message-ID as the first, by which most mail
systems drop it.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from actions import events
from actions.choices import REPORTED_LIVES, Stage
from actions.models import Action, Reminder, Return
from actions.querysets import ReminderQuerySet
from actions.services.reminder_due import Due
from actions.services.reminder_plans import due_reminders, overtaken
from actions.tasks import reminders as tasks
from hcss.kernel import audit, working_days
from partnerships.models import User

_PERMANENT = range(500, 600)
_LONGEST_ERROR = 500


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
    for person_id in people:
        tasks.send_digest.apply_async(
            kwargs={"person_id": person_id},
            retry=True,
            retry_policy={"max_retries": 2, "interval_start": 0.1, "interval_max": 1},
        )
    return len(people)


def send_digest(*, person_id: int, now: datetime) -> int:
    """Send one mail with all that the person is owed; return how many reminders.

    0 if another worker has them, if nothing is owed any more, if the mail server
    refused the address for good, or on a day that is no working day.

    Raises:
        OSError: the mail could not be sent now. The reminders are free again, with
            the error beside them, so that the task may be tried again.
    """
    on = timezone.localtime(now).date()
    if not working_days.is_working_day(on):
        return 0
    claim = uuid4()
    mine = _unclaimed(now).filter(person=person_id)
    if not mine.update(taken_at=now, claim=claim, attempts=F("attempts") + 1):
        return 0
    owed = _drop_what_no_longer_holds(claim, now)
    if not owed or not _deliver(owed, claim, now):
        return 0
    with transaction.atomic():
        _held(claim).update(sent_at=now)
        sent = [reminder for reminder, _due in owed]
        audit.record_many(events.REMINDER_SENT, actor=None, subjects=sent, now=now)
    return len(sent)


def _unclaimed(now: datetime) -> ReminderQuerySet:
    return Reminder.objects.unclaimed(at=now, lease=settings.REMINDER_LEASE)


def _held(claim: UUID) -> ReminderQuerySet:
    """Return what this worker has taken, unless its lease ran out and another did."""
    return Reminder.objects.owed().filter(claim=claim)


# --- Does it still hold? ----------------------------------------------------------


def _drop_what_no_longer_holds(
    claim: UUID, now: datetime
) -> list[tuple[Reminder, Due]]:
    """Stop the reminders whose reason has gone; return the others with it."""
    taken = list(_held(claim).with_thing().order_by("pk"))
    due = due_reminders(
        on=timezone.localtime(now).date(),
        now=now,
        returns=Return.objects.filter(reminders__in=taken).distinct(),
        actions=Action.objects.filter(reminders__in=taken).distinct(),
    )
    by_key = {each.key: each for each in due}
    holding: list[tuple[Reminder, Due]] = []
    stopping: dict[str, list[int]] = defaultdict(list)
    for reminder in taken:
        found = by_key.get((reminder.person_id, reminder.stage, reminder.occasion))
        if found and not found.overtaken_by:
            holding.append((reminder, found))
        else:
            stopping[_why_not(reminder, found, due)].append(reminder.pk)
    for why, ids in stopping.items():
        _held(claim).filter(pk__in=ids).update(stopped_at=now, stopped_because=why)
    return holding


def _why_not(reminder: Reminder, found: Due | None, due: Iterable[Due]) -> str:
    """Say why a reminder is not sent."""
    if found:
        return overtaken(by=found.overtaken_by)
    if reminder.stage == Stage.ASK_LATE:
        return _why_no_ask(reminder, due)
    if settled := _settled(reminder.thing):
        return settled
    told_others = {(each.stage, each.occasion) for each in due}
    if (reminder.stage, reminder.occasion) in told_others:
        return "This person no longer answers for it."
    return "The date has changed."


def _why_no_ask(reminder: Reminder, due: Iterable[Due]) -> str:
    """Say why nobody is told of an ask, or somebody else is (R21)."""
    if any(each.occasion == reminder.occasion for each in due):
        return "Somebody else is to answer it now."
    return "The ask has been answered, settled or put off."


def _settled(thing: Return | Action) -> str:
    """Say why nobody needs reminding of it any more, or nothing."""
    if isinstance(thing, Action):
        life = thing.get_life_display().lower()
        return "" if thing.life in REPORTED_LIVES else f"The action is {life}."
    if thing.is_received:
        return "The return has come in."
    return "" if thing.period.is_open else "The period has closed."


# --- The mail -----------------------------------------------------------------------


def _deliver(owed: list[tuple[Reminder, Due]], claim: UUID, now: datetime) -> bool:
    """Send the mail; if it fails, let the reminders go with the error beside them.

    Returns False if the mail server refused it for good.
    """
    try:
        _message(owed).send()
    except (OSError, ValueError) as error:  # smtplib's errors are OSErrors
        for_good = _is_for_good(error)
        _let_go([reminder for reminder, _due in owed], claim, error, now)
        if for_good:
            return False
        raise
    return True


def _message(owed: list[tuple[Reminder, Due]]) -> EmailMultiAlternatives:
    """Write the mail: what, its date and a link; nobody's commentary (R58)."""
    person: User = owed[0][0].person
    context = {
        "person": person,
        "due": [due for _reminder, due in owed],
        "site_url": settings.SITE_URL,
        "service_name": settings.SERVICE_NAME,
        "group_name": settings.GROUP_NAME,
    }
    subject = render_to_string("actions/mail/reminders_subject.txt", context)
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("actions/mail/reminders.txt", context),
        to=[person.email],
        headers={
            "Message-ID": _message_id([reminder for reminder, _due in owed]),
            "Auto-Submitted": "auto-generated",
        },
    )
    html = render_to_string("actions/mail/reminders.html", context)
    message.attach_alternative(html, "text/html")
    return message


def _message_id(reminders: list[Reminder]) -> str:
    """Return the same id for the same reminders, however often they are tried."""
    host = urlsplit(settings.SITE_URL).hostname
    numbers = ",".join(str(each.pk) for each in reminders)
    name = uuid5(NAMESPACE_URL, f"{settings.SITE_URL}/reminders/{numbers}")
    return f"<reminders-{name.hex}@{host}>"


# --- When it fails --------------------------------------------------------------------


def _is_for_good(error: Exception) -> bool:
    """Say whether trying again would be refused again."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        return all(code in _PERMANENT for code in codes)
    if isinstance(error, SMTPDataError):
        return error.smtp_code in _PERMANENT
    return isinstance(error, ValueError)  # no mail can be made for such an address


def _let_go(
    reminders: list[Reminder], claim: UUID, error: Exception, now: datetime
) -> None:
    """Free what could not be sent, and write down why where an officer sees it."""
    for_good = _is_for_good(error)
    words = _words(error)
    news = [each for each in reminders if for_good or each.failed_at is None]
    with transaction.atomic():
        _held(claim).update(
            taken_at=None,
            claim=None,
            failed_at=now,
            refused_at=now if for_good else None,
            error=words,
        )
        audit.record_many(
            events.REMINDER_FAILED, actor=None, subjects=news, now=now, why=words
        )


def _words(error: Exception) -> str:
    """Return what the mail server said, as text that can be stored and shown."""
    said: tuple[object, object] | None = None
    if isinstance(error, SMTPRecipientsRefused):
        said = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPResponseException):
        said = (error.smtp_code, error.smtp_error)
    if said is None:
        text = f"The mail could not be handed over: {error}"
    else:
        code, reply = said
        reply = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
        text = f"The mail server answered: {code} {reply}"
    return text.replace("\0", " ")[:_LONGEST_ERROR]
