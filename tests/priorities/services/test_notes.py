"""An officer writes beside a sentence; the sentence stays as it is (R5)."""

import pytest
from django.core.exceptions import ValidationError

from hcss.kernel.errors import NotPermitted
from hcss.kernel.models import AuditEvent
from priorities.models import EditorialNote
from priorities.services.notes import add_editorial_note
from tests.factories import StatementFactory


def test_a_note_stands_beside_the_sentence_and_is_written_down(officer, now):
    statement = StatementFactory(text="The board meets.")

    note = add_editorial_note(
        actor=officer, statement=statement, text=" It met. \n", now=now
    )

    statement.refresh_from_db()
    assert statement.text == "The board meets."
    assert (note.text, note.written_by, note.written_at) == ("It met.", officer, now)
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_id, event.actor) == (
        "priorities.editorial_note_added",
        note.pk,
        officer,
    )


def test_a_note_has_words(officer, now):
    with pytest.raises(ValidationError) as caught:
        add_editorial_note(
            actor=officer, statement=StatementFactory(), text="  ", now=now
        )

    assert caught.value.message_dict == {"text": ["Write the note."]}
    assert EditorialNote.objects.count() == 0


def test_nobody_but_an_officer_writes_one(reader, now):
    with pytest.raises(NotPermitted):
        add_editorial_note(
            actor=reader, statement=StatementFactory(), text="No.", now=now
        )

    assert EditorialNote.objects.count() == 0
