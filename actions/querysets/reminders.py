"""The words for the ledger of reminders."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from actions import policy
from actions.choices import ReminderState
from hcss.kernel import reminding
from hcss.kernel.standing import Moment


class ReminderQuerySet(models.QuerySet):
    """Reminders, by where they are on their way."""

    def owed(self) -> Self:
        """Keep those neither sent nor stopped."""
        return self.filter(sent_at=None, stopped_at=None)

    def unclaimed(self, *, at: datetime, on: date, lease: timedelta) -> Self:
        """Keep those owed that may be sent now and that nobody is sending.

        What an officer holds, what waits for a chosen day or for the next try, and
        everything to an address that does not work stays out.
        """
        idle = Q(taken_at=None) | Q(taken_at__lt=at - lease)
        may_go = Q(not_before=None) | Q(not_before__lte=on)
        try_now = Q(next_try_at=None) | Q(next_try_at__lte=at)
        waiting = self.owed().filter(idle, may_go, try_now, held_at=None)
        return waiting.filter(is_mailed=True).reachable()

    def reachable(self) -> Self:
        """Leave out everything to an address that does not work."""
        refused = type(self)(self.model).refused().filter(person=OuterRef("person"))
        return self.exclude(Exists(refused))

    def waiting(self) -> Self:
        """Keep those owed that have not failed and that nobody holds."""
        return self.owed().filter(failed_at=None, held_at=None)

    def held(self) -> Self:
        return self.owed().exclude(held_at=None)

    def refused(self) -> Self:
        """Keep those whose address does not work, until an officer has mended it."""
        return self.owed().exclude(refused_at=None)

    def failed(self) -> Self:
        """Keep those owed that could not be sent, refused ones too."""
        return self.owed().filter(held_at=None).exclude(failed_at=None)

    def sent(self) -> Self:
        return self.exclude(sent_at=None)

    def in_state(self, state: str) -> Self:
        """Keep those whose ``state`` is the one named."""
        rows = {
            ReminderState.WAITING: self.waiting(),
            ReminderState.HELD: self.held(),
            ReminderState.FAILED: self.failed().filter(refused_at=None),
            ReminderState.REFUSED: self.refused().filter(held_at=None),
            ReminderState.SENT: self.sent().filter(is_mailed=True),
            ReminderState.SHOWN: self.sent().filter(is_mailed=False),
            ReminderState.STOPPED: self.exclude(stopped_at=None),
        }
        return rows[ReminderState(state)]

    def of_period(self, period: Any) -> Self:
        """Keep those about returns of a period."""
        return self.filter(kind="return", thing_id__in=period.returns.values("pk"))

    def still_open(self, moment: Moment, reach: dict[str, dict[str, date]]) -> Self:
        """Keep those about things that still call for reminding at the moment."""
        about = Q(pk__in=[])
        for kind, source in reminding.sources().items():
            rows = source.rows(moment, reach.get(kind, {})).order_by()
            about |= Q(kind=kind, thing_id__in=rows.values("pk"))
        return self.filter(about)

    def open_for(self, person: Any, moment: Moment) -> Self:
        """Keep what a person was told of, or will be, and still has to do.

        However far ahead its date is: who was told of it is not told again because
        an officer has moved the stage. What has been done, was put off, or is not
        theirs any more falls out at once; what an officer holds is not said yet.
        It asks first of which kinds anything is kept: most people are told of few, and
        every page shows this.
        """
        mine = self.filter(person=person, stopped_at=None, held_at=None)
        about = Q(pk__in=[])
        for kind in mine.order_by("kind").values_list("kind", flat=True).distinct():
            source = reminding.source_of(kind)
            rows = source.rows(moment, dict.fromkeys(source.dates, date.max))
            open_now = rows.order_by().filter(
                source.still,
                source.concerning(person, moment.on),
                pk=OuterRef("thing_id"),
            )
            about |= Q(kind=kind) & Q(Exists(open_now.values("pk")))
        return mine.filter(about)

    def visible_to(self, user: Any) -> Self:
        return self.filter(policy.visible_reminders(user))


def with_things(reminders: Iterable[Any]) -> list[Any]:
    """Fetch what each reminder is about: one query a kind, however many there are."""
    listed = list(reminders)
    for kind in {each.kind for each in listed}:
        mine = [each for each in listed if each.kind == kind]
        rows = reminding.source_of(kind).shown()
        things = rows.in_bulk({each.thing_id for each in mine})
        for each in mine:
            each.thing = things[each.thing_id]
    return listed
