"""What the story's assurers, chairs and officers make of it, and write beside it."""

from datetime import date, datetime, time
from functools import partial

from assurance.choices import WHOLE
from assurance.services.opinions import give_opinion
from hcss.demonstration.stage import Stage
from hcss.demonstration.story import Part
from hcss.demonstration.story_calendar import LAST
from priorities.models import Heading, Priority, Statement
from priorities.services.notes import add_editorial_note

#: Working days from the deadline of the quarter: a whole comes after its headings.
_ON_A_HEADING, _ON_A_WHOLE = 6, 8
#: And from today, in the quarter that is open.
_ON_A_HEADING_NOW, _ON_A_WHOLE_NOW = -3, -1
#: The quarter at whose meeting the Agreement was read through.
_READ_THROUGH = 2


def give_opinions(stage: Stage) -> None:
    """Put on the timetable each opinion, and each note beside the Agreement."""
    for part in stage.story["opinions"]:
        stage.timetable.add(
            _day(stage, part), time(15, 40), partial(_give, stage, part)
        )
    read_on = stage.calendar.meeting(_READ_THROUGH)
    for part in stage.story["editorial_notes"]:
        stage.timetable.add(read_on, time(16, 20), partial(_note, stage, part))


def _day(stage: Stage, part: Part) -> date:
    is_whole = part["heading"] == WHOLE
    if part["quarter"] == LAST:
        return stage.calendar.from_today(
            _ON_A_WHOLE_NOW if is_whole else _ON_A_HEADING_NOW
        )
    count = _ON_A_WHOLE if is_whole else _ON_A_HEADING
    return stage.calendar.from_deadline(part["quarter"], count)


def _give(stage: Stage, part: Part, now: datetime) -> None:
    heading = None
    if part["heading"] != WHOLE:
        heading = Heading.objects.of(stage.agreement).get(code=part["heading"])
    expires = part.get("expires")
    give_opinion(
        actor=stage.people[part["by"]],
        priority=Priority.objects.of(stage.agreement).get(number=part["priority"]),
        heading=heading,
        level=part["level"],
        confidence=part["confidence"],
        line=part["line"],
        evidence=part["evidence"],
        evidence_sources=part["sources"],
        evidence_on=stage.calendar.day(f"middle of {part['quarter']}"),
        reason=part["reason"],
        interests=part.get("interests", ""),
        why_better=part.get("why_better", ""),
        expires_on=stage.calendar.day(expires) if expires else None,
        now=now,
    )


def _note(stage: Stage, part: Part, now: datetime) -> None:
    add_editorial_note(
        actor=stage.officer,
        statement=Statement.objects.get(
            priority__agreement=stage.agreement, ref=part["statement"]
        ),
        text=part["text"],
        now=now,
    )
