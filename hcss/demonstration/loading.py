"""Loading the demonstration: the whole story, by the services, in one transaction."""

from datetime import datetime, time

from django.db import connection, transaction

from actions.services.periods import turn_the_quarter
from hcss.demonstration import (
    asks,
    corrections,
    evidence,
    helpers,
    letters,
    meetings,
    opinions,
    people,
    presence,
    promises,
    returns,
    signing,
)
from hcss.demonstration.presence import AGREEMENT, DEMONSTRATION_LOADED, Refused
from hcss.demonstration.stage import Stage
from hcss.demonstration.story import read_for
from hcss.demonstration.story_calendar import Calendar, at
from hcss.kernel import audit, triggers
from hcss.kernel.models import AuditEvent
from priorities.models import Agreement

#: The Agreement is taken to have been loaded so many working days before quarter 1.
_AGREEMENT_LOADED = 31


def load(*, now: datetime, mail_is_caught: bool = False) -> bool:
    """Load the demonstration, or find it loaded; say whether it is new.

    Raises:
        Refused: there are real records, the Agreement is not loaded, or mail would
            leave this installation.
    """
    with (
        letters.letters_only_if_kept(),
        evidence.uploads_only_if_kept(),
        transaction.atomic(),
    ):
        # Held, so that of two loads the second one finds the first one's.
        agreement = Agreement.objects.select_for_update().filter(slug=AGREEMENT).first()
        event = presence.loaded_event()
        if is_new := event is None:
            event = _load(agreement, now, mail_is_caught=mail_is_caught)
    if event and not presence.is_marked(event):
        presence.put_mark(event)
    return is_new


def _load(
    agreement: Agreement | None, now: datetime, *, mail_is_caught: bool
) -> AuditEvent:
    if not (mail_is_caught or letters.mail_stays_here()):
        raise Refused(
            "Mail goes to a mail server here, and the demonstration writes to people "
            "who do not exist. If that server catches all mail, say so with "
            "--mail-is-caught; otherwise leave EMAIL_HOST empty."
        )
    if found := presence.real_records():
        raise Refused(
            "This database holds real records, and the demonstration is never mixed "
            f"with them: {', '.join(found)}. Use an empty database."
        )
    if agreement is None:
        raise Refused(
            "The Agreement is not loaded. Run first: python manage.py load_agreement"
        )
    calendar = Calendar(now=now)
    stage = Stage(agreement, calendar, read_for(calendar))
    _date_the_agreement(agreement, calendar)
    _tell(stage)
    return audit.record(
        DEMONSTRATION_LOADED,
        actor=None,
        subject=agreement,
        now=now,
        why="Fictitious people and returns, to try the service with.",
    )


def _tell(stage: Stage) -> None:
    """Let the whole story happen, then the clock do what it owes today."""
    people.bring_people_in(stage)
    promises.make_promises(stage)
    returns.collect_returns(stage)
    signing.keep_sign_off(stage)
    asks.collect_asks(stage)
    corrections.make_corrections(stage)
    helpers.lend_hands(stage)
    opinions.give_opinions(stage)
    meetings.hold_meetings(stage)
    letters.remind_of_the_open_quarter(stage)
    stage.timetable.tell()
    people.let_them_sign_in(stage)
    turn_the_quarter(now=stage.calendar.now)


def _date_the_agreement(agreement: Agreement, calendar: Calendar) -> None:
    """Let the Agreement have been loaded before the story begins.

    Otherwise an action would have been proposed today and agreed two years ago. The
    database is empty but for the Agreement, and the audit trail is kept again before
    anything is written to it.
    """
    loaded_at = at(calendar.before_it_began(_AGREEMENT_LOADED), time(9))
    connection.check_constraints()  # PostgreSQL changes no table that waits for it
    triggers.remove()
    AuditEvent.objects.update(happened_at=loaded_at)
    Agreement.objects.filter(pk=agreement.pk).update(loaded_at=loaded_at)
    triggers.install()
