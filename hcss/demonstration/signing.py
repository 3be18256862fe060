"""Sign-off inside an agency: needed from a day on, sent back, waiting again."""

from datetime import datetime, time
from functools import partial

from actions.services.sign_off import send_back, send_for_sign_off
from hcss.demonstration.stage import Stage
from hcss.demonstration.story import Part
from hcss.demonstration.writing import signatory_of, write_line, writer_of
from partnerships.services.agencies import edit_agency

_NEEDED, _REWRITTEN, _SENT_BACK, _SENT = (
    time(10),
    time(9, 40),
    time(12, 5),
    time(15, 30),
)


def keep_sign_off(stage: Stage) -> None:
    """Put on the timetable who needs sign-off, and each round of it."""
    for part in stage.story["sign_off"]:
        needed_on = stage.calendar.day(part["needed"])
        stage.timetable.add(needed_on, _NEEDED, partial(_need, stage, part))
        for turn in part["rounds"]:
            _go_round(stage, part, turn)


def first_words(stage: Stage, agency: str, number: int) -> dict[str, str]:
    """Return what lines said, by their action, before they were sent back."""
    return {
        part["ref"]: part["before"]
        for part in stage.story["sign_off"]
        if part["agency"] == agency and part["quarter"] == number
    }


def _go_round(stage: Stage, part: Part, turn: Part) -> None:
    add, day = stage.timetable.add, stage.calendar.day
    if "rewritten" in turn:
        add(day(turn["rewritten"]), _REWRITTEN, partial(_rewrite, stage, part))
    add(day(turn["sent"]), _SENT, partial(_send, stage, part, turn["note"]))
    if "back" in turn:
        back = partial(_send_back, stage, part, turn["comment"])
        add(day(turn["back"]), _SENT_BACK, back)


def _need(stage: Stage, part: Part, now: datetime) -> None:
    edit_agency(
        actor=stage.officer,
        agency=stage.agency(part["agency"]),
        needs_sign_off=True,
        now=now,
    )


def _rewrite(stage: Stage, part: Part, now: datetime) -> None:
    write_line(stage, stage.told(part["ref"]), part["quarter"], now)


def _send(stage: Stage, part: Part, note: str, now: datetime) -> None:
    send_for_sign_off(
        actor=writer_of(stage, stage.told(part["ref"])),
        quarterly_return=stage.quarterly_return(part["agency"], part["quarter"]),
        note=note,
        now=now,
    )


def _send_back(stage: Stage, part: Part, comment: str, now: datetime) -> None:
    send_back(
        actor=signatory_of(stage, part["agency"]),
        quarterly_return=stage.quarterly_return(part["agency"], part["quarter"]),
        comment=comment,
        now=now,
    )
