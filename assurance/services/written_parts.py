"""Writing for a paper, until its quarter is sealed."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from actions.choices import Marking
from actions.models import Period
from assurance import events
from assurance.meeting_choices import WrittenCode
from assurance.models import Seal, WrittenPart
from assurance.selectors.written_parts import is_current, written_part
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.personal_data import guard
from hcss.kernel.snapshots import one_view
from hcss.kernel.templatetags.show import moment
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User
from priorities.models import Priority

#: Nobody has written this part yet.
UNWRITTEN = 0


class WrittenConflict(Conflict):
    """The part was saved since it was opened. ``stored`` is the part as it is now."""

    def __init__(self, stored: WrittenPart, actor: User) -> None:
        who, where = f"{stored.written_by}", ""
        if stored.written_by_id == actor.pk:
            who, where = "You", " in another window"
        super().__init__(
            f"{who} saved this part{where} on {moment(stored.written_at)}, after you "
            "opened it. Compare both texts, then save again.",
            code="stale",
        )
        self.stored = stored


def write_part(
    *,
    actor: User,
    period: Period,
    code: str,
    priority: Priority | None = None,
    text: str,
    marking: str = Marking.OFFICIAL,
    version: int,
    now: datetime,
    is_confirmed: bool = False,
) -> WrittenPart:
    """Keep what an officer writes for the paper of ``period``; return the part.

    ``version`` is the one that was seen, 0 if nobody had written it yet; an empty
    text takes the words back. Of the seal and a text that come together, the text is
    in the seal or is refused.

    Raises:
        NotPermitted: ``actor`` is no officer.
        ValidationError: no such part, a comment on no priority of this agreement, or
            words that may be about people (R55).
        WrittenConflict: the part is no longer at ``version``; it carries their text.
        Conflict: the period is sealed (R46).
    """
    policy.require(actor, "assurance.write_part")
    with one_view(one_writer_of=Seal):
        _require_unsealed(period)
        part = _part(period, code, priority)
        if part.version != version:
            raise WrittenConflict(part, actor)
        before = part.text if part.pk else ""
        changes: dict[str, Any] = {
            "text": text.strip(),
            "marking": marking,
            "written_by": actor,
            "written_at": now,
        }
        difference = _keep(part, changes, actor)
        guard(
            actor=actor,
            subject=part,
            texts={"text": part.text},
            is_confirmed=is_confirmed,
            now=now,
            before={"text": before},
        )
        audit.record(
            events.PART_WRITTEN, actor=actor, subject=part, now=now, changes=difference
        )
    return part


def _require_unsealed(period: Period) -> None:
    period.refresh_from_db()
    if period.sealed_at is not None:
        raise Conflict(
            f"{period} was sealed on {moment(period.sealed_at)}. What is written now "
            "goes into the next paper.",
            code="sealed",
        )


def _part(period: Period, code: str, priority: Priority | None) -> WrittenPart:
    """Return the part as it is kept, or a new one that nobody has written."""
    if code not in WrittenCode.values:
        raise ValidationError({"code": "The paper has no such part."})
    if (code == WrittenCode.COMMENT) != (priority is not None):
        raise ValidationError(
            {"priority": "A comment is on a priority, and no other part is on one."}
        )
    if priority is not None and not is_current(priority):
        raise ValidationError(
            {"priority": "Choose a priority of the agreement in force."}
        )
    stored = written_part(period, code, priority)
    return stored or WrittenPart(
        period=period, code=code, priority=priority, version=UNWRITTEN
    )


def _keep(part: WrittenPart, changes: dict[str, Any], actor: User) -> audit.Changes:
    """Write the part, if nobody was quicker; return what is different.

    The words are not in the trail: they may be sensitive, and the seal keeps them.
    """
    seen = part.version
    changes = changes | {"version": seen + 1}
    if part.pk is None:
        for name, value in changes.items():
            setattr(part, name, value)
        part.full_clean()
        part.save()
    elif not compare_and_set(part, expected={"version": seen}, **changes):
        stored = WrittenPart.objects.with_writer().get(pk=part.pk)
        raise WrittenConflict(stored, actor)
    return {"version": [seen, part.version]}
