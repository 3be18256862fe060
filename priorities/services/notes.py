"""Writing beside the words of an agreement."""

from datetime import datetime

from django.db import transaction

from hcss.kernel import audit, policy
from hcss.kernel.personal_data import guard
from partnerships.models import User
from priorities import events
from priorities.models import EditorialNote, Statement


@transaction.atomic
def add_editorial_note(
    *,
    actor: User,
    statement: Statement,
    text: str,
    now: datetime,
    is_confirmed: bool = False,
) -> EditorialNote:
    """Add an officer's note beside a sentence; the sentence stays as it is (R5).

    Raises:
        NotPermitted: ``actor`` is no officer.
        ValidationError: there are no words in it, or some about people (R55).
    """
    policy.require(actor, "priorities.add_editorial_note", statement)
    note = EditorialNote(
        statement=statement, text=text.strip(), written_by=actor, written_at=now
    )
    note.full_clean()
    note.save()
    guard(
        actor=actor,
        subject=note,
        texts={"text": note.text},
        is_confirmed=is_confirmed,
        now=now,
    )
    audit.record(events.EDITORIAL_NOTE_ADDED, actor=actor, subject=note, now=now)
    return note
