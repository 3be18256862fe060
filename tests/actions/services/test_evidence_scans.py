"""The virus scan, with a scanner on a real socket: clean, found, dying, hanging."""

import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from actions.models import Evidence
from actions.return_choices import ScanState
from actions.selectors.evidence import open_file
from actions.services import evidence as adding
from actions.services import evidence_scans as service
from actions.tasks import evidence as tasks
from hcss.kernel.errors import Conflict
from hcss.kernel.models import AuditEvent
from hcss.kernel.scanning import ScannerError
from tests import factories as make
from tests.machinery.clamd import EICAR, FakeClamd

pytestmark = pytest.mark.django_db


@pytest.fixture
def clamd(settings, tmp_path):
    with FakeClamd(folder=tmp_path) as server:
        settings.CLAMD = server.url
        settings.SCAN_SECONDS = 2
        yield server


@pytest.fixture
def waiting():
    return make.FileEvidenceFactory(scan=ScanState.WAITING)


@pytest.fixture
def infected():
    return make.FileEvidenceFactory(scan=ScanState.WAITING, text=EICAR.decode())


def test_a_clean_file_is_served_from_then_on(clamd, waiting, now):
    assert not waiting.is_served

    assert service.scan_evidence(evidence_id=waiting.pk, now=now) == "clean"

    waiting.refresh_from_db()
    assert (waiting.scan, waiting.scanned_at) == (ScanState.CLEAN, now)
    assert waiting.is_served
    assert len(clamd.received) == 1
    event = AuditEvent.objects.get()
    assert event.verb == "actions.evidence_scanned"
    assert event.changes == {"scan": ["waiting", "clean"]}


def test_an_infected_file_is_held_back_and_kept(clamd, infected, now):
    service.scan_evidence(evidence_id=infected.pk, now=now)

    infected.refresh_from_db()
    assert infected.scan == ScanState.INFECTED
    assert not infected.is_served
    assert infected.file.storage.exists(infected.file.name)
    assert AuditEvent.objects.get().why == "Eicar-Test-Signature"
    with pytest.raises(Conflict) as refused:
        open_file(infected)
    assert refused.value.code == "infected"


@pytest.mark.parametrize("manner", ["dies", "hangs", "error"])
def test_without_a_verdict_it_waits_is_free_again_and_is_served_to_nobody(
    clamd, waiting, now, manner
):
    clamd.manner = manner

    with pytest.raises(ScannerError):
        service.scan_evidence(evidence_id=waiting.pk, now=now)

    waiting.refresh_from_db()
    assert (waiting.scan, waiting.scanned_at) == (ScanState.WAITING, None)
    with pytest.raises(Conflict):
        open_file(waiting)
    clamd.manner = "well"
    assert service.scan_evidence(evidence_id=waiting.pk, now=now) == "clean"


def test_run_twice_it_is_scanned_once(clamd, waiting, now):
    results = [service.scan_evidence(evidence_id=waiting.pk, now=now) for _ in "ab"]

    assert results == ["clean", ""]
    assert len(clamd.received) == 1
    assert AuditEvent.objects.count() == 1


def test_what_another_worker_is_at_is_left_to_it_until_its_lease_is_over(
    clamd, waiting, now, settings
):
    Evidence.objects.filter(pk=waiting.pk).update(scanned_at=now)
    soon = now + settings.SCAN_LEASE
    later = soon + timedelta(seconds=1)

    assert service.scan_evidence(evidence_id=waiting.pk, now=soon) == ""
    assert service.scan_evidence(evidence_id=waiting.pk, now=later) == "clean"


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_the_same_moment_one_scans(clamd, waiting, now):
    start, found = threading.Barrier(2), []

    def work():
        try:
            start.wait(timeout=10)
            found.append(service.scan_evidence(evidence_id=waiting.pk, now=now))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=20)

    assert sorted(found) == ["", "clean"]
    assert len(clamd.received) == 1


def test_a_file_that_is_missing_goes_on_waiting(clamd, waiting, now):
    waiting.file.storage.delete(waiting.file.name)

    with pytest.raises(FileNotFoundError):
        service.scan_evidence(evidence_id=waiting.pk, now=now)

    waiting.refresh_from_db()
    assert (waiting.scan, waiting.scanned_at) == (ScanState.WAITING, None)


def test_an_upload_waits_and_is_scanned_once_it_is_committed(
    clamd, now, django_capture_on_commit_callbacks
):
    line = make.ReturnLineFactory()
    contact = make.UserFactory(contact=line.quarterly_return.agency)

    with django_capture_on_commit_callbacks(execute=True):
        (item,) = adding.add_files(
            actor=contact,
            line=line,
            files=[ContentFile(b"Minute 6", name="a.txt")],
            now=now,
        ).kept
        assert item.scan == ScanState.WAITING
        assert clamd.received == []

    item.refresh_from_db()
    assert item.scan == ScanState.CLEAN


def test_the_clock_picks_up_what_was_left(clamd, waiting, now):
    make.FileEvidenceFactory(scan=ScanState.CLEAN)

    tasks.scan_waiting()

    waiting.refresh_from_db()
    assert waiting.scan == ScanState.CLEAN
    assert len(clamd.received) == 1


def test_what_was_kept_without_a_scanner_is_scanned_once_there_is_one(clamd, now):
    item = make.FileEvidenceFactory(scan=ScanState.NO_SCANNER)

    assert service.queue_scans(now=now) == 1

    item.refresh_from_db()
    assert item.scan == ScanState.CLEAN


def test_without_a_scanner_what_waits_goes_on_waiting(waiting, now, settings):
    """Nobody can let a file through by taking the scanner away."""
    settings.CLAMD = ""

    assert service.queue_scans(now=now) == 0
    assert service.scan_evidence(evidence_id=waiting.pk, now=now) == ""

    waiting.refresh_from_db()
    assert waiting.scan == ScanState.WAITING


def test_a_file_that_was_found_infected_is_not_used_again(clamd, infected, now):
    service.scan_evidence(evidence_id=infected.pk, now=now)
    line = make.ReturnLineFactory(quarterly_return__agency=infected.agency)
    contact = make.UserFactory(contact=infected.agency)

    added = adding.add_files(
        actor=contact,
        line=line,
        files=[
            ContentFile(EICAR, name="again.txt"),
            ContentFile(b"Minute 6", name="good.txt"),
        ],
        now=now,
    )

    assert [each.name for each in added.refused] == ["again.txt"]
    assert "virus scan found something" in added.refused[0].words
    assert line.evidence_uses.count() == 1
