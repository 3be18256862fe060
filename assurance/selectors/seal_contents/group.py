"""The meeting that considers the quarter, and what was written for its paper."""

from typing import Any

from actions.selectors.windows import london_day
from assurance.meeting_choices import WrittenCode
from assurance.models import Meeting, WrittenPart
from assurance.selectors.seal_contents.sealing import Sealing
from assurance.selectors.seal_shapes import SealedMeeting, SealedWords

_ORDER = {code: place for place, code in enumerate(WrittenCode.values)}


def sealed_meeting(sealing: Sealing) -> SealedMeeting | None:
    """Return the meeting that considers the quarter, if it is entered. One query.

    That of the agreement's own group, or else the first one.
    """
    found = Meeting.objects.filter(period=sealing.period).select_related("group")
    group = sealing.agreement.group_id
    ordered = sorted(
        found,
        key=lambda it: (it.group_id != group, it.held_on, it.group.name),
    )
    return _meeting(ordered[0]) if ordered else None


def _meeting(meeting: Meeting) -> SealedMeeting:
    return SealedMeeting(
        group=meeting.group.name,
        held_on=meeting.held_on,
        begins_at=f"{meeting.begins_at:%H:%M}" if meeting.begins_at else "",
        place=meeting.place,
        item=meeting.item,
        report_of=meeting.report_of,
        contact=meeting.contact,
    )


def sealed_words(sealing: Sealing) -> tuple[SealedWords, ...]:
    """Return what was written for the paper, in the paper's order. One query."""
    rows: Any = WrittenPart.objects.filter(period=sealing.period).exclude(text="")
    found = (_words(each) for each in rows.select_related("priority", "written_by"))
    return tuple(
        sorted(found, key=lambda it: (_ORDER[it.code], it.priority_number or 0))
    )


def _words(part: Any) -> SealedWords:
    return SealedWords(
        code=part.code,
        label=part.get_code_display(),
        priority_number=part.priority.number if part.priority else None,
        text=part.text,
        written_by=part.written_by.name,
        written_on=london_day(part.written_at),
        marking=part.marking,
    )
