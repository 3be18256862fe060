"""Tasks and their clock: Redis, or files under HOME when no broker is named."""

import ssl
from datetime import timedelta
from typing import Any

from celery.schedules import crontab

from hcss import env
from hcss.hours import DayTime
from hcss.settings.mail import BOUNCES
from hcss.settings.places import HOME, TIME_ZONE

REDIS_URL = env.link("REDIS_URL", schemes=("redis", "rediss"))
QUEUES = HOME / "queues"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    # A task that a dead worker held comes back after the visibility timeout.
    {
        "visibility_timeout": env.whole("VISIBILITY_TIMEOUT", default=900, least=1),
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }
    if REDIS_URL
    else {
        "data_folder_in": str(QUEUES / "tasks"),
        "data_folder_out": str(QUEUES / "tasks"),
        "control_folder": str(QUEUES / "control"),
        "store_processed": False,
    }
)
#: Of an encrypted Redis the certificate is checked, unless its address says otherwise.
CELERY_BROKER_USE_SSL: dict[str, Any] = (
    {"ssl_cert_reqs": ssl.CERT_REQUIRED} if REDIS_URL.startswith("rediss:") else {}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # however long it is away
CELERY_TASK_ACKS_LATE = True  # safe: every task here may run twice
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # the ledger is in the database; beat asks again
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "hcss.clock:OneClock"
CELERY_IMPORTS = ["hcss.heartbeat", "hcss.job_notes"]
#: Of several clocks one ticks; it is taken for dead when it has not for so long.
CLOCK_LEASE = timedelta(
    seconds=env.whole("CLOCK_LEASE_SECONDS", default=60, least=2, most=3600)
)
#: Touched whenever a clock ticks or stands by, for the check of its health.
CLOCK_SIGN_OF_LIFE = HOME / "clock-lives"


def _every(minutes: int, task: str, *, hours: str = "") -> dict[str, Any]:
    """Have a task done again and again; in those hours only if it writes to people.

    Each run expires when the next one is due: an outage leaves no queue behind it.
    """
    minute = f"*/{minutes}"
    schedule = DayTime(hour=hours, minute=minute) if hours else crontab(minute=minute)
    return {"task": task, "schedule": schedule, "options": {"expires": minutes * 60}}


CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "heartbeat": {
        "task": "hcss.beat",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},
    },
    "send-owed-invitations": _every(10, "partnerships.send_owed_invitations"),
    "send-owed-passed-lines": _every(10, "actions.send_owed_passed_lines"),
    "turn-the-quarter": _every(5, "actions.turn_the_quarter"),
    "scan-evidence": _every(5, "actions.scan_waiting_evidence"),
    "make-packs": _every(5, "assurance.make_waiting_packs"),
    "plan-reminders": _every(15, "actions.plan_reminders", hours="8-17"),
    "send-reminders": _every(5, "actions.send_reminders", hours="8-17"),
}
if BOUNCES["host"]:
    CELERY_BEAT_SCHEDULE["read-bounces"] = _every(10, "actions.read_bounces")
#: A worker that has held a reminder this long without sending it is taken for dead.
REMINDER_LEASE = timedelta(
    seconds=env.whole("REMINDER_LEASE_SECONDS", default=900, least=1)
)
#: How long to wait after the first failure; twice as long after each further one.
REMINDER_RETRY = timedelta(
    seconds=env.whole("REMINDER_RETRY_SECONDS", default=60, least=1)
)
