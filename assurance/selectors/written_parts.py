"""The parts that somebody writes for a paper: which there are, and what is in them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from actions.models import Period
from assurance.meeting_choices import WrittenCode
from assurance.models import WrittenPart
from priorities.models import Agreement, Priority


@dataclass(frozen=True, slots=True)
class PartToWrite:
    """A part of the paper; ``written_at`` is None of one that nobody has written."""

    code: str
    label: str
    priority_number: int | None
    is_written: bool
    is_sensitive: bool
    written_by: str
    written_at: datetime | None


def parts_to_write(period: Period) -> tuple[PartToWrite, ...]:
    """Return every part in the order of the paper. Two queries.

    Without an agreement there is no priority to comment on.
    """
    stored = {
        (each.code, each.priority_id): each
        for each in WrittenPart.objects.for_period(period).with_writer()
    }
    priorities = list(_current().order_by("number"))
    found = []
    for code in WrittenCode:
        if code == WrittenCode.COMMENT:
            found += [_part(code, each, stored) for each in priorities]
        else:
            found.append(_part(code, None, stored))
    return tuple(found)


def priority_to_comment(number: int) -> Priority:
    """Return the priority of the current agreement on which a comment is.

    Raises:
        Priority.DoesNotExist: it has no such priority.
    """
    found: Priority = _current().get(number=number)
    return found


def is_current(priority: Priority) -> bool:
    """Say whether the priority is one of those that the next paper is about."""
    return bool(_current().filter(pk=priority.pk).exists())


def written_part(
    period: Period, code: str, priority: Priority | None
) -> WrittenPart | None:
    """Return what is written, if anything is."""
    parts = WrittenPart.objects.with_writer()
    found: WrittenPart | None = parts.filter(
        period=period, code=code, priority=priority
    ).first()
    return found


def part_label(code: str, priority: Priority | None) -> str:
    """Return what a part is called."""
    if priority is not None:
        return f"Comment on priority {priority.number}: {priority.title}"
    return str(WrittenCode(code).label)


def _current() -> "models.QuerySet[Priority]":
    current = Agreement.objects.current().values("pk")[:1]
    return Priority.objects.filter(agreement__in=current)


def _part(
    code: WrittenCode,
    priority: Priority | None,
    stored: dict[tuple[str, int | None], WrittenPart],
) -> PartToWrite:
    part = stored.get((code, priority.pk if priority else None))
    return PartToWrite(
        code=code.value,
        label=part_label(code, priority),
        priority_number=priority.number if priority else None,
        is_written=bool(part and part.text),
        is_sensitive=bool(part and part.is_sensitive),
        written_by=str(part.written_by) if part else "",
        written_at=part.written_at if part else None,
    )
