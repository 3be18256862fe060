"""Facts and words of an action that somebody changed, field by field."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from actions.choices import ActionLife, Marking
from assurance.selectors.seal_shapes import SealedAction, SealedSource
from assurance.selectors.since.action_words import said_of
from assurance.selectors.since.shapes import Difference
from hcss.kernel.templatetags.show import day

#: Every field that has no kind of its own, with its words.
FIELDS = {
    "title": "Title",
    "priority_number": "Priority",
    "heading_label": "Heading",
    "lead_partnership": "Lead partnership",
    "overseen_by": "Overseen by",
    "contributors": "Contributors",
    "success_criterion": "Success criterion",
    "condition": "Condition",
    "starts_on": "Planned start",
    "is_continuing": "Continuing",
    "marking": "Marking",
    "sources": "Source",
}
_MARKINGS = dict(Marking.choices)
#: They come with a change of life, which is said already.
WITH_LIFE = {
    "decision": "Decision",
    "agreed_on": "Agreed on",
    "completed_on": "Completed on",
    "closed_on": "Closed on",
    "closed_as_label": "Closed as",
    "closing_decision": "Decision to close",
}


def edits(then: SealedAction, now: SealedAction) -> Iterator[Difference]:
    """Yield each field that differs. What agreeing gave first is not said apart."""
    is_first = then.life == ActionLife.PROPOSED and now.life != ActionLife.PROPOSED
    fields = FIELDS if then.life != now.life else FIELDS | WITH_LIFE
    for name, label in fields.items():
        was, is_now = getattr(then, name), getattr(now, name)
        if was == is_now or (is_first and not was):
            continue
        if name == "marking":
            was, is_now = (_MARKINGS.get(each, each) for each in (was, is_now))
        yield said_of(now, "edited", _words(was), _words(is_now), aspect=label)


def _words(value: Any) -> str:
    """Return a value in words; of many, one a line."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, SealedSource):
        return f"{value.ref}: {value.text}"
    if isinstance(value, tuple):
        return "\n".join(_words(each) for each in value) or "None"
    return str(value or "None")
