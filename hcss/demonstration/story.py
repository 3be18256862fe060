"""The story as the file tells it, with its months and quarters filled in."""

from pathlib import Path
from typing import Any

import yaml

from hcss.demonstration.story_calendar import Calendar

PATH = Path(__file__).with_name("story.yaml")

#: A mapping of the file: this one is ours, and a test holds it against the services.
Part = dict[str, Any]


def read() -> Part:
    """Return the file's parts as they are written."""
    story: Part = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return story


def read_for(calendar: Calendar) -> Part:
    """Return the file's parts as they read on the day of loading."""
    story: Part = _filled(read(), calendar)
    return story


def _filled(part: Any, calendar: Calendar) -> Any:
    if isinstance(part, dict):
        return {name: _filled(value, calendar) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(each, calendar) for each in part]
    return calendar.words(part) if isinstance(part, str) else part
