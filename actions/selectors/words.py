"""What is wrong with a line, what is missing from it, and what of it is sent in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from actions.choices import DeliveryStatus
from actions.models import Action, Return, ReturnLine
from actions.models.lines import LineWords
from hcss.kernel.templatetags.show import day
from priorities.models import Priority

Faults = dict[str, list[str]]

#: The longest text that one box takes: governance text, not a report.
LONGEST = 10_000
#: Dates further off than this are slips of the pen.
SENSIBLE = timedelta(days=3653)

#: Sent in with every status.
_ALWAYS = (
    "status",
    "progress",
    "reported_to",
    "reported_on",
    "evidence",
    "evidence_link",
)
#: Sent in with one status only.
_ONLY_WITH: dict[str, tuple[str, ...]] = {
    DeliveryStatus.AT_RISK: ("issue", "recovery_step", "recovery_on"),
    DeliveryStatus.OFF_TRACK: ("cause", "ask", "ask_of", "ask_by"),
    DeliveryStatus.COMPLETE: ("completed_on",),
}
_PAST = {
    "completed_on": "The completion date cannot be in the future.",
    "reported_on": "The date of that report cannot be in the future.",
}
_FUTURE = {
    "recovery_on": "The date of the recovery step must be today or later.",
    "ask_by": "The date by which you need an answer must be today or later.",
}
#: R56: of a plan or profile against extremism nothing is uploaded or linked.
REFERENCE_ONLY = (
    "No links here: give a reference, that is what it is, who holds it and its date."
)
#: What is said at a field that the status asks for and that is empty (R20, R21).
MISSING = {
    "status": "Say whether it is still true, changed, or nothing was due.",
    "progress": "Say what was done, or to which board it was reported already.",
    "reported_to": "Name the board to which it was reported.",
    "reported_on": "Give the date on which it was reported there.",
    "issue": "Say what threatens the date or the result.",
    "recovery_step": "Say what is being done to recover.",
    "recovery_on": "Give the date of the recovery step.",
    "cause": "Say why the action is off track.",
    "ask": "Say what you ask for.",
    "ask_of": "Say of whom you ask it.",
    "ask_by": "Give the date by which you need an answer.",
    "completed_on": "Give the date on which it was completed.",
    "evidence": "Say what shows that the success criterion is met.",
}

#: What is said of a line that an officer typed and the agency has not confirmed.
CONFIRM = "Confirm what an officer typed for you, or write it in your own words."


def sent_with(status: str) -> tuple[str, ...]:
    """Return the fields that go in with a status, in the order of the page."""
    sent = _ALWAYS + _ONLY_WITH.get(status, ())
    return tuple(name for name in LineWords.WORDS if name in sent)


def sent_words(line: LineWords) -> dict[str, object]:
    """Return the words as they go in: those of another status stay in the draft."""
    return {name: getattr(line, name) for name in sent_with(line.status)}


def kept_back(line: LineWords) -> list[str]:
    """Return the names of written fields that do not go in with the status."""
    sent = sent_with(line.status)
    return [name for name in line.WORDS if name not in sent and getattr(line, name)]


def contradictions(line: LineWords, *, action: Action, on: date) -> Faults:
    """Return what cannot be true of the action on the day, by field.

    Overdue and on track (R18), continuing and complete (R27), on track on a
    condition that is not met (R28), a completion in the future (R20), a link where
    only a reference belongs (R56).
    """
    faults = {"status": _status_fault(line.status, action, on)}
    if line.evidence_link and is_about_extremism(action.priority):
        faults["evidence_link"] = REFERENCE_ONLY
    for name in sent_with(line.status) if line.status else line.WORDS:
        faults[name] = faults.get(name) or _value_fault(name, getattr(line, name), on)
    return {name: [text] for name, text in faults.items() if text}


def misshapen(words: Mapping[str, object]) -> Faults:
    """Return what cannot be kept even as a draft, by field: no words, or too many."""
    faults = {name: _shape_fault(value) for name, value in words.items()}
    return {name: [text] for name, text in faults.items() if text}


def misplaced(words: Mapping[str, object], *, action: Action) -> Faults:
    """Return what is not kept on this action even as a draft: a link (R56)."""
    is_link = bool(str(words.get("evidence_link") or "").strip())
    if is_link and is_about_extremism(action.priority):
        return {"evidence_link": [REFERENCE_ONLY]}
    return {}


def missing(line: LineWords) -> Faults:
    """Return what the status asks for and is not there, by field (R20, R21)."""
    names = list(line.missing)
    if bool(line.reported_to) != bool(line.reported_on):
        names.append("reported_on" if line.reported_to else "reported_to")
    return {name: [MISSING[name]] for name in names}


def everything_wrong(line: LineWords, *, action: Action, on: date) -> Faults:
    """Return what stands between the line and being sent in."""
    return missing(line) | contradictions(line, action=action, on=on)


def unfinished(line: ReturnLine, *, on: date) -> Faults:
    """Return what is to be done on a line of a return before it can be sent in.

    Nothing on one that the officer took; and what an officer typed for the agency
    waits for the agency's word (R35).
    """
    if line.accepted_at is not None:
        return {}
    faults = everything_wrong(line, action=line.action, on=on)
    return {"confirmed": [CONFIRM]} | faults if line.is_unconfirmed else faults


def _status_fault(status: str, action: Action, on: date) -> str:
    if status in (DeliveryStatus.ON_TRACK, DeliveryStatus.AT_RISK) and (
        action.is_overdue(on=on)
    ):
        return (
            f"The date agreed, {day(action.forecast_on)}, has passed: choose Off track "
            "or Complete, or ask for a new date."
        )
    if status == DeliveryStatus.COMPLETE and action.is_continuing:
        return (
            "A continuing action cannot be complete: the group closes it by decision."
        )
    if status == DeliveryStatus.ON_TRACK and action.has_open_condition:
        return (
            f"The action depends on “{action.condition}”, which is not met yet: it "
            "cannot be on track."
        )
    if status == DeliveryStatus.NOT_STARTED and not _starts_after(action, on):
        return "Not started is for an action whose planned start is in the future."
    return ""


def _shape_fault(value: object) -> str:
    if not isinstance(value, str):
        return ""
    if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
        return "This holds a character that is not text."
    if len(value) > LONGEST:
        return f"Keep this to {LONGEST:,} characters: it has {len(value):,}."
    return ""


def _starts_after(action: Action, on: date) -> bool:
    return action.starts_on is not None and action.starts_on > on


def _value_fault(name: str, value: object, on: date) -> str:
    return _date_fault(name, value, on) if isinstance(value, date) else ""


def _date_fault(name: str, value: date, on: date) -> str:
    if abs(value - on) > SENSIBLE:
        return f"Check the year: {day(value)} is far from today."
    if value > on:
        return _PAST.get(name, "")
    return _FUTURE.get(name, "") if value < on else ""


@dataclass(frozen=True)
class Progress:
    """How far a line has got, for the task list and the check page."""

    line: ReturnLine
    faults: Faults
    is_begun: bool

    @property
    def is_finished(self) -> bool:
        return not self.faults

    @property
    def label(self) -> str:
        if self.is_finished and self.line.carried_from_id is not None:
            return "Still true"
        if self.is_finished:
            nothing_due = self.line.status == DeliveryStatus.NOTHING_DUE
            return "Nothing was due" if nothing_due else "Finished"
        if self.line.is_unconfirmed:
            return "To confirm"
        return "In progress" if self.is_begun else "To do"

    @property
    def messages(self) -> list[str]:
        return [text for texts in self.faults.values() for text in texts]

    @property
    def kept_back(self) -> list[str]:
        """What was written for another status, in words."""
        return [LABELS[name] for name in kept_back(self.line)]


def progress_of(line: ReturnLine, *, on: date) -> Progress:
    """Return how far the line has got on the day. The line has its action at hand."""
    return Progress(
        line=line,
        faults=unfinished(line, on=on),
        is_begun=any(line.words.values()),
    )


#: What each field is called on pages, on paper and in a refusal.
LABELS = {
    "status": "Delivery status",
    "progress": "What was done this quarter",
    "reported_to": "Reported already to",
    "reported_on": "Reported there on",
    "issue": "Issue",
    "recovery_step": "Recovery step",
    "recovery_on": "Date of the recovery step",
    "cause": "Cause",
    "ask": "What is asked",
    "ask_of": "Of whom",
    "ask_by": "By when",
    "completed_on": "Completion date",
    "evidence": "Evidence",
    "evidence_link": "Link to evidence",
}


def is_guarded(action: Action) -> bool:
    """Say whether the page must warn that no CTLP or Channel content belongs (R56).

    That is so at what is marked sensitive and wherever the priority is extremism.
    """
    return action.is_sensitive or is_about_extremism(action.priority)


def is_about_extremism(priority: Priority) -> bool:
    """Say whether the priority is where CTLP and Channel content could turn up.

    Its lines take references only: what it is, who holds it, its date (R56).
    """
    title = priority.heading_title.casefold()
    return "extremis" in title or "terror" in title


def line_address(quarterly_return: Return, action: Action) -> str:
    """Return the address of the page of one line."""
    where = [quarterly_return.period.quarter, quarterly_return.agency.slug]
    return reverse("actions:line", args=[*where, action.ref])
