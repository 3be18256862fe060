"""How somebody wants to be told of what is not their duty (R59).

What is a duty is mailed on any working day, whatever anybody prefers: which stages are
is data, and the page of this choice names them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from actions import events
from actions.models import Reminder, ReminderPreference
from actions.querysets import ReminderQuerySet
from actions.selectors.stages import rules_in_force
from actions.services.reminding.ways import way_of
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.standing import Moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User

#: Monday to Friday, as Python counts.
WEEKDAYS = range(5)
_CHANGED = "You have changed this in another window meanwhile: look at it once more."


def preference_of(*, person: User) -> ReminderPreference:
    """Return what a person has chosen; version 0, not kept yet, if nothing."""
    found = ReminderPreference.objects.filter(person=person).first()
    return found or ReminderPreference(person=person, version=0)


@transaction.atomic
def choose_ways(
    *,
    actor: User,
    person: User,
    weekdays: Iterable[int],
    in_service_only: bool,
    version: int,
    now: datetime,
) -> ReminderPreference:
    """Keep how a person wants to be told, and apply it to what waits for them.

    ``weekdays`` are those of their digest, none of them any working day; ``version``
    is the one they were looking at, 0 if they had chosen nothing yet.

    Raises:
        NotPermitted: it is somebody else's choice.
        ValidationError: a weekday is none from Monday (0) to Friday (4).
        Conflict: it was changed since.
    """
    policy.require(actor, "actions.choose_ways", person)
    days = sorted(set(weekdays))
    if not set(days) <= set(WEEKDAYS):
        raise ValidationError({"weekdays": "Choose from Monday to Friday."})
    preference = preference_of(person=person)
    if preference.version != version:
        raise Conflict(_CHANGED, code="version")
    chosen = {"weekdays": days, "in_service_only": in_service_only}
    changes = audit.difference(preference, chosen)
    _keep(preference, version, chosen)
    _apply(preference, now)
    audit.record(
        events.WAYS_CHOSEN, actor=actor, subject=preference, now=now, changes=changes
    )
    return preference


def _keep(preference: ReminderPreference, version: int, chosen: dict[str, Any]) -> None:
    """Write the choice down if nobody has since it was read."""
    if version:
        expected = {"version": version}
        kept = compare_and_set(
            preference, expected=expected, version=version + 1, **chosen
        )
        if not kept:
            raise Conflict(_CHANGED, code="version")
        return
    for name, value in (chosen | {"version": 1}).items():
        setattr(preference, name, value)
    try:
        with transaction.atomic():
            preference.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_CHANGED, code="version") from None


def _not_their_duty(person: User) -> ReminderQuerySet:
    """Keep what the person may choose about: nothing that stands for a duty."""
    rules = rules_in_force().values()
    duties = [rule.code for rule in rules if rule.is_duty]
    chosen = [rule.code for rule in rules if not rule.is_duty]
    theirs = Reminder.objects.filter(person=person)
    same = {"occasion": OuterRef("occasion"), "kind": OuterRef("kind")}
    bound = Exists(theirs.filter(stage__in=duties, **same))
    free: ReminderQuerySet = theirs.filter(~bound, stage__in=chosen)
    return free


def _apply(preference: ReminderPreference, now: datetime) -> None:
    """Let what is owed already go as the person wants it from now on.

    What the mail server has refused and what is being sent at this moment stays as it
    is. What was shown in the service only, and still waits for the person, is mailed
    with the next digest if they want mail again. What was stopped goes as they want it
    if it comes back, and what an officer holds when it is let go.
    """
    mine = _not_their_duty(preference.person)
    idle = Q(taken_at=None) | Q(taken_at__lt=now - settings.REMINDER_LEASE)
    owed = mine.owed().filter(idle, held_at=None, refused_at=None)
    free = {"taken_at": None, "claim": None}
    way = way_of(preference, on=timezone.localtime(now).date())
    kept_back = mine.exclude(stopped_at=None, held_at=None).filter(sent_at=None)
    kept_back.update(is_mailed=not way.in_service_only, not_before=way.next_day)
    if preference.in_service_only:
        shown = {"is_mailed": False, "sent_at": now, "not_before": None}
        owed.update(**free, **shown, failed_at=None, next_try_at=None, error="")
        return
    open_now = mine.open_for(preference.person, Moment.of(now))
    again = open_now.filter(is_mailed=False).exclude(sent_at=None)
    again.update(**free, is_mailed=True, sent_at=None)
    owed.update(not_before=way.next_day)
