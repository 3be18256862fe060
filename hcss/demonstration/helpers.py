"""Other hands on a line: an officer's, a colleague's, a contributing agency's."""

from datetime import datetime, time
from functools import partial

from actions.models import Delegation
from actions.services.contributions import report_contribution
from actions.services.delegation import pass_on, send_passed_line
from actions.services.line_proposals import propose_by_link
from actions.services.written_for import write_for
from hcss.demonstration.letters import dated
from hcss.demonstration.stage import Stage
from hcss.demonstration.story import Part
from hcss.demonstration.writing import words_of

_TOLD, _PASSED, _PROPOSED, _CONTRIBUTED = time(11, 5), time(10), time(16), time(13, 30)


def lend_hands(stage: Stage) -> None:
    """Put on the timetable what others write on, or beside, an agency's lines."""
    add, day = stage.timetable.add, stage.calendar.day
    for part in stage.story["written_for"]:
        add(day(part["day"]), _TOLD, partial(_write_for, stage, part))
    for part in stage.story["passed_on"]:
        add(day(part["day"]), _PASSED, partial(_pass_on, stage, part))
        if "proposed" in part:
            add(day(part["proposed"]), _PROPOSED, partial(_propose, stage, part))
    for part in stage.story["contributions"]:
        add(day(part["day"]), _CONTRIBUTED, partial(_contribute, stage, part))


def _write_for(stage: Stage, part: Part, now: datetime) -> None:
    line = stage.line(part["agency"], part["quarter"], part["ref"])
    write_for(
        actor=stage.people[part["by"]],
        line=line,
        version=line.version,
        words=words_of(stage, part["line"], now.date()),
        told_by=part["told_by"],
        now=now,
    )


def _pass_on(stage: Stage, part: Part, now: datetime) -> None:
    to_person = stage.people.get(part["to"])
    delegation = pass_on(
        actor=stage.people[part["by"]],
        line=stage.line(part["agency"], part["quarter"], part["ref"]),
        to_person=to_person,
        to_name="" if to_person else part["to"],
        to_email=part.get("email", ""),
        note=part["note"],
        now=now,
    )
    # Now, and with its date: the task that is queued finds that it went out.
    with dated(now=now):
        send_passed_line(delegation_id=delegation.pk, now=now)


def _propose(stage: Stage, part: Part, now: datetime) -> None:
    passed = Delegation.objects.with_line()
    propose_by_link(
        delegation=passed.get(to_name=part["to"]),
        words=words_of(stage, part["line"], now.date()),
        now=now,
    )


def _contribute(stage: Stage, part: Part, now: datetime) -> None:
    report_contribution(
        actor=stage.people[part["by"]],
        line=stage.line(part["lead"], part["quarter"], part["ref"]),
        agency=stage.agency(part["agency"]),
        text=part["text"],
        reports_issue=part.get("issue", False),
        now=now,
    )
