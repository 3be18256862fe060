"""The audit trail is written with each change and can only grow (R53)."""

import pytest
from django.db import DatabaseError, connection, transaction

from hcss.kernel import audit, triggers
from hcss.kernel.models import AuditEvent
from tests.factories import AgencyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(now):
    return audit.record(
        "partnerships.agency_edited",
        actor=UserFactory(name="Rosalind Ashe"),
        subject=AgencyFactory(name="Wessex Test Council"),
        now=now,
        why="The council asked.",
        changes={"note": ["", "New note"]},
    )


def test_an_event_says_who_what_when_and_why_in_the_names_of_its_time(event, now):
    stored = AuditEvent.objects.get()

    assert stored.actor_name == "Rosalind Ashe"
    assert stored.subject_label == "Wessex Test Council"
    assert stored.happened_at == now
    assert stored.why == "The council asked."
    assert stored.changes == {"note": ["", "New note"]}


def test_history_is_that_of_one_thing(event, now):
    other = AgencyFactory()
    audit.record("partnerships.agency_made", actor=None, subject=other, now=now)

    assert [each.verb for each in audit.history(other)] == ["partnerships.agency_made"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE kernel_auditevent SET actor_name = 'Somebody else'",
        "DELETE FROM kernel_auditevent",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_event(event, sql):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert AuditEvent.objects.get().actor_name == "Rosalind Ashe"


def test_an_event_cannot_be_written_over(event):
    stolen = AuditEvent.objects.filter(pk=event.pk).values().get()
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    columns = ", ".join(stolen)
    marks = ", ".join(["%s"] * len(stolen))

    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"{verb} INTO kernel_auditevent ({columns}) VALUES ({marks})",
            [*(str(value) for value in stolen.values())],
        )

    assert AuditEvent.objects.get().actor_name == "Rosalind Ashe"


def test_readiness_notices_a_missing_trigger(db):
    assert triggers.missing() == []

    triggers.remove()

    assert "keep_kernel_auditevent_update" in triggers.missing()
    triggers.install()
    assert triggers.missing() == []


def test_difference_names_only_what_changes():
    agency = AgencyFactory(note="old", short_name="WTC")

    changed = audit.difference(agency, {"note": "new", "short_name": "WTC"})

    assert changed == {"note": ["old", "new"]}
