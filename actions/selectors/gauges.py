"""What a monitor may know of reminders, and when they are late (R59)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from actions.models import Delegation, Digest, Reminder
from actions.querysets import ReminderQuerySet
from hcss.kernel import jobs, working_days
from hcss.kernel.gauges import Gauge
from hcss.kernel.lateness import moment
from hcss.kernel.models import JobRun

#: What is owed for so long in the hours of sending is late.
PATIENCE = timedelta(hours=1)
#: The day's first run; nobody is late before it has had its time.
_MORNING, _EVENING = time(8), time(18)
_PLANNING = "actions.plan_reminders"
_SENDING = "actions.send_reminders"


def _owed(now: datetime) -> dict[str, float]:
    held, refused = Q(held_at__isnull=False), Q(refused_at__isnull=False)
    failed = Q(failed_at__isnull=False)
    counted: dict[str, float] = Reminder.objects.owed().aggregate(
        waiting=Count("pk", filter=~held & ~failed),
        failed=Count("pk", filter=~held & failed & ~refused),
        refused=Count("pk", filter=~held & refused),
        held=Count("pk", filter=held),
    )
    return counted


def _due(now: datetime) -> ReminderQuerySet:
    """Keep what should go today and that nothing but us keeps from going."""
    on = timezone.localtime(now).date()
    owed = Reminder.objects.owed().filter(held_at=None).reachable()
    given_up = Q(digest__came_back_at__isnull=False, next_try_at__gt=now)
    return owed.exclude(given_up).filter(Q(not_before=None) | Q(not_before__lte=on))


def _oldest(now: datetime) -> float:
    oldest = _due(now).aggregate(oldest=Min("planned_at"))["oldest"]
    return (now - oldest).total_seconds() if oldest else 0


def _doubtful(_now: datetime) -> float:
    lost: int = Digest.objects.doubtful().count()
    return lost


def _last_planned(_now: datetime) -> float | None:
    run = jobs.last_runs().get(_PLANNING)
    return run.last_ended_at.timestamp() if run and run.last_ended_at else None


def _unsent_lines(now: datetime) -> float:
    lines: int = Delegation.objects.usable(at=now).unsent().count()
    return lines


GAUGES = (
    Gauge("hcss_reminders_owed", "Reminders that are not sent yet.", _owed, "state"),
    Gauge(
        "hcss_reminders_oldest_owed_seconds",
        "For how long the oldest reminder that should go has been owed.",
        _oldest,
    ),
    Gauge(
        "hcss_reminders_doubtful",
        "Messages without an answer: at most so many were sent twice.",
        _doubtful,
    ),
    Gauge(
        "hcss_reminders_planned_timestamp_seconds",
        "When reminders were last planned.",
        _last_planned,
    ),
    Gauge(
        "hcss_passed_lines_unsent",
        "Lines passed to a colleague whose mail is still owed.",
        _unsent_lines,
    ),
)


@dataclass(frozen=True)
class Runs:
    """When the clock's two jobs last ended, and whether what they owe is late."""

    planned_at: datetime | None
    sent_at: datetime | None
    is_late: bool


def last_runs(now: datetime) -> Runs:
    """Return how the planning and the sending of reminders stand, for officers."""
    known = jobs.last_runs()
    planned, sent = known.get(_PLANNING), known.get(_SENDING)
    return Runs(
        planned_at=planned.last_ended_at if planned else None,
        sent_at=sent.last_ended_at if sent else None,
        is_late=_late(now, planned) is not None,
    )


def late_reminders(now: datetime) -> str | None:
    """Say that reminders are late; nothing outside the hours of sending."""
    return _late(now, jobs.last_runs().get(_PLANNING))


def _late(now: datetime, run: JobRun | None) -> str | None:
    local = timezone.localtime(now)
    begins = local.replace(hour=_MORNING.hour, minute=0, second=0, microsecond=0)
    is_time = begins + PATIENCE <= local and local.time() <= _EVENING
    if not is_time or not working_days.is_working_day(local.date()):
        return None
    if run and (words := _late_run(run, before=now - PATIENCE)):
        return words
    late = _due(now).filter(planned_at__lt=now - PATIENCE).count()
    return f"Reminders late by an hour or more: {late}." if late else None


def _late_run(run: JobRun, *, before: datetime) -> str | None:
    """Say since when nothing has been planned; the next run mends a single failure."""
    if run.failing_since and run.failing_since < before:
        return f"Reminders cannot be planned since {moment(run.failing_since)}."
    if run.last_ended_at and run.last_ended_at < before:
        return f"Reminders were last planned at {moment(run.last_ended_at)}."
    return None
