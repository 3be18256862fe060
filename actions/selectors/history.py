"""The audit trail of an action, in sentences (R53)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions import events
from actions.choices import ActionLife, ClosedAs, Marking
from actions.models import Action
from hcss.kernel import audit
from hcss.kernel.models import AuditEvent
from hcss.kernel.personal_data import WORDS_CONFIRMED
from hcss.kernel.templatetags.show import day

_DONE = {
    events.ACTION_PROPOSED: "Proposed",
    events.ACTION_AGREED: "Agreed",
    events.ACTION_EDITED: "Edited",
    events.ACTION_STARTED: "Started",
    events.ACTION_HELD: "Put on hold",
    events.ACTION_RESUMED: "Resumed",
    events.ACTION_COMPLETED: "Verified as complete",
    events.ACTION_CLOSED: "Closed",
    events.CONDITION_MET: "Condition met",
    events.DATE_SET: "Date set",
    events.DATE_CHANGE_ASKED: "New date asked for",
    events.DATE_CHANGE_APPROVED: "New date approved",
    events.DATE_CHANGE_REFUSED: "New date refused",
    WORDS_CONFIRMED: "Words confirmed: nobody who is helped can be recognised",
}
_LABELS = {
    "agreed_on": "Agreed on",
    "baseline_on": "Baseline date",
    "closed_as": "Closed as",
    "closed_on": "Closed on",
    "closing_decision": "Closing decision",
    "completed_on": "Completed on",
    "condition": "Condition",
    "condition_met_on": "Condition met on",
    "contact": "Contact",
    "contact_post": "Contact's post",
    "contributors": "Contributors",
    "date_asked_for": "Date",
    "decision": "Decision",
    "deputy": "Deputy",
    "forecast_on": "Forecast date",
    "held_until": "On hold until",
    "is_continuing": "Continuing",
    "lead_agency": "Lead agency",
    "lead_partnership": "Lead partnership",
    "life": "Life",
    "marking": "Marking",
    "overseen_by": "Overseen by",
    "review_on": "Review date",
    "starts_on": "Start",
    "success_criterion": "Success criterion",
    "superseded_by": "Superseded by",
    "title": "Title",
}
_CHOICES = dict(ActionLife.choices) | dict(ClosedAs.choices) | dict(Marking.choices)
#: Said by the event itself.
_UNSAID = ("verified_at", "verified_by")


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: who did what, when, from what to what, and why."""

    what: str
    who: str
    at: datetime
    why: str
    changes: tuple[str, ...]


def history_of(action: Action) -> list[Happening]:
    """Return what happened to the action, newest first. One query."""
    return [_happening(event) for event in audit.history(action)]


def _happening(event: AuditEvent) -> Happening:
    return Happening(
        what=_DONE.get(event.verb, event.verb),
        who=event.actor_name or "the system",
        at=event.happened_at,
        why=event.why,
        changes=tuple(
            _sentence(field, *values)
            for field, values in event.changes.items()
            if field not in _UNSAID
        ),
    )


def _sentence(field: str, before: Any, after: Any) -> str:
    label = _LABELS.get(field, field)
    if before in (None, "", False):
        return f"{label}: {_shown(field, after)}"
    return f"{label}: from {_shown(field, before)} to {_shown(field, after)}"


def _shown(field: str, value: Any) -> str:
    if value in (None, ""):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.endswith("_on") or field in ("held_until", "date_asked_for"):
        return day(date.fromisoformat(value))
    return str(_CHOICES.get(value, value))
