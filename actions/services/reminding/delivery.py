"""What became of a message after it was handed over: delivered, or it came back.

GOV.UK Notify tells it, or a report comes back to the sender's mailbox. Either may tell
it twice, late, or before our own note that the message was sent.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from actions import events
from actions.models import Digest, Reminder
from actions.querysets import ReminderQuerySet
from hcss.kernel import audit
from hcss.kernel.delivery_reports import Fate, Report
from hcss.kernel.mailing import words_to_keep

#: What the mail system gave up for now is tried again after this long.
_AFTER_GIVING_UP = timedelta(hours=1)


def give_up(*, reminders: Iterable[Reminder], now: datetime) -> None:
    """Mark as doubtful the messages that a dead worker left without an answer."""
    before = {each.digest_id for each in reminders if each.digest_id}
    Digest.objects.under_way().filter(pk__in=before).update(lost_at=now)


def digest_of_reference(*, reference: str) -> Digest | None:
    """Return the message that went out under a reference, if it is one of ours."""
    try:
        uuid = UUID(reference)
    except ValueError:
        return None
    return Digest.objects.filter(reference=uuid).select_related("person").first()


def digest_of_report(*, report: Report) -> Digest | None:
    """Return the message that a report is about.

    By its reference if the report quotes that, else the newest with the Message-ID
    to an address that the report names, or to the only one that it ever went to.
    """
    if report.reference:
        return digest_of_reference(reference=report.reference)
    same = Digest.objects.filter(message_id=report.message_id).select_related("person")
    named = {address for each in report.outcomes for address in each.addresses}
    found = list(same.order_by("-begun_at", "-pk"))
    right = [each for each in found if each.address.lower() in named]
    # Named otherwise it was sent on from there: right if it went to one address only.
    is_certain = len({each.address for each in found}) == 1
    return next(iter(right or (found if is_certain else [])), None)


def record_delivery(
    *, digest: Digest, fate: Fate, words: str = "", now: datetime
) -> bool:
    """Write down what became of a message; return whether that was news.

    Delivered: what an unanswered or failed attempt left owed is sent after all.
    Delayed: noted and nothing else, for the mail server goes on trying. Given up for
    now: its reminders are owed again and tried later. Refused for good: they are owed
    again and wait for an officer, unless the person has another address by now. What
    is told twice changes nothing.
    """
    said = words_to_keep(f"The mail came back: {words}" if words else "")
    kept = said or "The mail came back."
    note = {
        Fate.DELIVERED: _delivered,
        Fate.DELAYED: _delayed,
        Fate.GIVEN_UP: _given_up,
        Fate.REFUSED: _refused,
    }[fate]
    with transaction.atomic():
        stored = Digest.objects.select_for_update(of=("self",)).select_related("person")
        return note(stored.get(pk=digest.pk), kept, now)


def _delivered(digest: Digest, _words: str, now: datetime) -> bool:
    if digest.delivered_at or digest.came_back_for_good:
        return False
    _note(digest, delivered_at=now, came_back_at=None, error="")
    arrived = list(_carried_by(digest).filter(sent_at=None).select_related("person"))
    _among(arrived).update(
        sent_at=now,
        error="",
        failed_at=None,
        refused_at=None,
        next_try_at=None,
        held_at=None,
        held_by=None,
    )
    audit.record_many(events.REMINDER_SENT, actor=None, subjects=arrived, now=now)
    return True


def _delayed(digest: Digest, words: str, now: datetime) -> bool:
    if digest.delivered_at or digest.came_back_at:
        return False
    _note(digest, came_back_at=now, error=words)
    return True


def _given_up(digest: Digest, words: str, now: datetime) -> bool:
    if digest.delivered_at or digest.came_back_for_good:
        return False
    # What was let go before has no claim any more: it waits for its next try already.
    gone = _carried_by(digest).filter(Q(sent_at__isnull=False) | Q(claim__isnull=False))
    again = now + _AFTER_GIVING_UP
    if not _owe_again(gone, words, now, failed_at=now, next_try_at=again) and (
        digest.came_back_at
    ):
        return False
    _note(digest, came_back_at=now, error=words)
    return True


def _refused(digest: Digest, words: str, now: datetime) -> bool:
    if digest.came_back_for_good:
        return False
    _note(digest, came_back_at=now, came_back_for_good=True, error=words)
    wrong = now if digest.is_to_their_address else None
    _owe_again(
        _carried_by(digest),
        words,
        now,
        failed_at=wrong,
        refused_at=wrong,
        next_try_at=None,
    )
    return True


def _note(digest: Digest, **what: object) -> None:
    Digest.objects.filter(pk=digest.pk).update(**what)


def _carried_by(digest: Digest) -> ReminderQuerySet:
    """Return what no later message carries, and nothing that was stopped since.

    Nor what its person has wanted in the service only since.
    """
    return Reminder.objects.filter(digest=digest, stopped_at=None, is_mailed=True)


def _among(reminders: list[Reminder]) -> ReminderQuerySet:
    return Reminder.objects.filter(pk__in=[each.pk for each in reminders])


def _owe_again(
    reminders: ReminderQuerySet, words: str, now: datetime, **when: datetime | None
) -> bool:
    """Have reminders sent again: they have not arrived."""
    back = list(reminders.select_related("person"))
    error = words if when["failed_at"] else ""
    _among(back).update(sent_at=None, taken_at=None, claim=None, error=error, **when)
    audit.record_many(
        events.REMINDER_CAME_BACK, actor=None, subjects=back, now=now, why=words
    )
    return bool(back)
