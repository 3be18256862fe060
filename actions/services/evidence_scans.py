"""Asking the virus scanner about files of evidence, as often as it takes (ADR 10)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from actions import events
from actions.models import Evidence
from actions.return_choices import ScanState
from actions.tasks import evidence as tasks
from hcss.kernel import audit, scanning
from hcss.kernel.scanning import Verdict

_LONGEST_NAME = 200


def queue_scans(*, now: datetime) -> int:
    """Hand every file that waits, and that nobody is at, to the workers.

    Where a scanner has been set up since, what was kept without one waits for it now.
    Without a scanner nothing is handed on, and what waits goes on waiting.
    """
    if not settings.CLAMD:
        return 0
    _let_wait(now)
    before = now - settings.SCAN_LEASE
    waiting = Evidence.objects.unclaimed(before=before).order_by("pk")
    found = list(waiting.values_list("pk", flat=True))
    for evidence_id in found:
        tasks.queue_scan(evidence_id=evidence_id)
    return len(found)


def scan_evidence(*, evidence_id: int, now: datetime) -> str:
    """Scan one file, unless another worker is at it; return what became of it.

    Raises:
        OSError: the scanner or the file cannot be reached. The file is free again,
            still waits and is served to nobody.
    """
    before = now - settings.SCAN_LEASE
    claimed = Evidence.objects.unclaimed(before=before).filter(pk=evidence_id)
    if not settings.CLAMD or not claimed.update(scanned_at=now):
        return ""
    evidence = Evidence.objects.get(pk=evidence_id)
    mine = Evidence.objects.waiting().filter(pk=evidence_id, scanned_at=now)
    try:
        with evidence.file.open("rb") as content:
            verdict = scanning.scan(
                content, at=settings.CLAMD, seconds=settings.SCAN_SECONDS
            )
    except OSError:
        mine.update(scanned_at=None)
        raise
    return _note(evidence, verdict, now)


@transaction.atomic
def _let_wait(now: datetime) -> None:
    """Let what was kept without a scanner wait for the one there is now."""
    unscanned = list(Evidence.objects.filter(scan=ScanState.NO_SCANNER))
    Evidence.objects.filter(
        pk__in=[each.pk for each in unscanned], scan=ScanState.NO_SCANNER
    ).update(scan=ScanState.WAITING, scanned_at=None)
    audit.record_many(
        events.EVIDENCE_SCANNED,
        actor=None,
        subjects=unscanned,
        now=now,
        changes={"scan": [ScanState.NO_SCANNER.value, ScanState.WAITING.value]},
    )


@transaction.atomic
def _note(evidence: Evidence, verdict: Verdict, now: datetime) -> str:
    """Write the verdict down once, whoever else had one; a virus always counts."""
    state = ScanState.CLEAN if verdict.is_clean else ScanState.INFECTED
    waiting = Evidence.objects.waiting().filter(pk=evidence.pk)
    if not waiting.update(scan=state, scanned_at=now):
        return ""
    found = "".join(each for each in verdict.found if each.isprintable())
    audit.record(
        events.EVIDENCE_SCANNED,
        actor=None,
        subject=evidence,
        now=now,
        why=found[:_LONGEST_NAME],
        changes={"scan": [ScanState.WAITING.value, state.value]},
    )
    return state.value
