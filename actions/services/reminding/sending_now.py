"""An officer has one person's digest sent at once."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from actions import events
from actions.models import Reminder
from actions.services.reminding.digests import send_digest
from actions.services.reminding.dry_run import (
    Letter,
    Planned,
    letters,
    who_would_be_written_to,
)
from actions.services.reminding.plans import new_row
from hcss.kernel import audit, bulk, policy, working_days
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import day
from partnerships.models import User


def send_now(*, actor: User, person: User, now: datetime) -> int:
    """Send a person at once what is due to them today; return how many reminders.

    It goes by the same road as any digest, and before the hours of the clock too. What
    is held stays, and so does what waits for a day that the person chose.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        Conflict: it is no working day, nothing is due to go, their address does not
            work, a worker is sending it at this moment, or it could not be sent.
    """
    policy.require(actor, "actions.manage_reminders")
    on = timezone.localtime(now).date()
    if not working_days.is_working_day(on):
        raise Conflict(
            "Nobody is written to on a weekend or a bank holiday.", code="not_today"
        )
    _write_down(actor, person, on, now)
    sent = send_digest(person_id=person.pk, now=now)
    if not sent:
        raise _not_sent(person, now)
    return sent


@transaction.atomic
def _write_down(actor: User, person: User, on: date, now: datetime) -> None:
    """Plan what goes to the person today, and let what failed be tried again now."""
    planned = who_would_be_written_to(on=on, now=now)
    theirs = [each for each in planned if each.due.person == person]
    nothing = Letter(person=person, going=[], staying=[], is_refused=False)
    letter = next(iter(letters(theirs, on=on)), nothing)
    tried_later = [each for each in letter.staying if _waits_for_a_try(each, on)]
    going = [*letter.going, *tried_later]
    if letter.is_refused:
        raise Conflict(
            f"The address of {person} does not work: mend it first.", code="address"
        )
    if not going:
        raise Conflict(_nothing(letter, on), code="nothing_due")
    bulk.insert_new(
        [new_row(each.due, each.way, now) for each in going if each.row is None]
    )
    ids = [each.row.pk for each in going if each.row]
    rows = Reminder.objects.filter(pk__in=ids, sent_at=None, taken_at=None)
    rows.update(stopped_at=None, stopped_because="", next_try_at=None)
    audit.record(events.DIGEST_ASKED_FOR, actor=actor, subject=person, now=now)


def _waits_for_a_try(planned: Planned, on: date) -> bool:
    row = planned.row
    is_early = bool(row and row.not_before and row.not_before > on)
    return planned.why_not_on(on) == "later" and not is_early and row is not None


def _nothing(letter: Letter, on: date) -> str:
    """Say why nothing goes to somebody today."""
    waits = {
        "held": "held",
        "service": "shown in the service only",
        "later": "waiting for a day that they chose",
    }
    said = [
        f"{count} {words}"
        for word, words in waits.items()
        if (count := _count(letter.staying, word, on))
    ]
    nothing = f"Nothing is due to {letter.person} on {day(on)}"
    return f"{nothing}: {', '.join(said)}." if said else f"{nothing}."


def _count(planned: Sequence[Planned], word: str, on: date) -> int:
    return sum(each.why_not_on(on) == word for each in planned)


def _not_sent(person: User, now: datetime) -> Conflict:
    """Say why nothing went although something was due."""
    failed = Reminder.objects.owed().filter(person=person, failed_at=now).first()
    if failed:
        return Conflict(f"The mail could not be sent. {failed.error}", code="not_sent")
    return Conflict(
        "It is being sent at this moment, or its reason has gone: look again.",
        code="being_sent",
    )
