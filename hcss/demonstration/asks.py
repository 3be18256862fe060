"""What becomes of the story's asks: answered, settled, waiting; one raised by hand.

Those of reports that are off track are raised by sending in; here is what follows.
"""

from datetime import datetime, time
from functools import partial

from actions.models import Ask
from actions.services.ask_replies import answer_ask, close_ask
from actions.services.asks import name_answerer, raise_ask
from hcss.demonstration.stage import Stage
from hcss.demonstration.story import Part

_RAISED, _NAMED, _ANSWERED, _CLOSED = time(17), time(9, 20), time(16, 30), time(17, 10)


def collect_asks(stage: Stage) -> None:
    """Put on the timetable each ask by hand, and what was said about each ask."""
    add, day = stage.timetable.add, stage.calendar.day
    for part in stage.story["asks_by_hand"]:
        add(day(part["raised"]), _RAISED, partial(_raise, stage, part))
    for part in stage.story["ask_replies"]:
        if "named" in part:
            add(day(part["named"]), _NAMED, partial(_name, stage, part))
        if "answered" in part:
            add(day(part["answered"]), _ANSWERED, partial(_answer, stage, part))
        if "closed" in part:
            add(day(part["closed"]), _CLOSED, partial(_close, stage, part))


def _raise(stage: Stage, part: Part, now: datetime) -> None:
    line = stage.line(part["agency"], part["quarter"], part["ref"])
    raise_ask(
        actor=stage.people[part["by"]],
        line=line,
        text=part["text"],
        need_by=stage.calendar.day(part["need_by"]),
        of_agency=stage.agency(part["of"]),
        answerer=stage.people[part["answerer"]],
        now=now,
    )


def _unsettled(part: Part) -> Ask:
    """Return the ask of the action that is not settled at this moment."""
    found: Ask = Ask.objects.unsettled().with_people().get(action__ref=part["ref"])
    return found


def _name(stage: Stage, part: Part, now: datetime) -> None:
    ask = _unsettled(part)
    name_answerer(
        actor=stage.officer,
        ask=ask,
        answerer=stage.people[part["answerer"]],
        version=ask.version,
        now=now,
    )


def _answer(stage: Stage, part: Part, now: datetime) -> None:
    ask = _unsettled(part)
    answer_ask(
        actor=stage.people[part["answerer"]],
        ask=ask,
        text=part["answer"],
        version=ask.version,
        now=now,
    )


def _close(stage: Stage, part: Part, now: datetime) -> None:
    ask = _unsettled(part)
    close_ask(
        actor=stage.people[part["closes"]],
        ask=ask,
        text=part.get("thanks", ""),
        version=ask.version,
        now=now,
    )
