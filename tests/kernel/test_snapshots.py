"""What is put together from many queries does not mix two moments."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from hcss.kernel.models import AuditEvent
from hcss.kernel.snapshots import one_view
from partnerships.models import Agency
from tests.factories import AgencyFactory

pytestmark = pytest.mark.django_db(transaction=True)


def in_another_connection(act):
    """Run ``act`` in a thread of its own, and wait for it."""

    def run():
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(timeout=30)
    assert not thread.is_alive()


@pytest.mark.only_postgres
def test_what_others_write_meanwhile_is_not_seen():
    agency = AgencyFactory(name="Wessex Council")

    with one_view(one_writer_of=AuditEvent):
        before = Agency.objects.get().name
        in_another_connection(lambda: Agency.objects.update(name="Renamed"))
        assert Agency.objects.get().name == before

    assert Agency.objects.get(pk=agency.pk).name == "Renamed"


def test_of_two_the_second_sees_what_the_first_wrote():
    agency = AgencyFactory(name="Wessex Council")
    begun, seen = Event(), []

    def second():
        begun.set()
        with one_view(one_writer_of=Agency):
            seen.append(Agency.objects.get().name)

    def run():
        try:
            second()
        finally:
            connection.close()

    thread = Thread(target=run)
    with one_view(one_writer_of=Agency):
        thread.start()
        begun.wait(timeout=30)
        Agency.objects.filter(pk=agency.pk).update(name="Renamed")
    thread.join(timeout=30)

    assert seen == ["Renamed"]


def test_inside_another_transaction_it_is_part_of_that_one():
    with transaction.atomic():
        AgencyFactory(name="Wessex Council")
        with one_view(one_writer_of=Agency):
            assert Agency.objects.get().name == "Wessex Council"
