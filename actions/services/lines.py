"""Writing a line of a return: saved as typed, one winner, nobody's text lost."""

import copy
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce

from actions import events
from actions.choices import WRITABLE, ReturnState
from actions.models import Return, ReturnLine
from actions.selectors import standing
from actions.selectors import words as line_words
from actions.selectors.windows import london_day
from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import moment
from partnerships.models import User


class LineConflict(Conflict):
    """Somebody else saved the line first. ``stored`` is the line as they left it."""

    def __init__(self, stored: ReturnLine) -> None:
        who = stored.edited_by or "Somebody else"
        super().__init__(
            f"{who} saved this line on {moment(stored.edited_at)}, after you opened "
            "it. Compare both texts, then save again.",
            code="stale",
        )
        self.stored = stored


@transaction.atomic
def save_line(
    *,
    actor: User,
    line: ReturnLine,
    version: int,
    words: Mapping[str, Any],
    now: datetime,
    finish: bool,
) -> ReturnLine:
    """Keep what the agency wrote on one action; ``words`` holds only what changes.

    With ``finish`` whatever the status asks for must be there (R20, R21); without
    it the line is kept as a draft. The first save starts the return.

    Raises:
        NotPermitted: ``actor`` does not write for the agency (R35, R36).
        ValidationError: at its field, what cannot be true or is missing.
        LineConflict: the line is no longer at ``version``; it carries their text.
        Conflict: the return is with the group and cannot be written in (R33).
    """
    policy.require(actor, "actions.write_line", line)
    on = london_day(now)
    _hold_open(line.quarterly_return, on=on, now=now)
    draft = _with_words(line, words)
    if line.version != version:
        return _settle(draft)
    _refuse(draft, on=on, finish=finish)
    changes = {
        **{name: getattr(draft, name) for name in words},
        "version": version + 1,
        "edited_by": actor,
        "edited_at": now,
    }
    if not ReturnLine.objects.filter(pk=line.pk, version=version).update(**changes):
        return _settle(draft)
    audit.record(
        events.LINE_SAVED,
        actor=actor,
        subject=line,
        now=now,
        # Never the words: a draft is read by nobody but its agency.
        changes={"version": [version, version + 1]},
    )
    for name, value in changes.items():
        setattr(line, name, value)
    return line


def _hold_open(quarterly_return: Return, *, on: date, now: datetime) -> None:
    """Start the return if need be, and hold its row until the line is in.

    One conditional UPDATE: of a line saved and a return sent in at the same
    moment, one waits for the other and then knows.
    """
    held = Return.objects.filter(pk=quarterly_return.pk, state__in=WRITABLE).update(
        state=Case(
            When(state=ReturnState.OPEN, then=Value(ReturnState.DRAFT.value)),
            default=F("state"),
        ),
        started_at=Coalesce("started_at", now),
    )
    if not held:
        fresh = Return.objects.with_agency().get(pk=quarterly_return.pk)
        raise Conflict(
            standing.why_it_cannot_be_changed(fresh, on=on), code="not_writable"
        )


def _with_words(line: ReturnLine, words: Mapping[str, Any]) -> ReturnLine:
    """Return a copy of the line with the new words, each checked for its shape."""
    if unknown := sorted(set(words) - set(ReturnLine.WORDS)):
        raise ValidationError(dict.fromkeys(unknown, "There is no such field."))
    draft = copy.copy(line)
    for name, value in words.items():
        is_blank = isinstance(value, str) and not value.strip()
        setattr(draft, name, "" if is_blank else value)
    others = {field.name for field in ReturnLine._meta.fields} - set(words)
    draft.clean_fields(exclude=others)
    return draft


def _refuse(draft: ReturnLine, *, on: date, finish: bool) -> None:
    faults = line_words.contradictions(draft, action=draft.action, on=on)
    if finish:
        faults = line_words.missing(draft) | faults
    if faults:
        raise ValidationError(faults)


def _settle(draft: ReturnLine) -> ReturnLine:
    """Return the stored line if it says the same (a double click), else raise."""
    stored: ReturnLine = ReturnLine.objects.with_action().get(pk=draft.pk)
    if stored.words != draft.words:
        raise LineConflict(stored)
    return stored
