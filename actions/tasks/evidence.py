"""Celery's doors to the virus scan. Each may run twice: a verdict is noted once."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="actions.scan_waiting_evidence")
def scan_waiting(**_: object) -> None:
    """Hand what still waits for the virus scan to the workers."""
    from actions.services import evidence_scans  # noqa: PLC0415 -- services import tasks

    evidence_scans.queue_scans(now=timezone.now())


@shared_task(
    name="actions.scan_evidence",
    autoretry_for=(OSError,),
    retry_backoff=30,
    retry_backoff_max=120,
    max_retries=2,
)
def scan_evidence(*, evidence_id: int, **_: object) -> None:
    """Scan one file."""
    from actions.services import evidence_scans  # noqa: PLC0415 -- as above

    evidence_scans.scan_evidence(evidence_id=evidence_id, now=timezone.now())


def queue_scan(*, evidence_id: int) -> None:
    """Hand one file to the workers; beat asks again for what none takes in time."""
    scan_evidence.apply_async(kwargs={"evidence_id": evidence_id}, expires=900)
