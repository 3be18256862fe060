"""Taking the demonstration away: everything goes but the Agreement."""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from hcss.demonstration import presence
from hcss.demonstration.presence import Refused
from hcss.kernel import triggers


def require_demonstration() -> None:
    """Refuse where this database and HOME do not agree that it is a demonstration.

    Raises:
        Refused: the event, the mark, or both are missing, or they differ.
    """
    event = presence.loaded_event()
    if event is None:
        words = "The demonstration is not loaded in this database. Nothing was removed."
        if presence.mark().exists():
            words += f" The mark {presence.mark()} is left from another one: delete it."
        raise Refused(words)
    if not presence.is_marked(event):
        raise Refused(
            f"The mark {presence.mark()} is missing, or is that of another load. If "
            "this database is a demonstration, run load_demonstration, which puts the "
            "mark right and changes nothing else; then remove it."
        )


def remove() -> None:
    """Empty the database and HOME of the demonstration; load the Agreement again.

    Raises:
        Refused: this is no demonstration.
    """
    require_demonstration()
    with transaction.atomic():
        connection.check_constraints()  # PostgreSQL changes no table that waits for it
        triggers.remove()
        # Its last step, post_migrate, puts the triggers back.
        call_command("flush", interactive=False, verbosity=0)
        call_command("load_agreement", stdout=StringIO())
    for folder in (settings.MAIL_FOLDER, settings.QUEUES, settings.UPLOADS):
        for path in Path(folder).rglob("*"):
            if path.is_file():
                path.unlink()
    presence.mark().unlink()
