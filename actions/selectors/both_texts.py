"""A draft as somebody else left it, in full: to be held against one's own text."""

from datetime import date

from actions.models import ReturnLine
from actions.selectors.sheet import Said
from actions.selectors.words import LABELS


def written(line: ReturnLine) -> list[Said]:
    """Return every field that was filled in, whichever status it belongs to."""
    said = [
        Said(
            label=LABELS[name],
            value=value,
            is_date=isinstance(value, date),
            is_link=name == "evidence_link",
        )
        for name, value in line.words.items()
        if value and name != "status"
    ]
    if line.is_sensitive:
        marking = line.get_marking_display()
        said.append(Said(label="Handling", value=marking, is_date=False, is_link=False))
    return said
