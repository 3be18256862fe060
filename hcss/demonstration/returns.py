"""The story's returns: opened, written, sent in, asked back, accepted, or missing."""

from datetime import date, datetime, time, timedelta
from functools import partial

from actions.models import ReturnLine
from actions.services.acceptance import accept_return, add_officer_note
from actions.services.periods import close_period, open_period, plan_period
from actions.services.queries import answer_query, check_lines
from actions.services.returns import submit_nil, submit_return
from hcss.demonstration import evidence, signing
from hcss.demonstration.stage import Stage
from hcss.demonstration.story import Part
from hcss.demonstration.story_calendar import LAST, at
from hcss.demonstration.writing import signatory_of, write_line, writer_of

_PLANNED_BEFORE = timedelta(days=7)
_WRITING, _SENDING, _CHECKING = time(9, 40), time(16, 10), time(11, 45)
_ASKING, _ANSWERING, _BETWEEN_LINES = time(14, 20), time(10, 30), timedelta(minutes=9)
#: Working days from the deadline of a quarter that is over.
_WRITTEN_EARLY, _SENT_EARLY, _ASKED, _ANSWERED, _SENT_LATE = -7, -6, -4, -2, 2
_ACCEPTED, _ACCEPTED_LATE, _NOTED = 2, 4, 3
#: Agencies that are on time do not all send in on the same day.
_SPREAD = 5
#: Working days from today, for the quarter that is open.
_NOW = {
    "accepted": {"written": -4, "sent": -3, "accepted": -2},
    "queried": {"written": -4, "sent": -3, "asked": -1},
    "submitted": {"written": -3, "sent": -2},
    "awaiting": {"written": -4},
    "draft": {"written": -2},
    "open": {},
}


def collect_returns(stage: Stage) -> None:
    """Put on the timetable each quarter's period and what each agency did in it."""
    for number in range(1, LAST + 1):
        _turn(stage, number)
    for place, (agency, courses) in enumerate(stage.story["returns"].items()):
        for number, course in enumerate(courses, start=1):
            if course:
                _follow(stage, agency, number, course, turn=place + number)
    for note in stage.story["notes"]:
        noted_on = stage.calendar.from_deadline(note["quarter"], _NOTED)
        stage.timetable.add(noted_on, time(15), partial(_note, stage, note))


def _turn(stage: Stage, number: int) -> None:
    """Let the clock plan, open and, unless it is the last, close a period."""
    windows, timetable = stage.calendar.windows(number), stage.timetable
    timetable.add_at(
        windows.opens_at - _PLANNED_BEFORE,
        lambda now: plan_period(
            actor=None, quarter=stage.calendar.quarter(number), windows=windows, now=now
        ),
    )
    timetable.add_at(
        windows.opens_at,
        lambda now: open_period(actor=None, period=stage.period(number), now=now),
    )
    if number < LAST:
        timetable.add_at(
            windows.closes_at,
            lambda now: close_period(actor=None, period=stage.period(number), now=now),
        )


def _follow(stage: Stage, agency: str, number: int, course: str, *, turn: int) -> None:
    """Put one agency's quarter on the timetable: each step, on its day."""
    add, days = stage.timetable.add_at, _days(stage, number, course, turn)
    for step, plan in (("written", _write), ("answered", _answer)):
        if step in days:
            plan(stage, agency, number, days[step])
    if "sent" in days:
        send = partial(_send, stage, agency, number, course)
        add(at(days["sent"], _SENDING), send)
    if "asked" in days:
        add(at(days["asked"], _ASKING), partial(_ask, stage, agency, number))
    if "accepted" in days:
        add(at(days["accepted"], _CHECKING), partial(_accept, stage, agency, number))


def _days(stage: Stage, number: int, course: str, turn: int) -> dict[str, date]:
    """Return on which day each step of a course was taken."""
    if number == LAST:
        return {
            step: stage.calendar.from_today(count)
            for step, count in _NOW[course].items()
        }
    early = turn % _SPREAD
    counts = {
        "on_time": {
            "written": _WRITTEN_EARLY + early,
            "sent": _SENT_EARLY + early,
            "accepted": _ACCEPTED,
        },
        "late": {
            "written": _SENT_LATE,
            "sent": _SENT_LATE,
            "accepted": _ACCEPTED_LATE,
        },
        "nil": {"sent": _SENT_EARLY, "accepted": _ACCEPTED},
        "none": {},
        "asked": {
            "written": _WRITTEN_EARLY,
            "sent": _SENT_EARLY,
            "asked": _ASKED,
            "answered": _ANSWERED,
            "accepted": _ACCEPTED,
        },
    }[course]
    return {
        step: stage.calendar.from_deadline(number, count)
        for step, count in counts.items()
    }


# --- What the agency does -------------------------------------------------------------


def _write(stage: Stage, agency: str, number: int, day: date) -> None:
    """Let each contact write their lines, one after the other, and show them."""
    asked = _questions(stage, agency, number)
    first = {question["ref"]: question.get("before") for question in asked}
    first |= signing.first_words(stage, agency, number)
    moment = at(day, _WRITING)
    for part in stage.story["actions"]:
        if part["lead"] == agency and part["lines"].get(number):
            said = first.get(part["ref"])
            stage.timetable.add_at(
                moment, partial(write_line, stage, part, number, progress=said)
            )
            moment += _BETWEEN_LINES
    evidence.show_evidence(stage, agency, number, day)


def _send(stage: Stage, agency: str, number: int, course: str, now: datetime) -> None:
    signs = signatory_of(stage, agency)
    send = partial(submit_nil, is_confirmed=True) if course == "nil" else submit_return
    send(
        actor=signs,
        quarterly_return=stage.quarterly_return(agency, number),
        signed_name=signs.name,
        signed_post=signs.post_title,
        now=now,
    )


def _answer(stage: Stage, agency: str, number: int, day: date) -> None:
    """Let each question be answered, its line put right, and all sent in again."""
    add, moment = stage.timetable.add_at, at(day, _ANSWERING)
    parts = {part["ref"]: part for part in stage.story["actions"]}
    for question in _questions(stage, agency, number):
        part = parts[question["ref"]]
        add(moment, partial(_answer_one, stage, part, question))
        add(moment + _BETWEEN_LINES, partial(write_line, stage, part, number))
        moment += 2 * _BETWEEN_LINES
    add(moment, partial(_send, stage, agency, number, "asked"))


def _answer_one(stage: Stage, part: Part, question: Part, now: datetime) -> None:
    line = stage.line(question["agency"], question["quarter"], question["ref"])
    answer_query(
        actor=writer_of(stage, part),
        query=line.queries.get(),
        answer=question["answer"],
        now=now,
    )


# --- What the officers do -------------------------------------------------------------


def _ask(stage: Stage, agency: str, number: int, now: datetime) -> None:
    """Ask what there is to ask, and accept what can be accepted already."""
    questions = _questions(stage, agency, number)
    asked: list[tuple[ReturnLine | None, str]] = [
        (stage.line(agency, number, each["ref"]), each["question"])
        for each in questions
    ]
    accepted = [ref for each in questions for ref in each.get("accepts", [])]
    received = stage.quarterly_return(agency, number)
    check_lines(
        actor=stage.officer,
        quarterly_return=received,
        accepted=[stage.line(agency, number, ref) for ref in accepted],
        questions=asked,
        version=received.version,
        now=now,
    )


def _accept(stage: Stage, agency: str, number: int, now: datetime) -> None:
    received = stage.quarterly_return(agency, number)
    accept_return(
        actor=stage.second_officer if number % 2 else stage.officer,
        quarterly_return=received,
        version=received.version,
        now=now,
    )


def _note(stage: Stage, note: Part, now: datetime) -> None:
    add_officer_note(
        actor=stage.officer,
        line=stage.line(note["agency"], note["quarter"], note["ref"]),
        text=note["text"],
        now=now,
    )


def _questions(stage: Stage, agency: str, number: int) -> list[Part]:
    return [
        question
        for question in stage.story["questions"]
        if question["agency"] == agency and question["quarter"] == number
    ]
