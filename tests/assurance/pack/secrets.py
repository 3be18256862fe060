"""A quarter in which one of everything is OFFICIAL-SENSITIVE, every word of it marked.

A mark such as ``zqx-ask-text`` says of what it is a word, and stands nowhere else.
"""

from dataclasses import fields, replace
from typing import Any

from actions.choices import Marking, ReturnState
from assurance.choices import Shown
from assurance.meeting_choices import WrittenCode
from assurance.selectors import seal_shapes as of
from tests.assurance.pack.sealed_county import sealed_county
from tests.assurance.pack.shapes import some

MARK = "zqx"
#: What names a thing for machines, or is one of a closed list: nobody's words.
CODES = {
    "agency_slug",
    "closed_as_label",
    "code",
    "contributor_slugs",
    "follow_up_status",
    "heading_code",
    "kind",
    "lead_slug",
    "life",
    "life_label",
    "marking",
    "of_agency_slug",
    "quarter",
    "quarter_label",
    "sha256",
    "state",
    "status",
    "status_label",
    "was",
}


def secret_county() -> of.Sealed:
    """Return the county with one more of everything, and that one a secret."""
    plain = sealed_county()
    hidden = _action("action", ref="P1-90")
    line = _line("line")
    shown = replace(plain.actions[0], line=line)
    narrow = replace(
        plain.actions[1].line,
        evidence=_evidence("narrow"),
        sensitive_contributions=(f"Probation: {MARK}-narrow-contribution",),
    )
    partly = replace(plain.actions[1], line=narrow)
    return replace(
        plain,
        actions=(shown, partly, *plain.actions[2:], hidden),
        asks=(*plain.asks, _secret(of.SealedAsk, "ask", ref="P1-90", number=90)),
        date_changes=(
            *plain.date_changes,
            _secret(of.SealedDateChange, "date", ref="P1-90", number=3),
        ),
        amendments=(
            *plain.amendments,
            _secret(of.SealedAmendment, "amendment", ref="P1-90", number=1),
        ),
        matters_arising=(
            *plain.matters_arising,
            _secret(of.SealedDecision, "decision", follow_up="P1-90"),
        ),
        escalations=(
            *plain.escalations,
            _secret(of.SealedEscalation, "escalation", ref="P1-90"),
        ),
        funding=(replace(plain.funding[0], actions=(_dependant(),)),),
        written=(
            *plain.written,
            _secret(of.SealedWords, "written", code=WrittenCode.HORIZON),
        ),
    )


def _dependant() -> of.SealedDependant:
    return _secret(of.SealedDependant, "dependant", ref="P1-90")


def _action(name: str, **given: Any) -> of.SealedAction:
    own = {"priority_number": 1, "status": Shown.OFF_TRACK, "days_overdue": 3}
    line = _line(f"{name}-line")
    return _secret(of.SealedAction, name, line=line, **own, **given)


def _line(name: str, **given: Any) -> of.SealedLine:
    own: dict[str, Any] = {"agency_slug": "police", "evidence": _evidence(name)}
    return _secret(
        of.SealedLine,
        name,
        **own | {"was_sensitive": True, "is_accepted": True} | given,
    )


def _evidence(name: str) -> tuple[of.SealedEvidence, ...]:
    return (_secret(of.SealedEvidence, f"{name}-evidence"),)


def _secret(shape: Any, name: str, **given: Any) -> Any:
    codes = {each.name: _code(each) for each in fields(shape) if each.name in CODES}
    marked = codes | {"marking": Marking.SENSITIVE} | given
    own = {key: marked[key] for key in marked if key in shape.__dataclass_fields__}
    return some(shape, mark=f"{MARK}-{name}", **own)


def _code(field: Any) -> Any:
    return () if "tuple" in str(field.type) else ReturnState.ACCEPTED.value
