"""Celery's doors to the making of papers. Each may run twice: a pack is made once."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="assurance.make_waiting_packs")
def make_waiting_packs(**_: object) -> None:
    """Hand what waits to be made to the workers."""
    from assurance.services import packs  # noqa: PLC0415 -- services import tasks

    packs.queue_packs(now=timezone.now())


@shared_task(name="assurance.make_pack")
def make_pack(*, pack_id: int, **_: object) -> None:
    """Make one pack."""
    from assurance.services import packs  # noqa: PLC0415 -- as above

    packs.make_pack(pack_id=pack_id, now=timezone.now(), clock=timezone.now)


def queue_pack(*, pack_id: int) -> None:
    """Hand one pack to the workers; beat asks again for what none takes in time."""
    make_pack.apply_async(kwargs={"pack_id": pack_id}, expires=900)
