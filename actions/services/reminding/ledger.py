"""What an officer does with the ledger of reminders: hold, let go, try again."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actions import events
from actions.models import Period, Reminder
from actions.querysets import ReminderQuerySet
from actions.services.reminding.delivery import give_up
from actions.services.reminding.dry_run import Planned, who_would_be_written_to
from actions.services.reminding.due import Key
from actions.services.reminding.plans import key_of, new_row
from hcss.kernel import audit, bulk, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User

_BEING_SENT = "It is being sent at this moment, or has just been sent: look again."


@transaction.atomic
def hold(*, actor: User, key: Key, on: date, now: datetime) -> Reminder:
    """Keep back what is planned for ``on``, until an officer lets it go.

    ``key`` is its person's id, its stage and its occasion. What the ledger does not
    hold yet is written into it, so that a later day's can be held too.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        Conflict: it is not planned for that day, is held already, is shown in the
            service only, its address does not work, or it is being sent.
    """
    policy.require(actor, "actions.manage_reminders")
    found = [
        each
        for each in who_would_be_written_to(on=on, now=now)
        if each.due.person and each.due.key == key
    ]
    if not found:
        raise Conflict("It is not planned for that day: look again.", code="not_due")
    if found[0].is_held:
        raise Conflict("It is held already.", code="held")
    if not found[0].is_mailed:
        raise Conflict(
            "It is shown in the service only: there is no mail to hold.",
            code="not_mailed",
        )
    if found[0].is_refused:
        raise Conflict(
            f"The address of {found[0].due.person} does not work: mend it first.",
            code="address",
        )
    held = _hold(found, actor, now)
    if not held:
        raise Conflict(_BEING_SENT, code="being_sent")
    return held[0]


@transaction.atomic
def hold_all(
    *,
    actor: User,
    on: date,
    now: datetime,
    stage: str = "",
    person: User | None = None,
) -> int:
    """Keep back all that is planned for ``on`` of a stage, of a person, or of both.

    Return how many. What is planned after that day is not held by it.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: neither a stage nor a person was named.
        Conflict: there is nothing of it that could be held.
    """
    policy.require(actor, "actions.manage_reminders")
    if not stage and person is None:
        raise ValidationError("Choose a stage or a person first.")
    found = [
        each
        for each in who_would_be_written_to(on=on, now=now)
        if each.due.person
        and each.is_mailed
        and not each.is_held
        and not each.is_refused
        and stage in ("", each.due.stage)
        and person in (None, each.due.person)
    ]
    held = _hold(found, actor, now) if found else []
    if not held:
        raise Conflict("There is nothing here to hold.", code="nothing_to_hold")
    return len(held)


@transaction.atomic
def release_held(*, actor: User, reminder: Reminder, now: datetime) -> Reminder:
    """Let go what was held; the next run sends it, if its reason still stands.

    If its person wants it in the service only by now, it is shown there at once.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        Conflict: it is not held, or somebody else let it go first.
    """
    policy.require(actor, "actions.manage_reminders")
    held = {"held_at": reminder.held_at, "held_at__isnull": False, "sent_at": None}
    if not compare_and_set(reminder, expected=held, held_at=None, held_by=None):
        raise Conflict("It is not held.", code="not_held")
    _show_what_is_not_mailed([reminder], now)
    audit.record(events.REMINDER_LET_GO, actor=actor, subject=reminder, now=now)
    return reminder


@transaction.atomic
def release_all_held(
    *,
    actor: User,
    now: datetime,
    stage: str = "",
    person: User | None = None,
    period: Period | None = None,
) -> int:
    """Let go all that is held, of a stage, a person and a period; return how many.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        Conflict: nothing of it is held.
    """
    policy.require(actor, "actions.manage_reminders")
    held = Reminder.objects.held()
    if stage:
        held = held.filter(stage=stage)
    if person:
        held = held.filter(person=person)
    if period:
        held = held.of_period(period)
    chosen = list(held.select_related("person").select_for_update(of=("self",)))
    mine = Reminder.objects.held().filter(pk__in=[each.pk for each in chosen])
    if not mine.update(held_at=None, held_by=None):
        raise Conflict("Nothing of it is held.", code="not_held")
    _show_what_is_not_mailed(chosen, now)
    audit.record_many(events.REMINDER_LET_GO, actor=actor, subjects=chosen, now=now)
    return len(chosen)


@transaction.atomic
def release_reminder(*, actor: User, reminder: Reminder, now: datetime) -> Reminder:
    """Let a reminder that failed be sent by the next run.

    If the address was refused, all that the person is owed is let go: they are
    written to again or not. What has lost its reason meanwhile is stopped instead.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        Conflict: it has not failed, has been sent, stopped or released since, or is
            being sent at this moment.
    """
    policy.require(actor, "actions.manage_reminders")
    why, was_refused = reminder.error, reminder.refused_at is not None
    failed = {
        "failed_at": reminder.failed_at,
        "failed_at__isnull": False,
        "sent_at": None,
        "stopped_at": None,
        "taken_at": None,
    }
    if not compare_and_set(reminder, expected=failed, **_UNTRIED):
        raise Conflict("There is nothing here to send again.", code="not_failed")
    released = [reminder]
    if was_refused:
        others = Reminder.objects.refused().filter(person=reminder.person_id)
        rows = list(others.select_related("person"))
        Reminder.objects.filter(pk__in=[each.pk for each in rows]).update(**_UNTRIED)
        released += rows
    audit.record_many(
        events.REMINDER_RELEASED, actor=actor, subjects=released, now=now, why=why
    )
    return reminder


#: How a row stands that has not been tried, or is to be as if it had not.
_UNTRIED = {"failed_at": None, "refused_at": None, "next_try_at": None, "error": ""}


# --- Holding ------------------------------------------------------------------------


def _hold(planned: Sequence[Planned], actor: User, now: datetime) -> list[Reminder]:
    """Write down what is not in the ledger, and hold what no worker is sending."""
    missing = [each for each in planned if each.row is None or each.row.pk is None]
    ordered = sorted(missing, key=lambda each: each.due.key)
    bulk.insert_new([_row_to_hold(each, now) for each in ordered])
    idle = Q(taken_at=None) | Q(taken_at__lt=now - settings.REMINDER_LEASE)
    rows = _rows_of(planned).filter(idle, sent_at=None, held_at=None)
    wanted = {each.due.key for each in planned}
    chosen = [row.pk for row in rows if key_of(row) in wanted]
    rows.filter(pk__in=chosen).update(
        held_at=now,
        held_by=actor,
        taken_at=None,
        claim=None,
        stopped_at=None,
        stopped_because="",
    )
    mine = Reminder.objects.filter(pk__in=chosen, held_at=now, held_by=actor)
    held = list(mine.select_related("person"))
    give_up(reminders=held, now=now)
    audit.record_many(events.REMINDER_HELD, actor=actor, subjects=held, now=now)
    return held


def _show_what_is_not_mailed(reminders: Sequence[Reminder], now: datetime) -> None:
    """Show in the service what its person has wanted only there since it was held."""
    let_go = Reminder.objects.owed().filter(pk__in=[each.pk for each in reminders])
    let_go.filter(is_mailed=False, held_at=None).update(sent_at=now)


def _rows_of(planned: Sequence[Planned]) -> ReminderQuerySet:
    """Return the rows of these people about these things: some more than planned."""
    return Reminder.objects.filter(
        person__in={each.due.key[0] for each in planned},
        stage__in={each.due.stage for each in planned},
        occasion__in={each.due.occasion for each in planned},
    )


def _row_to_hold(planned: Planned, now: datetime) -> Reminder:
    """Return the row of what is not written yet; it goes no earlier than its day.

    Let go before that day, it would be taken for something that is no longer due.
    """
    row = planned.row or new_row(planned.due, planned.way, now)
    comes_on = planned.due.rule.moment(planned.due.counted_from)
    if comes_on > timezone.localtime(now).date():
        row.not_before = max(comes_on, row.not_before or comes_on)
    row.stopped_at, row.stopped_because = None, ""
    return row
