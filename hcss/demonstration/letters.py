"""The letters of the story, and the reminders of the open quarter, on their days.

Mail is written with the date of the loading; a reader of the mailbox looks for the day
on which it went out. So each letter is dated as the ledger has it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from email.utils import format_datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from actions.services.reminding.digests import owed_people, send_digest
from actions.services.reminding.plans import plan_reminders
from hcss.demonstration.stage import Stage
from hcss.demonstration.story_calendar import LAST, at
from hcss.kernel import working_days

_TO_FILES = "django.core.mail.backends.filebased.EmailBackend"
#: Backends from which nothing reaches anybody.
_HARMLESS = (
    _TO_FILES,
    "django.core.mail.backends.locmem.EmailBackend",
    "django.core.mail.backends.console.EmailBackend",
    "django.core.mail.backends.dummy.EmailBackend",
)
_RUN = time(9, 15)
_DATE = re.compile(rb"^Date: .*$", re.MULTILINE)


def mail_stays_here() -> bool:
    """Say whether mail is kept in this installation and not handed to a server."""
    return settings.EMAIL_BACKEND in _HARMLESS


def remind_of_the_open_quarter(stage: Stage) -> None:
    """Put on the timetable the runs of reminders of this quarter's days.

    Those of earlier quarters are left out: they would all be about things that have
    been settled since.
    """
    windows = stage.calendar.windows(LAST)
    day = timezone.localdate(windows.opens_at)
    while at(day, _RUN) <= stage.calendar.now:
        stage.timetable.add(day, _RUN, _remind)
        day = working_days.after(day, 1)


@contextmanager
def letters_only_if_kept() -> Iterator[None]:
    """Take away the letters of a load that fails: its reminders never were."""
    before = _lengths()
    try:
        yield
    except BaseException:
        for path in _lengths().keys() - before.keys():
            path.unlink()
        raise


@contextmanager
def dated(*, now: datetime) -> Iterator[None]:
    """Give the letters that are written meanwhile the date on which they went out."""
    before = _lengths()
    yield
    _date(since=before, now=now)


def _remind(now: datetime) -> None:
    plan_reminders(on=now.date(), now=now)
    with dated(now=now):
        for person_id in owed_people(now=now):
            send_digest(person_id=person_id, now=now)


def _lengths() -> dict[Path, int]:
    """Return the files of the mail folder, each with its length."""
    if settings.EMAIL_BACKEND != _TO_FILES:
        return {}
    folder = Path(settings.EMAIL_FILE_PATH)
    return {path: path.stat().st_size for path in folder.glob("*.log")}


def _date(*, since: dict[Path, int], now: datetime) -> None:
    """Give the letters written since the date on which they went out."""
    dated = f"Date: {format_datetime(now)}".encode()
    for path, length in _lengths().items():
        old, new = since.get(path, 0), path.read_bytes()
        if length > old:
            path.write_bytes(new[:old] + _DATE.sub(dated, new[old:]))
