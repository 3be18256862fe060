"""The story's evidence: links, references, and small files made from its own words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile

from actions.models import Evidence, ReturnLine
from actions.services.evidence import add_files
from actions.services.evidence_facts import About
from actions.services.evidence_notes import add_link, add_reference
from actions.services.evidence_uses import use_for
from hcss.demonstration.stage import Stage
from hcss.demonstration.story import Part
from hcss.demonstration.writing import writer_of

#: After the lines are written, and before any return is sent in.
_ADDED, _USED_AGAIN = time(14, 45), time(15, 15)


def show_evidence(stage: Stage, agency: str, number: int, day: date) -> None:
    """Put on the timetable what the agency adds on the day its lines are written."""
    for part in stage.story["evidence"]:
        if part["agency"] != agency:
            continue
        if part["quarter"] == number:
            stage.timetable.add(day, _ADDED, partial(_add, stage, part))
        for also in part.get("also", []):
            if also["quarter"] == number:
                again = partial(_use_again, stage, part, also)
                stage.timetable.add(day, _USED_AGAIN, again)


@contextmanager
def uploads_only_if_kept() -> Iterator[None]:
    """Take away the files of a load that fails: no row names them."""
    before = _uploads()
    try:
        yield
    except BaseException:
        for path in _uploads() - before:
            path.unlink()
        raise


def _uploads() -> set[Path]:
    return {path for path in Path(settings.UPLOADS).rglob("*") if path.is_file()}


def _add(stage: Stage, part: Part, now: datetime) -> None:
    line = _line(stage, part, part)
    writer = writer_of(stage, stage.told(part["ref"]))
    about = _about(stage, part)
    if "file" in part:
        content = ContentFile(part["content"].encode(), name=part["file"])
        add_files(
            actor=writer,
            line=line,
            files=[content],
            titles=[part["title"]],
            about=about,
            now=now,
        )
    elif "url" in part:
        add_link(
            actor=writer,
            line=line,
            title=part["title"],
            url=part["url"],
            about=about,
            now=now,
        )
    else:
        add_reference(
            actor=writer,
            line=line,
            title=part["title"],
            holder=part["holder"],
            about=about,
            now=now,
        )


def _about(stage: Stage, part: Part) -> About:
    dated, expires = part.get("dated"), part.get("expires")
    return About(
        dated_on=stage.calendar.day(dated) if dated else None,
        expires_on=stage.calendar.day(expires) if expires else None,
    )


def _use_again(stage: Stage, part: Part, also: Part, now: datetime) -> None:
    use_for(
        actor=writer_of(stage, stage.told(also["ref"])),
        evidence=Evidence.objects.get(title=part["title"]),
        lines=[_line(stage, part, also)],
        now=now,
    )


def _line(stage: Stage, part: Part, where: Part) -> ReturnLine:
    return stage.line(part["agency"], where["quarter"], where["ref"])
