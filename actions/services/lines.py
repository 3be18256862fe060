"""Writing a line of a return: saved as typed, one winner, nobody's text lost."""

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce

from actions import events
from actions.choices import ReturnState
from actions.models import Return, ReturnLine
from actions.models.lines import LineWords
from actions.selectors import words as line_words
from actions.selectors.windows import london_day
from actions.services.locking import hold, locked
from hcss.kernel import audit, personal_data, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import moment
from partnerships.models import User

#: What an agency may save of a line.
FIELDS = (*LineWords.WORDS, "marking")
#: Free text, held against personal data before it is kept (R55).
TEXTS = (
    "progress",
    "reported_to",
    "issue",
    "recovery_step",
    "cause",
    "ask",
    "ask_of",
    "evidence",
    "evidence_link",
)
_DAYS = ("reported_on", "recovery_on", "ask_by", "completed_on")
#: New words are the agency's own, and nobody's from an earlier quarter.
AFRESH: dict[str, Any] = {
    "carried_from": None,
    "written_for_by": None,
    "written_for_at": None,
    "told_by": "",
    "confirmed_by": None,
    "confirmed_at": None,
}


class LineConflict(Conflict):
    """The line was saved since it was opened. ``stored`` is the line as it is now."""

    def __init__(self, stored: ReturnLine, actor: User) -> None:
        who, where = f"{stored.edited_by or 'Somebody else'}", ""
        if stored.edited_by_id == actor.pk:
            who, where = "You", " in another window"
        super().__init__(
            f"{who} saved this line{where} on {moment(stored.edited_at)}, after you "
            "opened it. Compare both texts, then save again.",
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
    is_confirmed: bool = False,
) -> ReturnLine:
    """Keep what the agency wrote on one action; ``words`` holds only what changes.

    With ``finish`` whatever the status asks for must be there and be possible
    today (R18, R20, R21, R27, R28). A draft keeps whatever was typed; it is held
    against the rules when the return goes. The first save starts the return, and
    saved words are new words: they are no longer carried from another quarter.

    Raises:
        NotPermitted: ``actor`` does not write for the agency (R35, R36).
        ValidationError: at its field, what cannot be kept (R55), cannot be true or
            is missing.
        LineConflict: the line is no longer at ``version``; it carries their text.
        Conflict: the line is with the group and cannot be written on (R33).
    """
    policy.require(actor, "actions.write_line", line)
    hold_open(line=line, now=now)
    draft = with_words(line, words)
    if line.version != version:
        return settle(draft=draft, actor=actor, now=now)
    if finish:
        _refuse_unfinished(draft, now)
    personal_data.guard(
        actor=actor,
        subject=line,
        texts={name: getattr(draft, name) for name in TEXTS if name in words},
        is_confirmed=is_confirmed,
        now=now,
        before={name: getattr(line, name) for name in TEXTS},
    )
    changes = _whose_words(line, draft, actor, now, finish=finish)
    changes |= {name: getattr(draft, name) for name in words}
    return put(actor=actor, line=line, changes=changes, now=now, verb=events.LINE_SAVED)


def put(
    *,
    actor: User,
    line: ReturnLine,
    changes: dict[str, Any],
    now: datetime,
    verb: str,
) -> ReturnLine:
    """Write changes on the line if it still is at the version that is in hand.

    Raises:
        LineConflict: somebody was first with other words.
        Conflict: an officer accepted it meanwhile (R33).
    """
    version = line.version
    changes = changes | {
        "version": version + 1,
        "edited_by": actor,
        "edited_at": now,
    }
    untouched = ReturnLine.objects.filter(pk=line.pk, version=version, accepted_at=None)
    if not untouched.update(**changes):
        return settle(draft=_changed(line, changes), actor=actor, now=now)
    audit.record(
        verb,
        actor=actor,
        subject=line,
        now=now,
        # Never the words: a draft is read by nobody but its agency.
        changes={"version": [version, version + 1]},
    )
    for name, value in changes.items():
        setattr(line, name, value)
    return line


def hold_open(*, line: ReturnLine, now: datetime) -> None:
    """Start the return if need be, and hold its row until the line is in.

    Of a line saved and a return sent in at the same moment, one waits for the
    other and then knows.

    Raises:
        Conflict: the return is with the group, or an officer accepted the line.
    """
    hold(quarterly_return_id=line.quarterly_return_id)
    writable = Return.objects.writable(at=now).filter(pk=line.quarterly_return_id)
    held = writable.update(
        state=Case(
            When(state=ReturnState.OPEN, then=Value(ReturnState.DRAFT.value)),
            default=F("state"),
        ),
        started_at=Coalesce("started_at", now),
    )
    if not held or line.accepted_at is not None:
        raise locked(thing=line, now=now)


def settle(*, draft: ReturnLine, actor: User, now: datetime) -> ReturnLine:
    """Return the stored line if it says the same (a double click).

    Raises:
        LineConflict: it says something else.
        Conflict: an officer accepted it meanwhile.
    """
    stored: ReturnLine = ReturnLine.objects.with_action().get(pk=draft.pk)
    if stored.accepted_at is not None:
        raise locked(thing=stored, now=now)
    if any(getattr(stored, name) != getattr(draft, name) for name in FIELDS):
        raise LineConflict(stored, actor)
    return stored


def _whose_words(
    line: ReturnLine, draft: ReturnLine, actor: User, now: datetime, *, finish: bool
) -> dict[str, Any]:
    """Return whose the words are from now on: the agency's own, if it wrote others.

    What an officer typed for it and it saves as it stands is not written but
    confirmed, once it is finished (R35).
    """
    is_same = all(getattr(line, name) == getattr(draft, name) for name in FIELDS)
    if not (line.is_unconfirmed and is_same):
        return dict(AFRESH)
    return {"confirmed_by": actor, "confirmed_at": now} if finish else {}


def with_words(line: ReturnLine, words: Mapping[str, Any]) -> ReturnLine:
    """Return a copy of the line with the new words, each checked for its shape."""
    if unknown := sorted(set(words) - set(FIELDS)):
        raise ValidationError(dict.fromkeys(unknown, "There is no such field."))
    faults = line_words.misplaced(words, action=line.action)
    if faults := faults | line_words.misshapen(words):
        raise ValidationError(faults)
    draft = _changed(line, {name: _plain(name, words[name]) for name in words})
    others = {field.name for field in ReturnLine._meta.fields} - set(words)
    draft.clean_fields(exclude=others)
    return draft


def _plain(name: str, value: Any) -> Any:
    """Return nothing as a line keeps it: blanks are no text and no date."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None if name in _DAYS else ""
    return value


def _changed(line: ReturnLine, changes: Mapping[str, Any]) -> ReturnLine:
    draft = copy.copy(line)
    for name, value in changes.items():
        setattr(draft, name, value)
    return draft


def _refuse_unfinished(draft: ReturnLine, now: datetime) -> None:
    on = london_day(now)
    faults = line_words.everything_wrong(draft, action=draft.action, on=on)
    if faults:
        raise ValidationError(faults)
