"""The story's actions: agreed, begun, dated again, completed, held, closed."""

from datetime import date, datetime, time
from functools import partial

from actions.choices import Timing
from actions.models import DateChange
from actions.services.adoption import Terms, adopt_action
from actions.services.completion import verify_completion
from actions.services.dates import ask_for_date, decide_date, set_date
from actions.services.life import (
    close_action,
    hold_action,
    start_action,
)
from actions.services.proposals import propose_action
from hcss.demonstration.stage import Stage
from hcss.demonstration.story import Part
from hcss.demonstration.story_calendar import LAST
from hcss.kernel import working_days
from priorities.models import Heading, Priority

#: When the group meets; when its decisions are written down; when work begins.
_MEETING, _WRITTEN_DOWN, _BEGUN = time(10), time(15, 30), time(9, 10)
_DAYS_TO_BEGIN = 5
#: Working days from the deadline of the quarter's return, or from today.
_ASKED, _DECIDED, _VERIFIED = -9, -7, 7
_ASKED_NOW = -3


def make_promises(stage: Stage) -> None:
    """Put on the timetable how each action was agreed and what became of it."""
    for part in stage.story["actions"]:
        _agree(stage, part)
        for move in part.get("moves", []):
            _move(stage, part["ref"], move)
        _end(stage, part)
        if "review" in part:
            _keep_reviewing(stage, part)


def _agree(stage: Stage, part: Part) -> None:
    calendar, timetable = stage.calendar, stage.timetable
    agreed_on = calendar.meeting(part["agreed"])
    if "proposed" in part:
        before = calendar.meeting(part["agreed"] - 1)
        timetable.add(before, _WRITTEN_DOWN, partial(_propose, stage, part))
    timetable.add(agreed_on, _WRITTEN_DOWN, partial(_adopt, stage, part))
    begins_on = working_days.after(agreed_on, _DAYS_TO_BEGIN)
    if "starts" in part:
        begins_on = working_days.after(calendar.day(part["starts"]), 0)
    timetable.add(begins_on, _BEGUN, partial(_start, stage, part))


def _move(stage: Stage, ref: str, move: Part) -> None:
    """Ask for the new date while the quarter's return is written; decide it then too.

    A request without a decision waits for one.
    """
    calendar, timetable = stage.calendar, stage.timetable
    asked_on = (
        calendar.from_today(_ASKED_NOW)
        if move["asked"] == LAST
        else calendar.from_deadline(move["asked"], _ASKED)
    )
    timetable.add(asked_on, time(11, 20), partial(_ask, stage, ref, move))
    if "decision" in move:
        decided_on = calendar.from_deadline(move["asked"], _DECIDED)
        timetable.add(decided_on, time(14, 5), partial(_decide, stage, ref, move))


def _end(stage: Stage, part: Part) -> None:
    calendar, timetable = stage.calendar, stage.timetable
    if "completes" in part:
        verified_on = calendar.from_deadline(part["completes"], _VERIFIED)
        timetable.add(verified_on, time(11), partial(_verify, stage, part["ref"]))
    for name, happening in (("held", _hold), ("closed", _close)):
        if name in part:
            decided_on = calendar.meeting(part[name]["quarter"])
            timetable.add(
                decided_on,
                _WRITTEN_DOWN,
                partial(happening, stage, part["ref"], part[name]),
            )


def _keep_reviewing(stage: Stage, part: Part) -> None:
    """At each meeting the review moves to the end of the quarter after (R26)."""
    *_, final = part["review"].split()
    for number in range(part["agreed"] + 1, int(final)):
        timetable, met_on = stage.timetable, stage.calendar.meeting(number)
        review_on = stage.calendar.day(f"end of {number + 1}")
        happening = partial(_review_later, stage, part["ref"], review_on, number)
        timetable.add(met_on, _WRITTEN_DOWN, happening)


def _propose(stage: Stage, part: Part, now: datetime) -> None:
    proposed = part["proposed"]
    of = stage.agreement
    action = propose_action(
        actor=stage.officer,
        agreement=of,
        priority=Priority.objects.of(of).get(number=proposed["priority"]),
        heading=Heading.objects.of(of).get(code=proposed["heading"]),
        title=proposed["title"],
        decision=proposed["decision"],
        now=now,
    )
    if action.ref != part["ref"]:
        raise ValueError(f"the story calls {action.ref} {part['ref']}")


def _adopt(stage: Stage, part: Part, now: datetime) -> None:
    adopt_action(
        actor=stage.officer,
        action=stage.action(part["ref"]),
        terms=_terms(stage, part, agreed_on=now.date()),
        now=now,
    )


def _terms(stage: Stage, part: Part, *, agreed_on: date) -> Terms:
    calendar, people = stage.calendar, stage.people
    board, overseer = part.get("led_by"), part.get("overseen_by")
    post, starts, due = part.get("contact_post"), part.get("starts"), part.get("due")
    review_on = None
    if "review" in part:
        review_on = calendar.day(f"end of {part['agreed'] + 1}")
    return Terms(
        lead_agency=stage.agency(part["lead"]),
        lead_partnership=stage.board(board) if board else None,
        overseen_by=stage.board(overseer) if overseer else None,
        contact=people.get(part.get("contact", "")),
        contact_post=stage.post(post) if post else None,
        deputy=people.get(part.get("deputy", "")),
        contributors=[stage.agency(name) for name in part.get("contributors", [])],
        success_criterion=part["criterion"],
        timing=_timing(part),
        baseline_on=calendar.day(due) if due else None,
        review_on=review_on,
        starts_on=calendar.day(starts) if starts else None,
        decision=part["decision"],
        agreed_on=agreed_on,
    )


def _timing(part: Part) -> str:
    if "review" in part:
        return Timing.CONTINUING
    return Timing.DATE if "due" in part else Timing.UNDATED


def _start(stage: Stage, part: Part, now: datetime) -> None:
    start_action(actor=stage.officer, action=stage.action(part["ref"]), now=now)


def _ask(stage: Stage, ref: str, move: Part, now: datetime) -> None:
    ask_for_date(
        actor=stage.people[move["by"]],
        action=stage.action(ref),
        new_on=stage.calendar.day(move["to"]),
        reason=move["reason"],
        explanation=move["explanation"],
        now=now,
    )


def _decide(stage: Stage, ref: str, move: Part, now: datetime) -> None:
    waiting = DateChange.objects.waiting().with_action()
    decide_date(
        actor=stage.officer,
        change=waiting.get(action=stage.action(ref)),
        approve=True,
        decision=move["decision"],
        now=now,
    )


def _review_later(
    stage: Stage, ref: str, review_on: date, number: int, now: datetime
) -> None:
    set_date(
        actor=stage.officer,
        action=stage.action(ref),
        timing=Timing.CONTINUING,
        review_on=review_on,
        decision=f"HCSSG {number}/1: reviewed, to continue",
        now=now,
    )


def _verify(stage: Stage, ref: str, now: datetime) -> None:
    verify_completion(actor=stage.officer, action=stage.action(ref), now=now)


def _hold(stage: Stage, ref: str, part: Part, now: datetime) -> None:
    hold_action(
        actor=stage.officer,
        action=stage.action(ref),
        decision=part["decision"],
        held_until=stage.calendar.day(part["until"]),
        now=now,
    )


def _close(stage: Stage, ref: str, part: Part, now: datetime) -> None:
    close_action(
        actor=stage.officer,
        action=stage.action(ref),
        closed_as=part["as"],
        decision=part["decision"],
        superseded_by=stage.action(part["into"]),
        now=now,
    )
