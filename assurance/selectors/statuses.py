"""How an action's line reads in a position, in the database's own words.

The lead agency's rating as it was sent in, never the draft; no return is never the
rating of the quarter before (R31).
"""

from dataclasses import dataclass

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from actions import events
from actions.choices import RECEIVED, ActionLife, DeliveryStatus
from actions.models import Action, Period, ReportedLine, ReturnLine
from actions.querysets import ActionQuerySet, ReturnLineQuerySet
from assurance.choices import RATING_ORDER, Direction, Shown
from assurance.selectors.moments import Standpoint
from hcss.kernel.models import AuditEvent
from priorities.models import Agreement

#: There was a line in the period before, and nothing was said on it.
UNRATED = "unrated"
#: There was no line in the period before.
NO_EARLIER = ""

#: Of what has no line: complete is never overdue, on hold still is (R19).
LIVES_OVERDUE = (ActionLife.AGREED, ActionLife.ACTIVE, ActionLife.ON_HOLD)
REPORTED = Q(quarterly_return__state__in=RECEIVED, reported__isnull=False)


def reported_as(*statuses: str) -> Q:
    """Return the filter of lines that came in with one of ``statuses``."""
    return REPORTED & Q(reported__status__in=statuses)


def direction_of(was: str, shown: str) -> Direction:
    """Compare two statuses of one action on the one scale there is (3.4)."""
    if was == NO_EARLIER:
        return Direction.NEW
    before, now = RATING_ORDER.get(was), RATING_ORDER.get(shown)
    if before is None or now is None:
        return Direction.NOT_COMPARABLE
    if before == now:
        return Direction.STABLE
    return Direction.DETERIORATING if now > before else Direction.IMPROVING


def is_worse(was: str, shown: str) -> bool:
    """Say whether it got worse: a worse rating, or silence after a report."""
    if shown == Shown.NO_RETURN:
        return was not in (NO_EARLIER, UNRATED)
    return direction_of(was, shown) == Direction.DETERIORATING


@dataclass(frozen=True)
class Statuses:
    """The lines of a position, and what can be said of each."""

    standpoint: Standpoint
    agreement: Agreement

    def lines(self) -> ReturnLineQuerySet:
        """Return the period's lines, each action once, with ``shown`` and ``was``.

        An action that was handed on while the period was open has two; the line of
        the agency that leads it now stands.
        """
        period = self.standpoint.period
        another = ReturnLine.objects.filter(
            action=OuterRef("action"), quarterly_return__period=period
        ).exclude(pk=OuterRef("pk"))
        lines: ReturnLineQuerySet = ReturnLine.objects.filter(
            self._counted("action__"),
            Q(action__lead_agency=F("quarterly_return__agency")) | ~Exists(another),
            quarterly_return__period=period,
            action__agreement=self.agreement,
        ).annotate(shown=self._shown(), was=self._was())
        return lines

    def others(self) -> ActionQuerySet:
        """Return the agreed actions that have no line in the period, with ``shown``.

        Verified complete before, on hold, or agreed or resumed since (R30).
        """
        line = ReturnLine.objects.filter(
            action=OuterRef("pk"), quarterly_return__period=self.standpoint.period
        )
        actions: ActionQuerySet = Action.objects.filter(
            self.agreed(), ~Exists(line), agreement=self.agreement
        ).annotate(
            shown=Case(
                When(self._verified(), then=Value(Shown.COMPLETE.value)),
                When(self._held(), then=Value(Shown.ON_HOLD.value)),
                default=Value(Shown.NO_LINE.value),
            )
        )
        return actions

    def overdue(self) -> Q:
        """Return the filter of lines past their forecast date and not complete.

        What its agency reported complete is not overdue, in any position. In the
        latest the date is today's; in an earlier one that which stood when the
        return was sent in.
        """
        dated = "action" if self.standpoint.is_latest else "reported"
        passed = Q(**{f"{dated}__forecast_on__lt": self.standpoint.on})
        complete = Q(reported__status=DeliveryStatus.COMPLETE)
        return passed & ~complete & ~self._verified("action__")

    def contradictions(self) -> Q:
        """Return the filter of lines rated on track or at risk and overdue (R19)."""
        rated = reported_as(DeliveryStatus.ON_TRACK, DeliveryStatus.AT_RISK)
        return rated & self.overdue()

    def overdue_others(self) -> Q:
        """The same as :meth:`overdue` for actions without a line."""
        if not self.standpoint.is_latest:
            return Q(pk=None)
        return Q(forecast_on__lt=self.standpoint.on, life__in=LIVES_OVERDUE)

    def proposed(self) -> Q:
        """Return the filter of actions that had not been agreed yet."""
        return Q(life=ActionLife.PROPOSED) | Q(agreed_on__gt=self.standpoint.on)

    def agreed(self) -> Q:
        """Return the filter of actions that had been agreed and were not closed."""
        return self._counted() & Q(agreed_on__lte=self.standpoint.on)

    def _counted(self, path: str = "") -> Q:
        """Leave out what was closed, from that day on (R29)."""
        closed_on = f"{path}closed_on"
        return Q(**{closed_on: None}) | Q(**{f"{closed_on}__gt": self.standpoint.on})

    def _verified(self, path: str = "") -> Q:
        return Q(
            **{
                f"{path}life": ActionLife.COMPLETE,
                f"{path}verified_at__lte": self.standpoint.as_at,
            }
        )

    def _held(self, path: str = "") -> Q:
        """Return the filter of what was on hold; of an earlier moment the trail says.

        The decisions to hold and to resume are events: an action keeps no dates of
        them, and what has happened since is not to change an earlier position.
        """
        if self.standpoint.is_latest:
            return Q(**{f"{path}life": ActionLife.ON_HOLD})
        decided = AuditEvent.objects.filter(
            subject_type=Action._meta.label,
            subject_id=OuterRef(f"{path}pk"),
            verb__in=(events.ACTION_HELD, events.ACTION_RESUMED),
            happened_at__lte=self.standpoint.as_at,
        )
        last = Subquery(decided.order_by("-happened_at", "-pk").values("verb")[:1])
        return Q(Exact(last, Value(events.ACTION_HELD)))

    def _shown(self) -> Case:
        complete = Q(reported__status=DeliveryStatus.COMPLETE)
        is_open = self.standpoint.is_open
        silent = Shown.NOT_YET_RETURNED if is_open else Shown.NO_RETURN
        return Case(
            When(self._verified("action__"), then=Value(Shown.COMPLETE.value)),
            When(REPORTED & complete, then=Value(Shown.REPORTED_COMPLETE.value)),
            When(REPORTED, then=F("reported__status")),
            When(self._held("action__"), then=Value(Shown.ON_HOLD.value)),
            default=Value(silent.value),
            output_field=CharField(),
        )

    def _was(self) -> Coalesce | Value:
        """Return the rating in the position before, as it was shown there (R44).

        Of a sealed quarter it is what had come in when it was sealed: an amendment,
        or a return that came later, does not change what the group was told.
        """
        previous = self.standpoint.previous
        if previous is None:
            return Value(NO_EARLIER, output_field=CharField())
        told = _sealed_in(previous) if previous.sealed_at else _rated_in(previous)
        silent = _lines_in(previous).annotate(rated=Value(UNRATED))
        return Coalesce(
            Subquery(told),
            Subquery(silent.values("rated")[:1]),
            Value(NO_EARLIER),
            output_field=CharField(),
        )


def _lines_in(period: Period) -> ReturnLineQuerySet:
    """Return the lines of the period on the same action."""
    lines: ReturnLineQuerySet = ReturnLine.objects.filter(
        action=OuterRef("action"), quarterly_return__period=period
    )
    return lines


def _rated_in(period: Period) -> QuerySet:
    """Return the rating that came in last for the period."""
    came_in = _lines_in(period).filter(REPORTED)
    newest_first = came_in.order_by("-quarterly_return__submitted_at")
    rated: QuerySet = newest_first.values("reported__status")[:1]
    return rated


def _sealed_in(period: Period) -> QuerySet:
    """Return the rating that stood when the period was sealed."""
    by_then = ReportedLine.objects.filter(
        line__action=OuterRef("action"),
        line__quarterly_return__period=period,
        submission__submitted_at__lte=period.sealed_at,
    )
    newest_first = by_then.order_by("-submission__submitted_at", "-pk")
    rated: QuerySet = newest_first.values("status")[:1]
    return rated
