"""Rows of a seal in memory, in one line each: what a test does not say is plain."""

from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any, TypeVar, get_origin, get_type_hints

from assurance.selectors.seal_shapes import (
    Sealed,
    SealedAction,
    SealedAmendment,
    SealedAsk,
    SealedCheck,
    SealedDateChange,
    SealedDecision,
    SealedDifference,
    SealedEscalation,
    SealedEvidence,
    SealedFunding,
    SealedLevel,
    SealedLine,
    SealedOpinion,
    SealedPriority,
    SealedReturn,
    SealedScale,
)
from tests import factories as make

Shape = TypeVar("Shape")
DAY = date(2026, 4, 1)
MOMENT = datetime(2026, 4, 1, 9, tzinfo=UTC)
_PLAIN: dict[Any, Any] = {
    str: "",
    int: 0,
    bool: False,
    date: DAY,
    datetime: MOMENT,
}


def a(shape: type[Shape], **known: Any) -> Shape:
    """Return a row of which only ``known`` says anything."""
    hints = get_type_hints(shape)
    plain = {
        each.name: () if get_origin(hints[each.name]) is tuple else _PLAIN.get(hint)
        for each in fields(shape)
        for hint in [hints[each.name]]
    }
    return shape(**plain | known)


def action(ref: str, **known: Any) -> SealedAction:
    """Return an active action that is on track, with its date a year away."""
    usual: dict[str, Any] = {
        "ref": ref,
        "title": f"Do {ref}",
        "priority_number": 1,
        "heading_code": "CC",
        "heading_label": "County co-ordination",
        "life": "active",
        "life_label": "Active",
        "lead": "Wessex Council",
        "lead_slug": "wessex-council",
        "contact": "Connie Contact",
        "success_criterion": "It is done.",
        "baseline_on": date(2027, 3, 31),
        "forecast_on": date(2027, 3, 31),
        "agreed_on": DAY,
        "decision": "2025/26-01",
        "marking": "official",
        "status": "on_track",
        "status_label": "On track",
    }
    return a(SealedAction, **usual | known)


LABELS = {
    "on_track": "On track",
    "at_risk": "At risk",
    "off_track": "Off track",
    "complete": "Complete",
    "reported_complete": "Reported complete",
    "not_started": "Not started",
    "no_return": "No return",
    "on_hold": "On hold",
    "": "",
}


def rated(status: str) -> dict[str, str]:
    return {"status": status, "status_label": LABELS[status]}


def living(life: str) -> dict[str, str]:
    return {"life": life, "life_label": life.replace("_", " ").capitalize()}


def line(**known: Any) -> SealedLine:
    usual = {
        "agency": "Wessex Council",
        "agency_slug": "wessex-council",
        "version": 1,
        "status": "on_track",
        "status_label": "On track",
        "marking": "official",
        "is_accepted": True,
        "is_hidden": False,
    }
    return a(SealedLine, **usual | known)


def evidence(number: int, **known: Any) -> SealedEvidence:
    usual = {"number": number, "title": f"Paper {number}", "marking": "official"}
    return a(SealedEvidence, **usual | known)


def owed(slug: str, kind: str = "on_time", **known: Any) -> SealedReturn:
    labels = {"on_time": "On time", "late": "Late", "no_return": "No return"}
    state = "no_return" if kind == "no_return" else "accepted"
    usual = {
        "agency": slug.replace("-", " ").title(),
        "agency_slug": slug,
        "kind": kind,
        "label": labels[kind],
        "state": state,
    }
    return a(SealedReturn, **usual | known)


_TONES = {"substantial": "good", "reasonable": "fair", "limited": "poor", "none": "bad"}


def opinion(
    priority: int, code: str, level: str = "reasonable", **known: Any
) -> SealedOpinion:
    usual = {
        "number": priority * 100 + len(code),
        "priority_number": priority,
        "code": code,
        "scope": f"Heading {code}",
        "scale_version": 1,
        "level": level,
        "level_label": level.capitalize(),
        "tone": _TONES[level],
        "reason": "As the evidence says.",
    }
    return a(SealedOpinion, **usual | known)


def date_change(ref: str, number: int = 1, **known: Any) -> SealedDateChange:
    usual = {
        "ref": ref,
        "title": f"Do {ref}",
        "priority_number": 1,
        "agency": "Wessex Council",
        "agency_slug": "wessex-council",
        "number": number,
        "old_on": date(2027, 3, 31),
        "new_on": date(2027, 9, 30),
        "reason_label": "A post is vacant",
        "explanation": "The post is advertised.",
        "state": "approved",
        "state_label": "Approved",
        "marking": "official",
    }
    return a(SealedDateChange, **usual | known)


def ask(number: int, **known: Any) -> SealedAsk:
    usual = {
        "number": number,
        "ref": "P1-01",
        "title": "Do P1-01",
        "agency": "Wessex Council",
        "agency_slug": "wessex-council",
        "of_name": "the group",
        "text": "Decide who pays.",
        "state": "open",
        "state_label": "Not answered",
        "marking": "official",
    }
    return a(SealedAsk, **usual | known)


def amendment(ref: str, number: int = 1, **known: Any) -> SealedAmendment:
    said = SealedDifference(label="Progress", before="Begun", after="Begun late")
    usual = {
        "quarter": "2026-27-q1",
        "quarter_label": "Q1 2026/27",
        "agency": "Wessex Council",
        "agency_slug": "wessex-council",
        "ref": ref,
        "title": f"Do {ref}",
        "number": number,
        "reason": "The date was wrong.",
        "differences": (said,),
        "marking": "official",
    }
    return a(SealedAmendment, **usual | known)


def decision(number: str, **known: Any) -> SealedDecision:
    usual = {
        "number": number,
        "text": "The board names an owner.",
        "outcome": "Nothing to be done",
        "marking": "official",
    }
    return a(SealedDecision, **usual | known)


def escalation(number: int, **known: Any) -> SealedEscalation:
    usual = {
        "number": number,
        "kind": "red_twice",
        "kind_label": "Off track two quarters running",
        "agency": "Wessex Council",
        "agency_slug": "wessex-council",
        "ref": "P1-01",
        "title": "Do P1-01",
        "to_name": "Ada Answer",
        "state": "open",
        "state_label": "Waiting for a reply",
        "marking": "official",
    }
    return a(SealedEscalation, **usual | known)


def funding(number: int, **known: Any) -> SealedFunding:
    usual = {"number": number, "stream": f"Grant {number}", "ends_on": DAY}
    return a(SealedFunding, **usual | known)


def check(code: str, number: int, **known: Any) -> SealedCheck:
    return a(SealedCheck, code=code, label=code, number=number, total=49, **known)


def priority(number: int, **known: Any) -> SealedPriority:
    usual = {
        "number": number,
        "title": f"Priority {number}",
        "grade_label": "Strong",
        "owners": ("Wessex Council",),
        "statements": 3,
    }
    return a(SealedPriority, **usual | known)


def scale(version: int = 1, **words: str) -> SealedScale:
    """Return the scale of assurance; ``words`` replace definitions."""
    levels = tuple(
        SealedLevel(code, code.capitalize(), words.get(code, f"{code}."), tone)
        for code, tone in _TONES.items()
    )
    return SealedScale(name="assurance", version=version, levels=levels)


def seal(**known: Any) -> Sealed:
    """Return a sealed quarter with one scale and what ``known`` says."""
    return make.a_sealed(**{"scales": (scale(),)} | known)
