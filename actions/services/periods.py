"""Planning, opening and closing the reporting periods (domain 4.2).

An officer does each of these, or the clock (``actor=None``); both may, at the same
time and any number of times: the second one finds it done.
"""

from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from actions import events
from actions.choices import PeriodState
from actions.models import Period, Return
from actions.selectors.windows import Windows, london_day, windows
from actions.services.missing_returns import record_missing
from actions.services.owed_lines import add_missing_lines
from hcss.kernel import audit, occasions, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.quarters import Quarter
from hcss.kernel.templatetags.show import day, deadline, moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User

#: How far ahead, or from its quarter, a period may be: further is a slip of the pen.
AHEAD = timedelta(days=366)


#: The same under a name that an argument called ``windows`` does not hide.
usual_windows = windows


@transaction.atomic
def plan_period(
    *,
    actor: User | None,
    quarter: Quarter,
    now: datetime,
    windows: Windows | None = None,
) -> Period:
    """Put down when the period of ``quarter`` opens, is due and closes.

    Raises:
        NotPermitted: ``actor`` is no officer.
        ValidationError: the moments are not in order, or it is too far ahead.
        Conflict: that period is planned already.
    """
    _require_officer(actor)
    if quarter.starts_on > london_day(now) + AHEAD:
        raise ValidationError({"quarter": f"{quarter} is more than a year ahead."})
    chosen = windows or usual_windows(quarter)
    _refuse_far(quarter, chosen)
    moments = asdict(chosen)
    period = Period(
        slug=quarter.slug,
        starts_on=quarter.starts_on,
        ends_on=quarter.ends_on,
        **moments,
    )
    period.clean_fields()
    period.validate_constraints()
    period, planned = Period.objects.get_or_create(
        starts_on=quarter.starts_on,
        defaults={"slug": quarter.slug, "ends_on": quarter.ends_on, **moments},
    )
    if not planned:
        raise Conflict(f"{quarter} is planned already.", code="planned")
    audit.record(events.PERIOD_PLANNED, actor=actor, subject=period, now=now)
    return period


@transaction.atomic
def edit_period(
    *, actor: User, period: Period, windows: Windows, now: datetime
) -> Period:
    """Move the moments of a period that has not closed.

    What has been sent in stays on time or late as it was (R38).

    Raises:
        NotPermitted: ``actor`` is no officer.
        ValidationError: the moments are not in order, or it would have closed.
        Conflict: it has closed, or somebody else moved them first.
    """
    policy.require(actor, "actions.manage_periods")
    if period.state == PeriodState.CLOSED:
        raise Conflict(_closed(period), code="closed")
    moments = asdict(windows)
    changes = audit.difference(period, moments)
    if not changes:
        return period
    if period.is_open and windows.closes_at <= now:
        raise ValidationError({"closes_on": "The period must close in the future."})
    _refuse_far(period.quarter, windows)
    seen = {name: getattr(period, name) for name in moments}
    if not compare_and_set(period, expected={"state": period.state, **seen}, **moments):
        raise Conflict(
            "Somebody else has just changed this period: look again.", code="changed"
        )
    audit.record(
        events.PERIOD_EDITED, actor=actor, subject=period, now=now, changes=changes
    )
    return period


@transaction.atomic
def open_period(*, actor: User | None, period: Period, now: datetime) -> Period:
    """Open the period: every lead agency has its return and lines at once.

    Raises:
        NotPermitted: ``actor`` is no officer.
        ValidationError: the moment at which it closes has passed; or an officer
            opens it before its quarter is over.
        Conflict: it has been opened already.
    """
    require_openable(actor=actor, period=period, now=now)
    opened = compare_and_set(
        period,
        expected={"state": PeriodState.PLANNED},
        state=PeriodState.OPEN,
        opened_at=now,
        opened_by=actor,
    )
    if not opened:
        period.refresh_from_db()
        raise Conflict(_opened(period), code="not_planned")
    audit.record(
        events.PERIOD_OPENED,
        actor=actor,
        subject=period,
        now=now,
        changes={"state": [PeriodState.PLANNED.value, PeriodState.OPEN.value]},
    )
    add_missing_lines(period=period, now=now)
    return period


@transaction.atomic
def close_period(*, actor: User | None, period: Period, now: datetime) -> Period:
    """Close the period: what has not come in is *no return* (R31).

    A draft is kept and never shown as sent in. A return with more time is left as
    it is until that has run out; any other opens again only by an extension.

    Raises:
        NotPermitted: ``actor`` is no officer.
        ValidationError: an officer closes it before its returns are due.
        Conflict: it is not open.
    """
    require_closable(actor=actor, period=period, now=now)
    closed = compare_and_set(
        period,
        expected={"state": PeriodState.OPEN},
        state=PeriodState.CLOSED,
        closed_at=now,
        closed_by=actor,
    )
    if not closed:
        period.refresh_from_db()
        raise Conflict(_closed(period), code="not_open")
    audit.record(
        events.PERIOD_CLOSED,
        actor=actor,
        subject=period,
        now=now,
        changes={"state": [PeriodState.OPEN.value, PeriodState.CLOSED.value]},
    )
    record_missing(returns=period.returns.all(), now=now)
    occasions.announce(occasions.PERIOD_CLOSED, period=period, now=now)
    return period


def require_openable(*, actor: User | None, period: Period, now: datetime) -> None:
    """Refuse, as ``open_period`` does, a period that cannot be opened now (4.2)."""
    _require_officer(actor)
    if period.state != PeriodState.PLANNED:
        raise Conflict(_opened(period), code="not_planned")
    if period.closes_at <= now:
        raise ValidationError(
            f"{period} would have closed on {moment(period.closes_at)}. "
            "Give it later dates, then open it.",
            code="over",
        )
    if actor is not None and london_day(now) <= period.ends_on:
        raise ValidationError(
            f"{period} ends on {day(period.ends_on)}; its return opens after that.",
            code="quarter_not_over",
        )


def require_closable(*, actor: User | None, period: Period, now: datetime) -> None:
    """Refuse, as ``close_period`` does, a period that cannot be closed now (R31)."""
    _require_officer(actor)
    if period.state != PeriodState.OPEN:
        raise Conflict(_closed(period), code="not_open")
    if actor is not None and not period.is_late(at=now):
        raise ValidationError(
            f"{period} is not due until {deadline(period.due_at)}; "
            "change the dates first.",
            code="not_due",
        )


def turn_the_quarter(*, now: datetime) -> None:
    """Do whatever the clock owes: plan, open, add lines, close, and what follows.

    Safe to run any number of times, by two at once and after a gap. A period whose
    closing time passed before it was ever opened is left for an officer to date:
    nobody was asked, so nobody failed to answer.
    """
    today = Quarter.containing(london_day(now))
    for quarter in (today.previous, today):
        if windows(quarter).closes_at > now:
            _plan_unless_planned(quarter, now)
    for period in Period.objects.due_to_open(at=now).filter(closes_at__gt=now):
        with suppress(Conflict):
            open_period(actor=None, period=period, now=now)
    for period in Period.objects.due_to_close(at=now):
        with suppress(Conflict):
            close_period(actor=None, period=period, now=now)
    for period in Period.objects.open():
        add_missing_lines(period=period, now=now)
    _look_after_the_closed(now)


def _look_after_the_closed(now: datetime) -> None:
    """Record what more time has run out for, and what follows from it."""
    record_missing(
        returns=Return.objects.filter(period__state=PeriodState.CLOSED), now=now
    )
    for period in Period.objects.lately_closed():
        occasions.announce(occasions.PERIOD_CLOSED, period=period, now=now)


def _require_officer(actor: User | None) -> None:
    if actor is not None:
        policy.require(actor, "actions.manage_periods")


def _refuse_far(quarter: Quarter, windows: Windows) -> None:
    days = {
        "opens_on": windows.opens_at.date(),
        "due_on": windows.due_at.date(),
        "closes_on": windows.closes_at.date(),
    }
    far = [name for name, day in days.items() if abs(day - quarter.ends_on) > AHEAD]
    if far:
        text = f"That is more than a year from the end of {quarter}: check the year."
        raise ValidationError(dict.fromkeys(far, text))


def _plan_unless_planned(quarter: Quarter, now: datetime) -> None:
    if not Period.objects.for_quarter(quarter).exists():
        with suppress(Conflict):
            plan_period(actor=None, quarter=quarter, now=now)


def _opened(period: Period) -> str:
    if period.state == PeriodState.CLOSED:
        return _closed(period)
    who = period.opened_by or "the clock"
    return f"{period} was opened on {moment(period.opened_at)} by {who}."


def _closed(period: Period) -> str:
    if period.state == PeriodState.PLANNED:
        return f"{period} is not open yet."
    who = period.closed_by or "the clock"
    return f"{period} was closed on {moment(period.closed_at)} by {who}."
