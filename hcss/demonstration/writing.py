"""How a line of the story is written, by whom, and who signs for an agency."""

from datetime import date, datetime
from typing import Any

from actions.choices import DeliveryStatus
from actions.services.lines import save_line
from actions.services.still_true import still_true
from hcss.demonstration.stage import Stage
from hcss.demonstration.story import Part
from partnerships.choices import AGENCY_ROLES, Role
from partnerships.models import User

#: What a line says in the file instead of a status: the words before hold (R38a).
STILL_TRUE = "still_true"
#: The words that go with each status, as the file and as a line call them.
_WORDS = {
    DeliveryStatus.AT_RISK: {
        "issue": "issue",
        "step": "recovery_step",
        "by": "recovery_on",
    },
    DeliveryStatus.OFF_TRACK: {
        "cause": "cause",
        "ask": "ask",
        "of": "ask_of",
        "by": "ask_by",
    },
    DeliveryStatus.COMPLETE: {"completed": "completed_on", "evidence": "evidence"},
}


def write_line(
    stage: Stage,
    part: Part,
    number: int,
    now: datetime,
    *,
    progress: str | None = None,
) -> None:
    """Let the action's contact write its line, or say that it is still true."""
    line = stage.line(part["lead"], number, part["ref"])
    writer, told = writer_of(stage, part), part["lines"][number]
    if told[0] == STILL_TRUE:
        still_true(actor=writer, line=line, version=line.version, now=now)
        return
    words = words_of(stage, told, now.date())
    save_line(
        actor=writer,
        line=line,
        version=line.version,
        words=words | {"progress": progress or words["progress"]},
        now=now,
        finish=True,
    )


def words_of(stage: Stage, told: list, on: date) -> dict[str, Any]:
    """Return the line's words by their field; days are told as in "end of 6"."""
    status, progress, *more = told
    words: dict[str, Any] = {"status": status, "progress": progress}
    for name, value in (more[0] if more else {}).items():
        field = _WORDS.get(status, {}).get(name, name)
        is_day = field.endswith(("_on", "_by"))
        words[field] = stage.calendar.day(value) if is_day else value
    if status == DeliveryStatus.COMPLETE:
        words["completed_on"] = min(words["completed_on"], on)
    return words


def writer_of(stage: Stage, part: Part) -> User:
    """Return the action's contact: by name, or who holds the post."""
    if "contact" in part:
        return stage.people[part["contact"]]
    holders = {post["title"]: post["holder"] for post in stage.story["posts"]}
    return stage.people[holders[part["contact_post"]]]


def signatory_of(stage: Stage, agency: str) -> User:
    """Return who signs for the agency: its approver, or else its contact."""
    signing: dict[str, User] = {}
    for part in stage.story["people"]:
        if part["role"] in AGENCY_ROLES and part["at"] == agency:
            signing.setdefault(part["role"], stage.people[part["key"]])
    return signing.get(Role.APPROVER) or signing[Role.CONTACT]
