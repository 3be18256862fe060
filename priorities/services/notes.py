"""Writing beside the words of an agreement."""

from datetime import datetime

from django.db import transaction

from hcss.kernel import audit, policy
from partnerships.models import User
from priorities import events
from priorities.models import EditorialNote, Statement


@transaction.atomic
def add_editorial_note(
    *, actor: User, statement: Statement, text: str, now: datetime
) -> EditorialNote:
    """Add an officer's note beside a sentence; the sentence stays as it is (R5).

    Raises:
        NotPermitted: ``actor`` is no officer.
        ValidationError: there are no words in it.
    """
    policy.require(actor, "priorities.add_editorial_note", statement)
    note = EditorialNote(
        statement=statement, text=text.strip(), written_by=actor, written_at=now
    )
    note.full_clean()
    note.save()
    audit.record(events.EDITORIAL_NOTE_ADDED, actor=actor, subject=note, now=now)
    return note
