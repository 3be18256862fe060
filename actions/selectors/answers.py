"""What a line says, answer by answer, named as on the page."""

from dataclasses import dataclass
from datetime import date

from actions.models import ReturnLine
from actions.models.lines import LineWords
from actions.selectors.actions import status_label
from actions.selectors.words import LABELS, sent_with


@dataclass(frozen=True)
class Said:
    """One answer of a line, named as on the page."""

    label: str
    value: object
    is_date: bool
    is_link: bool


def answers_of(words: LineWords) -> list[Said]:
    """Return the answers that the status asks for or that were given, in order."""
    return [
        Said(
            label=LABELS[name],
            value=value,
            is_date=isinstance(value, date),
            is_link=name == "evidence_link",
        )
        for name in sent_with(words.status)
        if name != "status" and (value := getattr(words, name))
    ]


def label_of(words: LineWords, line: ReturnLine) -> str:
    """Return the status in words; complete is "Reported complete" until verified."""
    return status_label(words.status, life=line.action.life)


def overdue_days(line: ReturnLine, on: date) -> int:
    """Return by how many days the action is overdue; 0 if it is not (R19)."""
    due = line.action.forecast_on
    if due is None or not line.action.is_overdue(on=on):
        return 0
    return (on - due).days
