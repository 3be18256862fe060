"""The story's meetings: the position sealed, the paper written, what was decided."""

from datetime import date, datetime, time, timedelta
from functools import partial

from actions.models import Action
from assurance.meeting_choices import Part as PaperPart
from assurance.models import Meeting
from assurance.services.decision_checks import FollowUp
from assurance.services.decisions import record_decision
from assurance.services.funding import FundingFacts, record_concern
from assurance.services.meetings import MeetingFacts, add_paper, plan_meeting
from assurance.services.packs import ask_for_packs
from assurance.services.seals import seal_period
from assurance.services.written_parts import write_part
from hcss.demonstration.stage import Stage
from hcss.demonstration.story import Part
from hcss.kernel import working_days
from priorities.models import Heading, Priority, Statement

#: Working days after the end of the quarter (domain 4.2).
_WRITTEN, _SEALED = 24, 25
_WRITING, _SEALING = time(10, 20), time(16, 30)
#: After the period has opened.
_PLANNED = timedelta(hours=2)
_DECIDING = time(17, 15)


def hold_meetings(stage: Stage) -> None:
    """Put on the timetable each meeting with all that leads to it and comes of it."""
    for part in stage.story["meetings"]:
        ends_on = stage.calendar.quarter(part["considers"]).ends_on
        add = partial(_add, stage, ends_on)
        opens_at = stage.calendar.windows(part["considers"]).opens_at
        stage.timetable.add_at(opens_at + _PLANNED, partial(_plan, stage, part))
        if part["considers"] <= stage.story["last_sealed"]:
            add(_WRITTEN, _WRITING, partial(_write, stage, part))
            add(_SEALED, _SEALING, partial(_seal, stage, part))
        for decision in part.get("decisions", ()):
            stage.timetable.add(
                _held_on(stage, part),
                _DECIDING,
                partial(_decide, stage, part, decision),
            )
    for concern in stage.story["funding"]:
        day = stage.calendar.day(concern["recorded"])
        stage.timetable.add(day, _WRITING, partial(_record, stage, concern))


def _add(
    stage: Stage, ends_on: date, count: int, hour: time, happening: partial
) -> None:
    stage.timetable.add(working_days.after(ends_on, count), hour, happening)


def _held_on(stage: Stage, part: Part) -> date:
    return stage.calendar.meeting(part["considers"] + 1)


def _meeting(stage: Stage, part: Part) -> Meeting:
    meeting: Meeting = Meeting.objects.get(held_on=_held_on(stage, part))
    return meeting


def _plan(stage: Stage, part: Part, now: datetime) -> None:
    meeting = plan_meeting(
        actor=stage.officer,
        facts=MeetingFacts(
            group=stage.agreement.group,
            held_on=_held_on(stage, part),
            begins_at=time(14),
            place=part["place"],
            period=stage.period(part["considers"]),
            item=part["item"],
            report_of=part["report_of"],
            contact=part["contact"],
        ),
        now=now,
    )
    for paper in part.get("papers", ()):
        add_paper(
            actor=stage.officer,
            meeting=meeting,
            title=paper["title"],
            url=paper["url"],
            now=now,
        )


def _write(stage: Stage, part: Part, now: datetime) -> None:
    for written in part.get("written", ()):
        number = written.get("priority")
        write_part(
            actor=stage.officer,
            period=stage.period(part["considers"]),
            code=written["code"],
            priority=_priority(stage, number) if number else None,
            text=written["text"],
            version=0,
            now=now,
        )


def _seal(stage: Stage, part: Part, now: datetime) -> None:
    seal = seal_period(
        actor=stage.officer, period=stage.period(part["considers"]), now=now
    )
    ask_for_packs(actor=stage.officer, seal=seal, part=PaperPart.OPEN, now=now)


def _decide(stage: Stage, part: Part, decision: Part, now: datetime) -> None:
    number, code = decision.get("priority"), decision.get("heading")
    record_decision(
        actor=stage.people["chair"],
        meeting=_meeting(stage, part),
        text=decision["text"],
        priority=_priority(stage, number) if number else None,
        heading=Heading.objects.of(stage.agreement).get(code=code) if code else None,
        action=stage.action(decision["ref"]) if "ref" in decision else None,
        follow_up=_follow_up(stage, decision.get("follow_up")),
        now=now,
    )


def _follow_up(stage: Stage, part: Part | None) -> FollowUp | None:
    if part is None:
        return None
    return FollowUp(
        title=part["title"],
        lead_agency=stage.agency(part["lead"]),
        contact=stage.people[part["contact"]],
        due_on=stage.calendar.day(part["due"]),
        success_criterion=part["success"],
    )


def _record(stage: Stage, part: Part, now: datetime) -> None:
    statement = None
    if "statement" in part:
        sentences = Statement.objects.filter(priority__agreement=stage.agreement)
        statement = sentences.get(ref=part["statement"])
    record_concern(
        actor=stage.officer,
        facts=FundingFacts(
            stream=part["stream"],
            ends_on=stage.calendar.day(part["ends"]) if "ends" in part else None,
            note=part.get("note", ""),
            statement=statement,
        ),
        actions=list(Action.objects.filter(ref__in=part["actions"])),
        now=now,
    )


def _priority(stage: Stage, number: int) -> Priority:
    priority: Priority = Priority.objects.of(stage.agreement).get(number=number)
    return priority
