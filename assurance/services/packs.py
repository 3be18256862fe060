"""Having the paper of a sealed quarter made: asked for once, made until it is made."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.db import models, transaction

from assurance import events
from assurance.meeting_choices import PackFormat, PackState, Part
from assurance.models import Pack, Seal
from assurance.pack.making import STEPS, make
from assurance.tasks import packs as tasks
from hcss.kernel import audit, policy
from hcss.kernel.plain import digest_of
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User

#: A worker that has been at a pack for longer has died; another takes it over.
LEASE = timedelta(minutes=5)
_FAULT = (
    "The making stopped at “{step}”. Ask for it again; if it stops again, tell whoever "
    "looks after the service."
)
_log = logging.getLogger(__name__)


@transaction.atomic
def ask_for_packs(*, actor: User, seal: Seal, part: str, now: datetime) -> list[Pack]:
    """Have the paper of one part made in every format; return the packs.

    What is made already stays as it is, for a seal never changes; what failed is
    tried again.

    Raises:
        NotPermitted: ``actor`` has no papers made, or may not read the closed part.
    """
    policy.require(actor, "assurance.make_packs")
    if part == Part.CLOSED:
        policy.require(actor, "assurance.read_closed_part")
    return [
        _ask(actor=actor, seal=seal, part=part, pack_format=each, now=now)
        for each in PackFormat.values
    ]


def make_pack(*, pack_id: int, now: datetime, clock: Callable[[], datetime]) -> str:
    """Make one pack, unless another worker is at it; return what became of it.

    ``clock`` tells the time when it is made. What stops the making is written down
    in words and in the log, and the pack can be asked for again.
    """
    mine = Pack.objects.unclaimed(before=now - LEASE).filter(pk=pack_id)
    if not mine.update(
        state=PackState.MAKING, taken_at=now, steps=len(STEPS), steps_done=0
    ):
        return ""
    pack = Pack.objects.select_related("seal__period").get(pk=pack_id)

    def report(step: str) -> None:
        done = STEPS.index(step)
        _mine(pack, now).update(step=step, steps_done=done)

    try:
        content = make(
            pack.seal, part=pack.part, pack_format=pack.format, report=report
        )
    except Exception:  # noqa: BLE001 -- whatever it is, nobody waits for ever
        _log.exception("pack %s could not be made", pack.pk)
        return _fail(pack, now)
    return _keep(pack, content, taken_at=now, made_at=clock())


def queue_packs(*, now: datetime) -> int:
    """Hand every pack that waits, and that nobody is at, to the workers."""
    waiting = Pack.objects.unclaimed(before=now - LEASE).order_by("pk")
    found = list(waiting.values_list("pk", flat=True))
    for pack_id in found:
        tasks.queue_pack(pack_id=pack_id)
    return len(found)


def _ask(
    *, actor: User, seal: Seal, part: str, pack_format: str, now: datetime
) -> Pack:
    pack, is_new = Pack.objects.get_or_create(
        seal=seal,
        part=part,
        format=pack_format,
        defaults={"asked_by": actor, "asked_at": now},
    )
    again = {"state": PackState.WAITING, "taken_at": None, "fault": "", "step": ""}
    if not is_new and not compare_and_set(
        pack, expected={"state": PackState.FAILED}, **again
    ):
        return pack
    audit.record(events.PACK_ASKED_FOR, actor=actor, subject=pack, now=now)
    queue = partial(tasks.queue_pack, pack_id=pack.pk)
    transaction.on_commit(queue, robust=True)  # beat asks again
    return pack


def _mine(pack: Pack, taken_at: datetime) -> models.QuerySet[Pack]:
    making = Pack.objects.filter(pk=pack.pk, state=PackState.MAKING)
    return making.filter(taken_at=taken_at)


@transaction.atomic
def _keep(pack: Pack, content: bytes, *, taken_at: datetime, made_at: datetime) -> str:
    """Keep the file and its hash, unless somebody else was quicker."""
    mine = _mine(pack, taken_at).select_for_update().first()
    if mine is None:
        return ""
    name = f"{pack.seal.period.slug}-{pack.part}.{pack.format}"
    mine.file.save(name, ContentFile(content), save=False)
    mine.state, mine.made_at = PackState.MADE, made_at
    mine.sha256, mine.size = digest_of(content), len(content)
    mine.step, mine.steps_done = "", mine.steps
    mine.save()
    audit.record(events.PACK_MADE, actor=None, subject=mine, now=made_at)
    return str(mine.state)


@transaction.atomic
def _fail(pack: Pack, taken_at: datetime) -> str:
    mine = _mine(pack, taken_at).select_for_update().first()
    if mine is None:
        return ""
    mine.state = PackState.FAILED
    mine.fault = _FAULT.format(step=mine.step)
    mine.save(update_fields=["state", "fault"])
    audit.record(events.PACK_FAILED, actor=None, subject=mine, now=taken_at)
    return str(mine.state)
