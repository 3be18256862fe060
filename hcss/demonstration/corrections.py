"""After the close: more time asked for, and accepted lines that are amended."""

from datetime import datetime, time
from functools import partial

from actions.models import Amendment
from actions.services.amendments import decide_amendment, propose_amendment
from actions.services.extensions import ask_for_time
from hcss.demonstration.stage import Stage
from hcss.demonstration.story import Part

_ASKED, _PROPOSED, _DECIDED = time(9, 50), time(10, 45), time(15, 20)


def make_corrections(stage: Stage) -> None:
    """Put on the timetable each request for time and each amendment."""
    add, day = stage.timetable.add, stage.calendar.day
    for part in stage.story["extensions"]:
        add(day(part["asked"]), _ASKED, partial(_ask_for_time, stage, part))
    for part in stage.story["amendments"]:
        add(day(part["proposed"]), _PROPOSED, partial(_propose, stage, part))
        if "agreed" in part:
            add(day(part["agreed"]), _DECIDED, partial(_agree, stage, part))


def _ask_for_time(stage: Stage, part: Part, now: datetime) -> None:
    ask_for_time(
        actor=stage.people[part["by"]],
        quarterly_return=stage.quarterly_return(part["agency"], part["quarter"]),
        reason=part["reason"],
        now=now,
    )


def _propose(stage: Stage, part: Part, now: datetime) -> None:
    propose_amendment(
        actor=stage.people[part["by"]],
        line=stage.line(part["agency"], part["quarter"], part["ref"]),
        words={"progress": part["progress"]},
        reason=part["reason"],
        now=now,
    )


def _agree(stage: Stage, part: Part, now: datetime) -> None:
    line = stage.line(part["agency"], part["quarter"], part["ref"])
    proposed = Amendment.objects.select_related(
        "quarterly_return__agency", "line__action", "original"
    )
    decide_amendment(
        actor=stage.second_officer,
        amendment=proposed.get(line=line),
        approve=True,
        comment=part["comment"],
        now=now,
    )
